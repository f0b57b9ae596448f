/** Practice: asks for one character after another until a small, useful set is written. */

import { count, kind } from "./words.js";

const SUGGESTIONS = 30;
const REST_MS = 900;

const part = (name) => document.getElementById(`practice-${name}`);

/** One round at a time; the page tells it of the pen and of what was saved. */
export class Practice {
  #actions;
  #queue = [];
  #place = 0;
  #keys = [];
  #timer = 0;
  #running = false;

  /**
   * @param {object} actions `suggest(count)` promises labels, `labels()` are all there are,
   *     `save(label)` saves the sheet, `hasInk()`, `entryOf(key)`, `say(sentence)`, `clear()`
   */
  constructor(actions) {
    this.#actions = actions;
    part("setup").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#start();
    });
    part("text").addEventListener("input", () => this.#textChanged());
    part("next").addEventListener("click", () => this.next());
    part("skip").addEventListener("click", () => this.#skip());
    part("stop").addEventListener("click", () => this.#end());
  }

  /** The character asked for, or null. */
  get wanted() {
    return this.#running ? this.#queue[this.#place] : null;
  }

  /** Accepts what is written as the wanted character; says whether there was something. */
  next() {
    if (!this.#running || !this.#actions.hasInk()) {
      return false;
    }
    this.#actions.save(this.wanted);
    return true;
  }

  /** The sheet was saved under a label; if it is the wanted one, the next is asked for. */
  written(key, label) {
    if (!this.#running) {
      return;
    }
    this.#keys.push(key);
    if (label === this.wanted) {
      this.#goOn();
    }
  }

  /** The pen rests: after a while that means done. */
  penUp() {
    this.inkChanged();
    if (this.#running && part("auto").checked) {
      this.#timer = setTimeout(() => this.next(), REST_MS);
      part("next").classList.add("soon");
    }
  }

  /** The pen is down, or the ink is another: not done. */
  inkChanged() {
    clearTimeout(this.#timer);
    part("next").classList.remove("soon");
    part("next").disabled = !this.#actions.hasInk();
  }

  /** Says the summary again, now that more is known of what was written. */
  refresh() {
    if (!this.#running && this.#keys.length > 0) {
      part("summary").textContent = this.#summary();
    }
  }

  async #start() {
    const wish = [...part("text").value].filter((c) => this.#actions.labels().includes(c));
    if (part("text").value.trim() !== "" && wish.length === 0) {
      this.#actions.say("None of these characters can be learned: use letters a to z and digits.");
      return;
    }
    this.#queue = wish.length > 0 ? wish : await this.#actions.suggest(SUGGESTIONS);
    if (this.#queue.length === 0) {
      return;
    }
    this.#place = 0;
    this.#keys = [];
    this.#running = true;
    this.#actions.clear();
    this.#show();
    document.getElementById("sheet").focus();
  }

  #textChanged() {
    const own = part("text").value.trim() !== "";
    part("auto").checked = !own;
    part("start").textContent = own ? "Practise this text" : `Practise ${SUGGESTIONS} characters`;
  }

  #skip() {
    this.#actions.clear();
    this.#goOn();
  }

  #goOn() {
    this.#place++;
    if (this.#place >= this.#queue.length) {
      this.#end();
    } else {
      this.#show();
    }
  }

  #end() {
    this.#running = false;
    clearTimeout(this.#timer);
    this.#show();
    this.refresh();
  }

  #show() {
    part("setup").hidden = this.#running;
    part("run").hidden = !this.#running;
    part("summary").hidden = this.#running || this.#keys.length === 0;
    part("wanted").textContent = this.wanted ?? "";
    part("kind").textContent = this.wanted ? kind(this.wanted) : "";
    part("count").textContent = `${this.#place + 1} of ${this.#queue.length}`;
    part("progress").max = this.#queue.length;
    part("progress").value = this.#place;
    this.inkChanged();
    if (this.#running) {
      this.#actions.say(`please write ${kind(this.wanted)}`);
    }
  }

  #summary() {
    const entries = this.#keys.map((key) => this.#actions.entryOf(key)).filter(Boolean);
    const mine = entries.filter((entry) => entry.predicted === entry.label).length;
    const general = entries.filter((entry) => entry.general === entry.label).length;
    const kept = this.#keys.length - entries.length;
    return [
      `You wrote ${count(this.#keys.length, "character")}.`,
      kept > 0 ? `${kept} of them are kept here until the program is back.` : "",
      entries.length > 0 ? `The general model had ${general} of ${entries.length} right, yours ${mine}.` : "",
      "The cloud is learning from them now: write on, or practise again, and see what has changed.",
    ].filter(Boolean).join(" ");
  }
}
