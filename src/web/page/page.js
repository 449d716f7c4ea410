// The page: connects, builds the panels of the mode that the program is in, and hands each message to who shows it.
import { Connection } from "./connection.js";
import { element } from "./panels.js";
import { DreamMode } from "./dream.js";
import { PlayMode } from "./play.js";
import { RunsMode } from "./runs.js";
import { WatchMode } from "./watch.js";

const MODES = { play: PlayMode, watch: WatchMode, train: WatchMode, dream: DreamMode, runs: RunsMode };
const byId = (id) => document.getElementById(id);
let mode = null;

const themes = matchMedia("(prefers-color-scheme: light)");
function showTheme() {
  document.documentElement.dataset.theme = localStorage.getItem("theme") ?? (themes.matches ? "light" : "dark");
  mode?.restyle?.();
}
themes.addEventListener("change", showTheme);
byId("theme").addEventListener("click", () => {
  localStorage.setItem("theme", document.documentElement.dataset.theme === "light" ? "dark" : "light");
  showTheme();
});
showTheme();

let noteTimer = 0, noted = null;
export function note(words, number) {
  if (number !== undefined && number === noted) return;
  noted = number ?? noted;
  byId("note").textContent = words;
  byId("note").hidden = false;
  clearTimeout(noteTimer);
  noteTimer = setTimeout(() => { byId("note").hidden = true; }, 7000);
}

function showFacts(facts) {
  byId("facts").replaceChildren(...facts.map(([value, words]) => element("span", "", element("b", "", value), ` ${words}`)));
}

function begin(scene) {
  // The same program again, after a break: the page stays as it is.
  if (mode && mode.scene.mode === scene.mode && mode.scene.title === scene.title) return;
  byId("mode").textContent = scene.mode;
  byId("title").textContent = scene.title;
  document.title = `${scene.mode} ${scene.title} · spindash`;
  byId("main").replaceChildren();
  mode = new MODES[scene.mode](scene, byId("main"), (...command) => connection.send(...command), showFacts);
}

// A frame is said to be seen when it is drawn: the program sends no more than the page can draw.
async function frame(message) {
  try {
    await mode?.frame(message);
  } finally {
    connection.send("seen");
  }
}

const connection = new Connection((message) => {
  if (message.kind === "scene") begin(message);
  else if (message.kind === "frame") frame(message);
  else if (message.kind === "note") note(message.words, message.number);
  else mode?.[message.kind]?.(message);
}, (state, reason) => {
  byId("link").dataset.state = state;
  byId("link").lastChild.textContent = { wait: "connecting", live: "live", lost: "connection lost" }[state];
  if (reason) note(`The program closed the connection: ${reason}`);
});
