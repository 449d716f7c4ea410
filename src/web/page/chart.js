// A line chart on a canvas: the newest points of a few series over a common x, redrawn at most once a picture.
import { element, short } from "./panels.js";

const colourOf = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export class Chart {
  /**
   * series: [{name, colour}], colour a CSS variable. Options: low, high: ends of the y axis that are always shown;
   * lines: [[y, words]] across; most: points kept; legend: whether names and newest values stand above;
   * log: logarithmic y; unit of x for its label.
   */
  constructor(series, { low, high, lines = [], most = 600, legend = false, log = false, x = "" } = {}) {
    Object.assign(this, { series, low, high, lines, most, log, x });
    this.points = []; // [x, y of each series]
    this.marks = []; // [[x, words]] upright
    this.canvas = element("canvas");
    this.view = element("div", "chart", this.canvas);
    this.values = series.map(() => element("b"));
    if (legend) {
      const row = element("div", "legend");
      series.forEach(({ name, colour }, index) => {
        const dot = element("i");
        dot.style.setProperty("--dot", `var(${colour})`);
        row.append(element("span", "", dot, name, this.values[index]));
      });
      this.legend = row;
      this.view = element("div", "", row, this.view);
      this.view.style.cssText = "display:flex;flex-direction:column;flex:1;gap:4px";
    }
    new ResizeObserver(() => this.draw()).observe(this.canvas.parentElement);
  }

  clear() { this.points = []; this.draw(); }

  add(x, ys) {
    this.points.push([x, ...ys]);
    if (this.points.length > this.most) this.points.shift();
    ys.forEach((y, index) => { this.values[index].textContent = short(y); });
    this.drawSoon();
  }

  set(points) {
    this.points = points;
    this.values.forEach((value, index) => {
      value.textContent = short(points.findLast((point) => point[index + 1] !== undefined)?.[index + 1]);
    });
    this.drawSoon();
  }

  drawSoon() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => { this.asked = false; this.draw(); });
  }

  range() {
    let low = this.low ?? Infinity, high = this.high ?? -Infinity;
    for (const [, ...ys] of this.points) {
      for (const y of ys) {
        if (!Number.isFinite(y) || (this.log && y <= 0)) continue;
        low = Math.min(low, y);
        high = Math.max(high, y);
      }
    }
    if (!(low <= high)) return [0, 1];
    if (low === high) { low -= 0.5 * Math.abs(low) + 1e-6; high += 0.5 * Math.abs(high) + 1e-6; }
    return [low, high];
  }

  draw() {
    const box = this.canvas.parentElement.getBoundingClientRect(), ratio = devicePixelRatio;
    if (box.width < 10) return;
    const width = Math.round(box.width * ratio), height = Math.round(box.height * ratio);
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
    const context = this.canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, box.width, box.height);
    let [low, high] = this.range();
    const bend = this.log && low > 0 ? Math.log10 : (y) => y; // no logarithm where something is 0
    const from = bend(low), to = bend(high), left = 46, top = 7, bottom = box.height - 7, right = box.width - 4;
    const yOf = (y) => bottom - (bend(y) - from) / (to - from || 1) * (bottom - top);
    const xs = this.points.map((point) => point[0]), first = xs[0] ?? 0, last = Math.max(xs.at(-1) ?? 1, first + 1e-9);
    const xOf = (x) => left + (x - first) / (last - first) * (right - left);
    this.drawFrame(context, { low, high, yOf, left, right });
    this.series.forEach(({ colour, dashed }, index) => {
      context.strokeStyle = colourOf(colour);
      context.lineWidth = 1.6;
      context.lineJoin = "round";
      context.setLineDash(dashed ? [4, 4] : []);
      context.beginPath();
      let drawing = false;
      for (const point of this.points) {
        const y = point[index + 1];
        if (y === undefined) continue; // was not measured here: the line goes on
        if (!Number.isFinite(y) || (this.log && y <= 0)) { drawing = false; continue; }
        if (drawing) context.lineTo(xOf(point[0]), yOf(y));
        else context.moveTo(xOf(point[0]), yOf(y));
        drawing = true;
      }
      context.stroke();
    });
    context.setLineDash([]);
    for (const [mark, words] of this.marks) {
      const x = Math.min(last, Math.max(first, mark));
      context.strokeStyle = context.fillStyle = colourOf("--rose");
      context.beginPath();
      context.moveTo(xOf(x), top);
      context.lineTo(xOf(x), bottom);
      context.stroke();
      context.textAlign = xOf(x) > (left + right) / 2 ? "right" : "left";
      context.fillText(words, xOf(x) + (xOf(x) > (left + right) / 2 ? -5 : 5), top + 6);
    }
  }

  drawFrame(context, { low, high, yOf, left, right }) {
    context.font = `10.5px ${colourOf("--mono")}`;
    context.textAlign = "right";
    context.textBaseline = "middle";
    context.lineWidth = 1;
    for (const y of [low, high]) {
      context.strokeStyle = colourOf("--line");
      context.fillStyle = colourOf("--faint");
      const at = Math.round(yOf(y)) + 0.5;
      context.beginPath();
      context.moveTo(left, at);
      context.lineTo(right, at);
      context.stroke();
      context.fillText(short(y), left - 6, at);
    }
    for (const [y, words] of this.lines) {
      if (y < low || y > high) continue;
      const at = Math.round(yOf(y)) + 0.5;
      context.strokeStyle = colourOf("--green");
      context.setLineDash([2, 4]);
      context.beginPath();
      context.moveTo(left, at);
      context.lineTo(right, at);
      context.stroke();
      context.setLineDash([]);
      context.fillStyle = colourOf("--green");
      context.textAlign = "right";
      context.fillText(words, right, at - 7);
    }
  }
}
