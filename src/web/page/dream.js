// A person plays inside the model, beside the real game that does the same.
import { Chart } from "./chart.js";
import { GamePanel } from "./controls.js";
import { Pad } from "./pad.js";
import { button, element, figure, panel, short } from "./panels.js";
import { paint } from "./pictures.js";
import { StagePanel } from "./stage.js";

export class DreamMode {
  constructor(scene, main, send, showFacts) {
    this.scene = scene;
    this.showFacts = showFacts;
    this.send = send;
    this.tag = 0;
    this.game = new GamePanel(scene, send);
    this.dreamNow = button("Dream from here", "Enter", () => send("dream"));
    this.game.controls.append(this.dreamNow, button("Restart", "R", () => send("restart")));
    addEventListener("keydown", (event) => {
      if (event.repeat || event.target !== document.body) return;
      if (event.key === "Enter") send("dream");
      if (event.key === "r") send("restart");
    });
    this.pad = new Pad((bits) => send("pad", bits, { tag: ++this.tag }));
    this.build(scene);
    main.append(this.dreamPanel, this.game.panel, this.errorPanel, this.comparePanel, this.rewardPanel, this.padPanel, this.stagePanel.panel);
  }

  build(scene) {
    this.dream = element("canvas", "pixels");
    this.dream.id = "dream";
    this.verdict = element("div", "verdict", "awake");
    this.temperature = element("input");
    Object.assign(this.temperature, { type: "range", min: 0, max: 1.5, step: 0.05, value: 0.5, id: "temperature" });
    this.temperature.addEventListener("input", () => {
      this.temperatureWords.textContent = Number(this.temperature.value).toFixed(2);
      this.send("temperature", Number(this.temperature.value));
    });
    this.temperatureWords = element("b", "number", "0.50");
    this.dreamPanel = element("section", "panel game dream wide", element("div", "screen", this.dream, this.verdict),
      element("div", "score", element("div", "points", element("b", "", "The dream"), "what the model thinks happens")),
      element("div", "controls", element("label", "", "temperature", this.temperature, this.temperatureWords)));
    this.dreamPanel.id = "panel-dream";
    this.game.panel.querySelector(".score .points").after(element("div", "", element("b", "", "The real game"), "same state, same buttons"));
    for (const made of [this.dreamPanel, this.game.panel]) { made.style.setProperty("--span", 8); made.style.gridRow = "span 2"; }
    this.errors = new Chart([{ name: "dream", colour: "--amber" }, { name: "standing still", colour: "--cyan", dashed: true }], { low: 0, legend: true });
    this.errorPanel = panel({
      id: "dream-error", title: "How far apart", unit: "mean squared, pixels 0..1", span: 8,
      healthy: "below standing still: as long as it is, the dream knows more than its first picture.",
    }, this.errors.view);
    this.pictures = { real: figure("Real", "as the model would get it"), dreamed: figure("Dreamed", "decoded"),
      difference: figure("Difference", "bright: wrong"), z: figure("z", "dreamed latent") };
    this.comparePanel = panel({ id: "compare", title: "Where it goes wrong", unit: "64 × 64 pixels", span: 8,
      words: "The player and what moves go first, the ground last." },
    element("div", "quad", ...Object.values(this.pictures)));
    this.rewards = new Chart([{ name: "dreamed", colour: "--amber" }, { name: "real", colour: "--cyan" }], { legend: true });
    this.rewardPanel = panel({ id: "reward", title: "Reward since it fell asleep", unit: "scaled, summed", span: 12,
      healthy: "both rise together." }, this.rewards.view);
    this.padPanel = panel({ id: "pad", title: "The pad", unit: `the model knows ${scene.actions.length} actions; the nearest is taken`, span: 12 }, this.pad.view);
    this.stagePanel = new StagePanel();
  }

  stage(message) { this.stagePanel.show(message); }

  async frame(frame) {
    const { dream } = frame;
    this.stagePanel.move(frame);
    if (dream.dreaming) {
      if (dream.steps <= 1) { this.errors.clear(); this.rewards.clear(); this.sums = [0, 0]; }
      this.sums = [(this.sums?.[0] ?? 0) + dream.reward, (this.sums?.[1] ?? 0) + dream.real_reward];
      this.errors.add(dream.seconds, [dream.error, dream.standstill]);
      this.errors.marks = dream.wrong_after ? [[dream.wrong_after, "wrong"]] : [];
      this.rewards.add(dream.seconds, this.sums);
    }
    this.errorPanel.value.textContent = short(dream.error);
    const wrong = dream.wrong_after > 0;
    this.verdict.dataset.state = dream.dreaming ? (wrong ? "wrong" : "dreaming") : "awake";
    this.verdict.textContent = !dream.dreaming ? "awake: its memory fills"
      : wrong ? `went wrong after ${dream.wrong_after.toFixed(1)} s · Enter dreams anew` : `dreaming for ${dream.seconds.toFixed(1)} s`;
    this.game.say(frame.ended ? (frame.at_goal ? "Goal!" : "Lost") : "", "press R to begin again");
    if (document.activeElement !== this.temperature) this.temperature.value = dream.temperature;
    const named = (name) => frame.pictures.find((picture) => picture.name === name);
    const painted = Object.entries(this.pictures).map(([name, { canvas }]) =>
      paint(canvas, name === "z" ? { ...named(name), type: "latent" } : named(name)));
    await Promise.all([this.game.show(frame), paint(this.dream, named("dreamed")), ...painted]);
    this.showFacts([[this.scene.actions[dream.action], ""], [this.scene.run, ""]]);
  }

  restyle() { this.errors.draw(); this.rewards.draw(); }
}
