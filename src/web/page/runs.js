// Runs side by side: one curve of each, score tables, videos.
import { Chart } from "./chart.js";
import { element, panel, short } from "./panels.js";

const COLOURS = ["--amber", "--cyan", "--violet", "--green", "--rose"];
const TAGS = {
  "episode/score": ["points of 10000", "rises"],
  "episode/goal_rate": ["share of episodes", "rises from 0"],
  "ppo/entropy": ["nats", "falls slowly, stays well above 0"],
  "ppo/explained_variance": ["share of the returns", "above 0.5 and rising"],
  "model/recon": ["picture loss", "falls"],
  "model/mixture": ["nats a latent number", "falls below 1.42"],
  "model/inverse_accuracy": ["share of actions", "above chance, below 1"],
  "probe/recon_error": ["mean squared", "falls"],
  "probe/dream_error_5": ["mean squared, five steps ahead", "falls below copying"],
  "agent/steps_per_second": ["steps a second", "thousands, steady"],
  "curiosity/progress": ["learning progress", "above 0"],
  "evolve/fitness_mean": ["reward an episode", "rises"],
};

export class RunsMode {
  constructor(scene, main) {
    this.scene = scene;
    this.tag = element("select");
    for (const tag of Object.keys(TAGS)) this.tag.append(new Option(tag, tag));
    this.tag.addEventListener("change", () => this.draw());
    this.chartBox = element("div", "compare");
    this.curvePanel = panel({ id: "curves", title: "Curves", unit: "over environment steps and model updates", span: 16, classes: "wide",
      words: `Everything else: tensorboard --logdir ${scene.run}` }, element("div", "controls bare", this.tag), this.chartBox);
    this.film = element("video");
    Object.assign(this.film, { controls: true, loop: true, muted: true, playsInline: true, hidden: true });
    this.filmList = element("div", "films");
    this.filmPanel = panel({ id: "films", title: "Videos", unit: "spindash record RUN", span: 8, words: "The newest of every level; press one to see it." },
      this.film, this.filmList);
    this.scores = element("div", "scores");
    this.scorePanel = panel({ id: "scores", title: "Scores", unit: "mean points of 10000 by the protocol, 95 % interval", span: 24, classes: "wide",
      healthy: "above the best policy that does not see (spindash eval blind), intervals apart." }, this.scores);
    main.append(this.curvePanel, this.filmPanel, this.scorePanel);
  }

  runs({ runs }) {
    this.all = runs;
    this.draw();
    this.showFilms();
    this.showScores();
  }

  draw() {
    const tag = this.tag.value, runs = (this.all ?? []).filter(({ curves }) => curves[tag]?.length);
    this.curvePanel.querySelector(".unit").textContent = `${TAGS[tag][0]}; healthy: ${TAGS[tag][1]}`;
    const key = tag + runs.map(({ name }) => name).join();
    if (key !== this.key) {
      this.key = key;
      this.chart = new Chart(runs.map(({ name }, index) => ({ name, colour: COLOURS[index % COLOURS.length], dashed: index >= COLOURS.length })),
        { legend: true, most: 20000 });
      this.chartBox.replaceChildren(this.chart.view);
    }
    const rows = [];
    runs.forEach(({ curves }, index) => {
      for (const [x, y] of curves[tag]) {
        const row = [x, ...runs.map(() => undefined)];
        row[index + 1] = y;
        rows.push(row);
      }
    });
    this.chart.set(rows.sort((a, b) => a[0] - b[0]));
  }

  showFilms() {
    const films = this.all.flatMap(({ name, videos }) => videos.map((video) => ({ run: name, ...video })));
    const key = JSON.stringify(films);
    if (key === this.films) return;
    this.films = key;
    this.filmList.replaceChildren(...films.map(({ run, name, path }) => {
      const open = element("button", "", `${run} · ${name}`);
      open.addEventListener("click", () => {
        this.film.src = path;
        this.film.hidden = false;
        this.film.play().catch(() => {});
      });
      return open;
    }));
    if (!films.length) this.filmList.replaceChildren(element("p", "healthy plainly", "None yet."));
  }

  showScores() {
    const rows = this.all.flatMap(({ name, reports }) => reports.map((report) => ({ run: name, ...report })));
    const most = Math.max(1, ...rows.map(({ high }) => high));
    this.scores.replaceChildren(...rows.sort((a, b) => b.mean - a.mean).map(({ run, file, set, mean, low, high, levels }) => {
      const bar = element("span", "interval"), dot = element("i");
      bar.style.left = `${100 * low / most}%`;
      bar.style.width = `${100 * (high - low) / most}%`;
      dot.style.left = `${100 * mean / most}%`;
      const detail = element("details", "", element("summary", "", element("b", "", run), ` ${set} · ${file}`),
        element("div", "levels", ...levels.map(([level, points]) => element("span", "", `${level} `, element("b", "number", short(points))))));
      return element("div", "row", detail, element("span", "lane", bar, dot),
        element("b", "number", `${Math.round(mean)}  [${Math.round(low)}, ${Math.round(high)}]`));
    }));
    if (!rows.length) this.scores.replaceChildren(element("p", "healthy plainly", "None yet: spindash eval RUN leaves one in RUN/eval."));
  }

  restyle() { this.chart?.draw(); }
}
