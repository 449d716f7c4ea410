// A run's agent plays, alone or while it is trained: the game, what the model believes, where everyone is, how training goes.
import { BeliefPanels } from "./belief.js";
import { GamePanel } from "./controls.js";
import { button, element } from "./panels.js";
import { StagePanel } from "./stage.js";
import { TrainingPanels } from "./training.js";

export class WatchMode {
  constructor(scene, main, send, showFacts) {
    this.scene = scene;
    this.showFacts = showFacts;
    this.arrivals = [];
    this.game = new GamePanel(scene, send);
    if (scene.mode === "train") this.follow(scene, send);
    else this.play(send);
    this.belief = new BeliefPanels(scene);
    this.stagePanel = new StagePanel({ everyone: scene.mode === "train" });
    main.append(this.game.panel, ...this.belief.top(), this.stagePanel.panel, ...this.belief.below());
    this.training = new TrainingPanels(main);
  }

  /** The program plays for this page: time is ours. */
  play(send) {
    this.greedy = button("Greedy", "G", () => send("greedy", this.greedy.getAttribute("aria-pressed") === "true" ? 0 : 1));
    this.greedy.title = "Take the likeliest action in place of a draw";
    addEventListener("keydown", (event) => { if (event.key === "g" && !event.repeat) this.greedy.click(); });
    this.game.controls.append(button("Restart", "", () => send("restart")), this.greedy);
  }

  /** A run trains by its own clock: the page chooses whom it looks at, and may hold its own picture still. */
  follow(scene, send) {
    this.game.setRemote((paused) => { this.still = paused; });
    const choice = element("select");
    choice.id = "environment";
    choice.setAttribute("aria-label", "Environment");
    for (let index = 0; index < scene.environments; ++index) choice.append(new Option(`environment ${index}`, index));
    choice.addEventListener("change", () => { send("follow", Number(choice.value)); choice.blur(); });
    this.game.controls.append(choice);
    this.choice = choice;
  }

  stage(message) { this.stagePanel.show(message); }
  curves(message) { this.training.show(message); }

  async frame(frame) {
    if (this.still) return;
    this.stagePanel.move(frame);
    this.greedy?.setAttribute("aria-pressed", String(frame.greedy));
    if (this.choice && document.activeElement !== this.choice) this.choice.value = frame.environment;
    await Promise.all([this.game.show(frame), this.belief.show(frame)]);
    const now = performance.now();
    this.arrivals.push(now);
    while (now - this.arrivals[0] > 1000) this.arrivals.shift();
    this.showFacts([[this.arrivals.length, "pictures/s"], [this.scene.run, ""]]);
  }

  restyle() {
    this.belief.restyle();
    this.training.restyle();
  }
}
