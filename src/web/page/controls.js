// The game's panel: the screen, the score, and what a person can do about time and place.
import { button, clock, element } from "./panels.js";
import { paint } from "./pictures.js";

const SPEEDS = [[1, "full speed"], [0.5, "half speed"], [0.25, "a quarter"], [0.1, "a tenth"]];

export class GamePanel {
  /** send(word, number). `can`: which of save, restart, greedy, levels are offered. */
  constructor(scene, send) {
    this.send = send;
    this.canvas = element("canvas", "pixels");
    Object.assign(this.canvas, { width: 320, height: 224, id: "game" });
    this.overlay = element("div", "overlay");
    this.overlay.hidden = true;
    this.numbers = {};
    const score = element("div", "score");
    for (const [name, words] of [["points", "points"], ["progress", "of the way"], ["time", "time"], ["level", ""]]) {
      this.numbers[name] = element("b", "", "–");
      score.append(element("div", name, this.numbers[name], words));
    }
    this.pause = button("Pause", "P", () => this.setPaused(!this.paused));
    this.step = button("Step", ".", () => { this.showPaused(true); send("step"); });
    this.speed = element("select");
    this.speed.setAttribute("aria-label", "Speed");
    for (const [value, words] of SPEEDS) this.speed.append(new Option(words, value));
    this.speed.addEventListener("change", () => { send("speed", Number(this.speed.value)); this.speed.blur(); });
    this.level = element("select");
    this.level.setAttribute("aria-label", "Level");
    scene.levels.forEach((name, index) => this.level.append(new Option(name, index)));
    this.level.addEventListener("change", () => { send("level", Number(this.level.value)); this.level.blur(); });
    this.controls = element("div", "controls", this.pause, this.step, this.speed);
    if (scene.levels.length > 1) this.controls.append(this.level);
    this.panel = element("section", "panel game wide", element("div", "screen", this.canvas, this.overlay), score, this.controls);
    this.panel.id = "panel-game";
    addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLSelectElement) return;
    if (event.key === "p") this.pause.click();
    if (event.key === ".") this.step.click();
  }

  setPaused(paused) {
    this.showPaused(paused);
    if (this.onPause) this.onPause(paused);
    else this.send("pause", paused ? 1 : 0);
  }

  /** What is shown goes on by itself: only the page can be held. */
  setRemote(onPause) {
    this.onPause = onPause;
    this.step.remove();
    this.speed.remove();
    this.level.remove();
  }

  showPaused(paused) {
    this.paused = paused;
    this.pause.firstChild.textContent = paused ? "Go on" : "Pause";
    this.pause.setAttribute("aria-pressed", String(paused));
  }

  say(title, words) {
    this.overlay.hidden = !title;
    if (title) this.overlay.replaceChildren(element("b", "", title), element("span", "", words));
  }

  async show(frame) {
    const picture = frame.pictures.find((each) => each.name === "game");
    const { points, progress, time, level } = this.numbers;
    points.textContent = Math.round(frame.score);
    progress.textContent = `${(100 * frame.progress).toFixed(1)} %`;
    time.textContent = clock(frame.frames);
    level.textContent = frame.level;
    if (frame.paused !== undefined && frame.paused !== this.paused) this.showPaused(frame.paused);
    if (document.activeElement !== this.level && frame.level_index !== undefined) this.level.value = frame.level_index;
    if (picture) await paint(this.canvas, picture);
  }
}
