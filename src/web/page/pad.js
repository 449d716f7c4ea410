// What a person holds: keyboard, gamepad and touch become the twelve buttons of the pad, one bit each (env/game.h).
import { element } from "./panels.js";

export const BITS = { B: 1, A: 2, MODE: 4, START: 8, UP: 16, DOWN: 32, LEFT: 64, RIGHT: 128, C: 256, Y: 512, X: 1024, Z: 2048 };

const KEYS = {
  ArrowUp: "UP", ArrowDown: "DOWN", ArrowLeft: "LEFT", ArrowRight: "RIGHT",
  KeyW: "UP", KeyS: "DOWN", KeyA: "LEFT", KeyD: "RIGHT",
  KeyZ: "A", KeyX: "B", Space: "B", KeyC: "C", KeyK: "B", KeyL: "C", KeyJ: "A",
};
// Of a standard gamepad: the lower buttons jump.
const PADS = ["B", "C", "A", "X", "Y", "Z", null, null, "MODE", "START", null, null, "UP", "DOWN", "LEFT", "RIGHT"];

const SHAPES = [
  ["UP", 62, 26, "↑"], ["LEFT", 34, 54, "←"], ["RIGHT", 90, 54, "→"], ["DOWN", 62, 82, "↓"],
  ["A", 150, 74, "A"], ["B", 184, 62, "B"], ["C", 218, 50, "C"],
];

export class Pad {
  /** onChange(bits) whenever what is held changes. */
  constructor(onChange) {
    this.onChange = onChange;
    this.sources = { keys: new Set(), touch: new Set(), gamepad: new Set() };
    this.bits = 0;
    addEventListener("keydown", (event) => this.key(event, true));
    addEventListener("keyup", (event) => this.key(event, false));
    addEventListener("blur", () => { for (const held of Object.values(this.sources)) held.clear(); this.update(); });
    addEventListener("gamepadconnected", () => this.poll());
    this.view = this.draw();
  }

  key(event, down) {
    const button = KEYS[event.code];
    if (!button || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLSelectElement || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    if (event.repeat) return;
    this.hold("keys", button, down);
  }

  hold(source, button, down) {
    if (down) this.sources[source].add(button);
    else this.sources[source].delete(button);
    this.update();
  }

  poll() {
    const held = new Set();
    for (const gamepad of navigator.getGamepads()) {
      if (!gamepad) continue;
      gamepad.buttons.forEach((button, index) => { if (button.pressed && PADS[index]) held.add(PADS[index]); });
      const [x = 0, y = 0] = gamepad.axes;
      if (x < -0.5) held.add("LEFT");
      if (x > 0.5) held.add("RIGHT");
      if (y < -0.5) held.add("UP");
      if (y > 0.5) held.add("DOWN");
    }
    this.sources.gamepad = held;
    this.update();
    requestAnimationFrame(() => this.poll());
  }

  update() {
    let bits = 0;
    for (const held of Object.values(this.sources)) for (const button of held) bits |= BITS[button];
    if (bits === this.bits) return;
    this.bits = bits;
    for (const [name, shape] of this.shapes) shape.classList.toggle("held", (bits & BITS[name]) !== 0);
    this.onChange(bits);
  }

  draw() {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("viewBox", "0 0 252 108");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", "The pad");
    this.shapes = new Map();
    for (const [name, x, y, label] of SHAPES) {
      const direction = name.length > 1;
      const shape = document.createElementNS(space, direction ? "rect" : "circle");
      const where = direction ? { x: x - 14, y: y - 14, width: 28, height: 28, rx: 7 } : { cx: x, cy: y, r: 15 };
      for (const [key, value] of Object.entries(where)) shape.setAttribute(key, value);
      shape.classList.add("button");
      const text = document.createElementNS(space, "text");
      text.setAttribute("x", x);
      text.setAttribute("y", y);
      text.textContent = label;
      const hold = (down) => (event) => { event.preventDefault(); this.hold("touch", name, down); };
      shape.addEventListener("pointerdown", hold(true));
      for (const end of ["pointerup", "pointercancel", "pointerleave"]) shape.addEventListener(end, hold(false));
      svg.append(shape, text);
      this.shapes.set(name, shape);
    }
    return element("div", "pad", svg, keys());
  }
}

function keys() {
  const list = element("dl", "keys");
  for (const [press, does] of [[["←", "→"], "walk; hold to run"], [["X", "Space"], "jump (B)"], [["↓"], "duck; roll while running"],
    [["↓", "X"], "hold ↓, tap X: spin dash"]]) {
    const term = element("dt");
    press.forEach((key, index) => term.append(index ? " " : "", element("kbd", "", key)));
    list.append(term, element("dd", "", does));
  }
  return list;
}
