// The whole level with everyone on it, and how far along each is.
import { element, panel } from "./panels.js";
import { paint } from "./pictures.js";

/** The canvas as large as its box, in the screen's own pixels; returns how many of them a CSS pixel has. */
function fit(canvas, box) {
  const { width, height } = box.getBoundingClientRect(), ratio = devicePixelRatio;
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
  if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
  return ratio;
}

export class StagePanel {
  constructor({ everyone = false } = {}) {
    this.picture = element("canvas", "pixels");
    this.marks = element("canvas");
    this.marks.style.cssText = "position:absolute;inset:0;height:100%";
    this.map = element("div", "map", this.picture, this.marks);
    this.panel = panel({
      id: "stage", title: "The whole level", unit: "left to right, start to goal", classes: "stage wide", span: 24,
      words: everyone ? "Ring: the one that is followed. Dots: the others on this level. Below: how far each environment is, whatever its level."
        : "Ring: where the player is now. Line: where it has been in this episode.",
    }, this.map);
    this.everyone = everyone;
    this.lane = element("canvas");
    this.laneBox = element("div", "progress", this.lane);
    this.laneBox.hidden = !everyone;
    this.map.after(this.laneBox);
    this.trail = [];
  }

  async show(message) {
    this.stage = message;
    this.trail = [];
    const picture = message.pictures[0];
    this.map.hidden = !picture; // emulated games have no map: the lane says how far the player is
    this.laneBox.hidden = !this.everyone && Boolean(picture);
    if (picture) await paint(this.picture, picture);
  }

  move(frame) {
    this.panel.value.textContent = `${(100 * frame.progress).toFixed(1)} %`;
    if (!this.laneBox.hidden) this.drawLane(frame.everyone ?? [], frame.progress);
    if (!this.stage?.pictures.length || frame.level !== this.stage.level) return;
    if (frame.frames < (this.last ?? 0)) this.trail = [];
    this.last = frame.frames;
    const { shrink, top } = this.stage;
    const x = frame.x / shrink, y = (frame.y - top) / shrink;
    const end = this.trail.at(-1);
    if (end && Math.abs(end[0] - x) > 400 / shrink) this.trail = []; // another episode, or a step long after
    if (!end || Math.hypot(end[0] - x, end[1] - y) > 3) this.trail.push([x, y]);
    this.draw(x, y, frame.others ?? []);
  }

  /** A dot for each environment between start and goal. */
  drawLane(everyone, followed) {
    const ratio = fit(this.lane, this.laneBox), context = this.lane.getContext("2d"), { width, height } = this.lane;
    context.clearRect(0, 0, width, height);
    context.fillStyle = "#8b95ad40";
    context.fillRect(0, height / 2 - ratio, width, 2 * ratio);
    const dot = (share, radius, colour) => {
      context.fillStyle = colour;
      context.beginPath();
      context.arc(8 * ratio + share * (width - 16 * ratio), height / 2, radius * ratio, 0, 7);
      context.fill();
    };
    for (const share of everyone) dot(share, 4, "#59d0e880");
    dot(followed, 6, "#ffb454");
  }

  draw(x, y, others) {
    const ratio = fit(this.marks, this.map);
    const { marks, picture } = this;
    const context = marks.getContext("2d"), scale = marks.width / picture.width;
    context.clearRect(0, 0, marks.width, marks.height);
    context.lineWidth = 1.6 * ratio;
    context.strokeStyle = "#ffffffd0";
    context.beginPath();
    for (const [px, py] of this.trail) context.lineTo(px * scale, py * scale);
    context.stroke();
    for (const [ox, oy] of others) {
      context.fillStyle = "#59d0e8";
      context.strokeStyle = "#05202a";
      context.beginPath();
      context.arc(ox / this.stage.shrink * scale, (oy - this.stage.top) / this.stage.shrink * scale, 3 * ratio, 0, 7);
      context.fill();
      context.stroke();
    }
    for (const [colour, width] of [["#05070c", 5], ["#ffb454", 2.5]]) {
      context.strokeStyle = colour;
      context.lineWidth = width * ratio;
      context.beginPath();
      context.arc(x * scale, y * scale, 6 * ratio, 0, 7);
      context.stroke();
    }
  }
}
