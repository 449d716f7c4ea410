// A person plays.
import { GamePanel } from "./controls.js";
import { Pad } from "./pad.js";
import { button, panel } from "./panels.js";
import { StagePanel } from "./stage.js";
import { Chart } from "./chart.js";

export class PlayMode {
  constructor(scene, main, send, showFacts) {
    this.scene = scene;
    this.showFacts = showFacts;
    this.pressed = new Map(); // when inputs were made, by their number
    this.tag = 0;
    this.latencies = [];
    this.arrivals = [];
    this.game = new GamePanel(scene, send);
    this.game.controls.append(
      button("Restart", "Enter", () => send("restart")),
      button("Save", "", () => send("save")));
    addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.repeat && event.target === document.body) send("restart");
    });
    this.pad = new Pad((bits) => {
      this.pressed.set(++this.tag, performance.now());
      send("pad", bits, { tag: this.tag });
    });
    this.stagePanel = new StagePanel();
    this.latency = new Chart([{ name: "latency", colour: "--cyan" }], { low: 0, high: 50, lines: [[33.3, "two frames"]] });
    this.speed = new Chart([{ name: "speed", colour: "--amber" }], { low: 0, lines: [] });
    this.latencyPanel = panel({
      id: "latency", title: "From key to picture", unit: "milliseconds", span: 13,
      healthy: "below two frames, 33 ms. Above it the machine is busy, or the browser draws slowly.",
    }, this.latency.view);
    this.speedPanel = panel({
      id: "speed", title: "Speed of the player", unit: "level pixels a second", span: 13,
      words: "Running reaches 360 on level ground; slopes, springs and the spin dash give more.",
    }, this.speed.view);
    this.padPanel = panel({ id: "pad", title: "The pad", unit: "keys, gamepad or touch", span: 13 }, this.pad.view);
    main.append(this.game.panel, this.padPanel, this.speedPanel, this.latencyPanel, this.stagePanel.panel);
    this.game.panel.style.gridRow = "span 3";
  }

  stage(message) { this.stagePanel.show(message); }

  async frame(frame) {
    this.stagePanel.move(frame);
    if (frame.frames > (this.last?.frames ?? 0)) {
      const moved = frame.x - this.last?.x, passed = (frame.frames - this.last?.frames) / 60;
      if (passed < 0.5) this.smooth = 0.8 * (this.smooth ?? 0) + 0.2 * Math.abs(moved / passed);
      this.speed.add(frame.frames, [this.smooth ?? 0]);
      this.speedPanel.value.textContent = `${Math.round(this.smooth ?? 0)}`;
    } else if (frame.frames < (this.last?.frames ?? 0)) {
      this.speed.clear();
    }
    this.last = frame;
    this.game.say(frame.ended ? (frame.at_goal ? "Goal!" : "Lost") : "", `${Math.round(frame.score)} points · press Enter`);
    await this.game.show(frame);
    this.measure(frame);
  }

  measure(frame) {
    const now = performance.now(), pressed = this.pressed.get(frame.tag);
    if (pressed !== undefined) {
      for (const tag of this.pressed.keys()) if (tag <= frame.tag) this.pressed.delete(tag);
      this.latencies.push(now - pressed);
      if (this.latencies.length > 200) this.latencies.shift();
      this.latency.add(frame.tag, [now - pressed]);
      const sorted = [...this.latencies].sort((a, b) => a - b);
      this.latencyPanel.value.textContent = `median ${sorted[sorted.length >> 1].toFixed(1)}`;
    }
    this.arrivals.push(now);
    while (now - this.arrivals[0] > 1000) this.arrivals.shift();
    if (frame.frames % 15 === 0) this.showFacts([[this.arrivals.length, "pictures/s"]]);
  }

  restyle() { this.latency.draw(); this.speed.draw(); }
}
