// Small builders that every panel uses.

/** An element with classes and children (nodes or words). */
export function element(tag, classes = "", ...children) {
  const made = document.createElement(tag);
  if (classes) made.className = classes;
  made.append(...children);
  return made;
}

/** A panel: heading, unit, what is to be seen, and a sentence on what is healthy. `value` is shown at its right. */
export function panel({ id, title, unit = "", healthy = "", words = "", span = 6, classes = "" }, ...children) {
  const value = element("span", "value");
  const made = element("section", `panel ${classes}`.trim(),
    element("header", "", element("h2", "", title), element("span", "unit", unit), value), ...children);
  made.id = `panel-${id}`;
  made.style.setProperty("--span", span);
  if (healthy) made.append(element("p", "healthy", healthy));
  if (words) made.append(element("p", "healthy plainly", words));
  made.value = value;
  return made;
}

export function button(words, key, onPress) {
  const made = element("button", "", words);
  if (key) made.append(element("kbd", "", key));
  made.type = "button";
  made.addEventListener("click", () => { onPress(made); made.blur(); });
  return made;
}

export function figure(title, words) {
  const canvas = element("canvas", "pixels");
  const caption = element("figcaption", "", element("b", "", title), words);
  const made = element("figure", "", canvas, caption);
  made.canvas = canvas;
  return made;
}

export const clock = (frames) => {
  const seconds = frames / 60;
  return `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(2).padStart(5, "0")}`;
};

export const short = (number) => {
  if (number === null || number === undefined || Number.isNaN(number)) return "none";
  const size = Math.abs(number);
  if (size >= 1e6) return `${(number / 1e6).toFixed(2)}M`;
  if (size >= 1e4) return `${(number / 1e3).toFixed(1)}k`;
  if (size >= 100) return number.toFixed(0);
  if (size >= 1) return number.toFixed(2);
  if (size >= 0.001 || size === 0) return number.toFixed(3);
  return number.toExponential(1);
};
