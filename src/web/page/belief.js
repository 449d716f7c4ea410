// What the model believes of a step: pictures, latents, actions, errors.
import { ActionBars } from "./bars.js";
import { Chart } from "./chart.js";
import { element, figure, panel, short } from "./panels.js";
import { paint } from "./pictures.js";

const PICTURES = [
  ["seen", "What it gets", "the picture now, shrunk"],
  ["decoded", "Decoded z", "what it keeps of it"],
  ["expected", "Decoded z′", "what it expects next"],
  ["came", "What came", "the picture after"],
];
const LATENTS = [["z", "z", "what it saw"], ["expected_z", "z′", "what it expects"]];

export class BeliefPanels {
  /** scene.actions names the actions; without a model only what the policy says is shown. */
  constructor(scene) {
    this.actions = scene.actions;
    this.steps = 0;
    this.pictures = Object.fromEntries(PICTURES.map(([name, title, words]) => [name, figure(title, words)]));
    this.latents = Object.fromEntries(LATENTS.map(([name, title, words]) => [name, figure(title, words)]));
    this.bars = new ActionBars(scene.actions);
    this.value = new Chart([{ name: "value, expected", colour: "--amber" }, { name: "reward, of a step", colour: "--cyan" }],
      { legend: true, most: 300 });
    this.errors = new Chart([{ name: "expected picture", colour: "--amber" }, { name: "copying the last", colour: "--cyan" },
      { name: "decoded", colour: "--violet", dashed: true }], { low: 0, legend: true, most: 300 });
    this.surprise = new Chart([{ name: "surprise", colour: "--rose" }], { most: 300, lines: [[1.42, "knows nothing"]] });
    this.entropy = new Chart([{ name: "entropy", colour: "--green" }],
      { low: 0, high: Math.log(scene.actions.length), most: 300, lines: [[Math.log(scene.actions.length), ""]] });
    this.build();
  }

  build() {
    this.picturePanel = panel({
      id: "pictures", title: "What it sees, keeps and expects", unit: "as it gets them, enlarged", span: 13,
      healthy: "the player is visible in all four, and the third is nearer to the fourth than to the first.",
    }, element("div", "quad", ...Object.values(this.pictures)));
    this.latentPanel = panel({
      id: "latents", title: "Latents", unit: "blue −3, black 0, amber 3", span: 5, classes: "latents",
      healthy: "most cells move; z′ looks like the next z.",
    }, element("div", "quad pair", ...Object.values(this.latents)));
    this.actionPanel = panel({
      id: "actions", title: "Actions", unit: "probability", span: 8,
      healthy: "one leads without being certain; the guess is the one taken wherever it shows on the screen.",
    }, legend([["--amber", "policy"], ["--cyan", "guess from both frames"]]), this.bars.view);
    this.valuePanel = panel({
      id: "value", title: "Value and reward", unit: "scaled rewards; steps", span: 6,
      healthy: "the value rises before rewards come and falls before a life is lost.",
    }, this.value.view);
    this.errorPanel = panel({
      id: "errors", title: "Prediction error", unit: "mean squared, pixels 0..1", span: 6,
      healthy: "below copying whenever the picture moves.",
    }, this.errors.view);
    this.surprisePanel = panel({
      id: "surprise", title: "Surprise", unit: "nats a latent number", span: 6,
      healthy: "low, with peaks where something new comes; learning-progress curiosity pays for peaks that wear off.",
    }, this.surprise.view);
    this.entropyPanel = panel({
      id: "entropy", title: "Entropy of the policy", unit: "nats", span: 6,
      healthy: "falls where the way is clear, but not to 0 for long.",
    }, this.entropy.view);
  }

  /** Beside the game; below it. */
  top() { return [this.picturePanel, this.latentPanel, this.actionPanel]; }
  below() { return [this.valuePanel, this.errorPanel, this.surprisePanel, this.entropyPanel]; }

  async show(message) {
    const { step, belief } = message;
    if (!step) return;
    ++this.steps;
    this.bars.show(step.policy, belief?.inverse, step.action);
    this.value.add(this.steps, [step.value, step.reward]);
    this.valuePanel.value.textContent = short(step.value);
    if (step.entropy !== undefined) {
      this.entropy.add(this.steps, [step.entropy]);
      this.entropyPanel.value.textContent = short(step.entropy);
    }
    const guess = belief?.inverse ? belief.inverse.indexOf(Math.max(...belief.inverse)) : -1;
    this.actionPanel.value.textContent = guess < 0 ? this.actions[step.action]
      : `${this.actions[step.action]} · guess ${this.actions[guess]} ${(100 * belief.inverse[guess]).toFixed(0)} %`;
    if (belief) await this.showBelief(message);
  }

  async showBelief({ belief, pictures }) {
    this.errors.add(this.steps, [belief.dream_error, belief.copy_error, belief.recon_error]);
    this.errorPanel.value.textContent = `${(belief.dream_error / Math.max(1e-9, belief.copy_error)).toFixed(2)} × copying`;
    this.surprise.add(this.steps, [belief.surprise]);
    this.surprisePanel.value.textContent = short(belief.surprise);
    for (const picture of pictures) {
      const shown = this.pictures[picture.name] ?? this.latents[picture.name];
      if (shown) await paint(shown.canvas, this.latents[picture.name] ? { ...picture, type: "latent" } : picture);
    }
  }

  restyle() { for (const chart of [this.value, this.errors, this.surprise, this.entropy]) chart.draw(); }
}

export function legend(entries) {
  return element("div", "legend", ...entries.map(([colour, words]) => {
    const dot = element("i");
    dot.style.setProperty("--dot", `var(${colour})`);
    return element("span", "", dot, words);
  }));
}
