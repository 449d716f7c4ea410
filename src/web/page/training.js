// The curves of a run, from its log: score, loss balance, gradients with their clips, speed. docs/metrics.md has every tag.
import { Chart } from "./chart.js";
import { panel, short } from "./panels.js";

const COLOURS = ["--amber", "--cyan", "--violet", "--green", "--rose"];
const PANELS = [
  { id: "score", title: "Score", unit: "points of 10000, training episodes", tags: { "episode/score": "mean of 200" },
    healthy: "rises; flat for a third of the run means that it has stopped learning." },
  { id: "losses", title: "Loss balance", unit: "each loss of the world model", log: true,
    tags: { "model/recon": "picture", "model/kl": "KL", "model/reward": "reward", "model/inverse": "inverse", "model/end": "end" },
    healthy: "all fall, and none is a thousand times another." },
  { id: "model-gradient", title: "Gradient of the model", unit: "norm and where it is clipped", log: true,
    tags: { "model/grad_norm_encoder": "encoder", "model/grad_clip_encoder": "clip", "model/grad_norm_memory": "memory",
      "model/grad_clip_memory": "clip" }, dashed: ["model/grad_clip_encoder", "model/grad_clip_memory"],
    healthy: "steady; the clip stays near the norm, under its peaks." },
  { id: "agent-gradient", title: "Gradient of the controller", unit: "norm and where it is clipped", log: true,
    tags: { "ppo/grad_norm_trunk": "trunk", "ppo/grad_clip_trunk": "clip", "ppo/grad_norm_policy": "policy", "ppo/grad_clip_policy": "clip" },
    dashed: ["ppo/grad_clip_trunk", "ppo/grad_clip_policy"], healthy: "steady; the clip stays near the norm." },
  { id: "policy-entropy", title: "Entropy in training", unit: "nats", low: 0, tags: { "ppo/entropy": "entropy", "ppo/entropy_target": "target" },
    dashed: ["ppo/entropy_target"], healthy: "falls slowly, stays well above 0." },
  { id: "curiosity", title: "Curiosity and dreams", unit: "error and bonus", low: 0,
    tags: { "probe/dream_error_5": "dream, 5 steps", "probe/copy_error_5": "copying", "explore/paid_gaining": "paid, gaining", "curiosity/progress": "progress" },
    dashed: ["probe/copy_error_5"], healthy: "dreams below copying; curiosity pays more where the game does." },
  { id: "value-fit", title: "What the value explains", unit: "share of the returns", high: 1, tags: { "ppo/explained_variance": "explained" },
    healthy: "above 0.5 and rising." },
  { id: "speed", title: "Speed", unit: "a second", low: 0, tags: { "agent/steps_per_second": "steps", "model/frames_per_second": "frames fitted", "collect/steps_per_second": "steps collected" },
    healthy: "thousands of steps, and steady." },
];

export class TrainingPanels {
  constructor(main) {
    this.main = main;
    this.shown = new Map();
  }

  show({ curves }) {
    for (const plan of PANELS) {
      const tags = Object.keys(plan.tags).filter((tag) => curves[tag]?.some(([, value]) => value !== 0));
      if (!tags.length) continue;
      const key = tags.join();
      let entry = this.shown.get(plan.id);
      if (entry?.key !== key) {
        const made = this.make(plan, tags, key);
        if (entry) entry.panel.replaceWith(made.panel);
        else this.main.append(made.panel);
        this.shown.set(plan.id, entry = made);
      }
      entry.chart.set(merge(tags.map((tag) => curves[tag])));
      entry.panel.value.textContent = short(curves[tags[0]].at(-1)[1]);
    }
  }

  make(plan, tags, key) {
    const series = tags.map((tag, index) => ({
      name: plan.tags[tag], colour: COLOURS[plan.dashed?.includes(tag) ? Math.max(0, index - 1) : index], dashed: plan.dashed?.includes(tag),
    }));
    const chart = new Chart(series, { legend: series.length > 1, log: plan.log, low: plan.low, high: plan.high, most: 4000 });
    return { key, chart, panel: panel({ ...plan, span: 6 }, chart.view) };
  }

  restyle() { for (const { chart } of this.shown.values()) chart.draw(); }
}

/** Curves [[x, y], ...] over their common x: rows [x, y of each or NaN]. Lines go on over what is missing. */
function merge(curves) {
  const rows = new Map();
  curves.forEach((curve, index) => {
    for (const [x, y] of curve) {
      if (!rows.has(x)) rows.set(x, [x, ...curves.map(() => undefined)]);
      rows.get(x)[index + 1] = y;
    }
  });
  return [...rows.values()].sort((a, b) => a[0] - b[0]);
}
