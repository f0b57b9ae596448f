/** The guesses under the sheet: buttons with bars, and the line that says where they came from. */

import { kind, millis, modelName, moment, percent, sentence } from "./words.js";

/** Shows what the sheet's ink could be and tells which guess was tapped. */
export class Guesses {
  #root = document.getElementById("guesses");
  #how = document.getElementById("how");
  #spoken = document.getElementById("spoken");
  #choose;
  #best = null;

  /** @param {(label: string) => void} choose called with the label that was tapped */
  constructor(choose) {
    this.#choose = choose;
    this.clear();
  }

  /** The most probable label, or null if none is shown. */
  get best() {
    return this.#best;
  }

  /** Shows the answer for that many strokes. */
  show(answer, strokes) {
    this.#best = answer.best[0].label;
    this.#root.replaceChildren(...answer.best.map((guess) => this.#button(guess)));
    this.#root.dataset.strokes = strokes;
    this.#root.removeAttribute("aria-busy");
    this.#how.textContent = origin(answer);
    this.#spoken.textContent = `${kind(this.#best)}, ${percent(answer.best[0].p)}`;
  }

  /** An answer is awaited; what is shown is for less ink. */
  busy() {
    this.#root.setAttribute("aria-busy", "true");
  }

  /** Nothing to guess. */
  clear(why = "Guesses appear here as soon as your pen rests.") {
    this.#best = null;
    this.#root.replaceChildren();
    this.#root.dataset.strokes = 0;
    this.#root.removeAttribute("aria-busy");
    this.#how.textContent = why;
    this.#spoken.textContent = "";
  }

  #button({ label, p }) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.label = label;
    button.ariaLabel = `${kind(label)}, ${percent(p)}`;
    const bar = span("bar-fill", "");
    bar.style.inlineSize = `${Math.max(2, p * 100)}%`;
    const rail = span("rail", "");
    rail.append(bar);
    button.append(span("glyph", label), " ", span("number", percent(p)), rail);
    button.addEventListener("click", () => this.#choose(label));
    return button;
  }
}

function span(name, text) {
  const element = document.createElement("span");
  element.className = name;
  element.textContent = text;
  return element;
}

function origin({ hit, micros, model, general }) {
  const ran = hit ? `From the cache (${millis(micros)}).` : `The frozen layers ran (${millis(micros)}).`;
  const who = `${sentence(modelName(model))}, since ${moment(model.since)}.`;
  return `${ran} ${who} The general model, as it was before you wrote: ${general.label} (${percent(general.p)}).`;
}
