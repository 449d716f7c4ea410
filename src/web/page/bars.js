// Bars for the actions: how likely each is, by the policy, and by the inverse model that guesses it from the two frames.
import { element } from "./panels.js";

export class ActionBars {
  constructor(actions) {
    this.rows = actions.map((name) => {
      const fill = element("span", "fill"), other = element("span", "other"), share = element("span", "share");
      const row = element("div", "row", element("span", "name", name), element("span", "lane", fill, other), share);
      return { row, fill, other, share };
    });
    this.view = element("div", "bars", ...this.rows.map(({ row }) => row));
  }

  show(policy, guess, taken) {
    this.rows.forEach(({ row, fill, other, share }, index) => {
      fill.style.width = `${100 * (policy?.[index] ?? 0)}%`;
      other.style.width = `${100 * (guess?.[index] ?? 0)}%`;
      row.classList.toggle("single", !guess);
      row.classList.toggle("taken", index === taken);
      share.textContent = policy ? `${(100 * policy[index]).toFixed(0)} %` : "";
    });
  }
}
