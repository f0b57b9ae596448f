/** What was saved and how often each model was right: the numbers and the chart. */

import { soon } from "./soon.js";
import { count, moment, percent } from "./words.js";

const WINDOW = 30;
const ENOUGH_FOR_CHART = 5;
const REDRAW_MS = 800;
/** A little above 100%, so that the marks have their labels over the curves. */
const CHART_TOP = 1.12;

const byId = (id) => document.getElementById(id);

/** The entries of this profile as far as the page knows them, and what they say of the models. */
export class History {
  #entries = new Map();
  #updates = [];
  #saved = 0;
  #chart = null;
  #canDraw = true;
  #redraw = soon(REDRAW_MS, () => this.#draw());

  /** Takes over what the server knows. */
  reset(state) {
    this.#entries = new Map(state.entries.map((entry) => [entry.key, entry]));
    this.#updates = state.updates.filter(isUpdate);
    this.#saved = state.saved;
    this.#show();
  }

  /** A new entry, or a known one as it is now. */
  put(entry) {
    if (!this.#entries.has(entry.key)) {
      this.#saved++;
    }
    this.#entries.set(entry.key, entry);
    this.#show();
  }

  /** Another model answers from now on. */
  updated(model) {
    if (isUpdate(model) && this.#updates.at(-1)?.since !== model.since) {
      this.#updates.push(model);
    }
    this.#show();
  }

  /** One entry, or undefined. */
  entryOf(key) {
    return this.#entries.get(key);
  }

  /** All entries, oldest first. */
  entries() {
    return [...this.#entries.values()];
  }

  #show() {
    const entries = this.entries();
    const last = entries.slice(-WINDOW);
    setNumber("saved-count", this.#saved, String(this.#saved));
    for (const [name, right] of [["mine", mineRight], ["general", generalRight]]) {
      const all = share(entries, right);
      setNumber(`accuracy-${name}`, all?.toFixed(4) ?? "", all === null ? "\u2013" : percent(all));
      byId(`recent-${name}`).textContent =
        entries.length > WINDOW ? `${percent(share(last, right))} of the last ${WINDOW}` : "";
    }
    byId("accuracy-words").textContent = this.#words(entries, last);
    this.#drawSoon(entries);
  }

  #words(entries, last) {
    if (entries.length === 0) {
      return "Nothing to compare yet. Save a few characters: each counts for both models.";
    }
    const mine = last.filter(mineRight).length;
    const general = last.filter(generalRight).length;
    const latest = this.#updates.at(-1);
    const news = latest
      ? `${count(this.#updates.length, "update")} so far, the latest at ${moment(latest.since)}.`
      : "No update yet: until the first one, both are the same model.";
    return `Of your last ${count(last.length, "character")} your model had ${mine} right, the general model ${general}. ${news}`;
  }

  #drawSoon(entries) {
    const wanted = this.#canDraw && entries.length >= ENOUGH_FOR_CHART;
    byId("chart-box").hidden = !wanted;
    byId("chart-words").hidden = !wanted;
    if (wanted) {
      this.#redraw();
    }
  }

  async #draw() {
    const data = this.#chartData(this.entries());
    try {
      if (this.#chart) {
        this.#chart.update(data);
      } else {
        const { lineChart } = await import("/ui/charts.js");
        this.#chart = lineChart(byId("chart"), data);
      }
    } catch (e) {
      console.warn("the chart cannot be drawn", e);
      this.#canDraw = false;
      byId("chart-box").hidden = true;
      byId("chart-words").hidden = true;
    }
  }

  #chartData(entries) {
    const before = this.#saved - entries.length;
    return {
      series: [
        { label: "your model", color: "--mine", points: running(entries, mineRight, before) },
        { label: "general model", color: "--general", dashed: true, points: running(entries, generalRight, before) },
      ],
      marks: this.#marks(entries, before),
      yMin: 0,
      yMax: CHART_TOP,
      xLabel: "characters written",
      yLabel: "guessed right",
      xTime: false,
      yFormat: (y) => (y > 1 ? "" : percent(y)),
      summary: byId("accuracy-words").textContent,
    };
  }

  /** Between the last character that a model saw and the first that the next one saw. */
  #marks(entries, before) {
    const places = new Map();
    for (const { since, version, personal } of this.#updates) {
      const seen = entries.filter((entry) => entry.at < since).length;
      if (seen > 0) {
        places.set(before + Math.min(seen + 0.5, entries.length), `${personal ? "" : "general "}v${version}`);
      }
    }
    return [...places].map(([x, label]) => ({ x, label }));
  }
}

/** Writes a number that tests and people read. */
export function setNumber(id, value, text) {
  byId(id).dataset.value = value;
  byId(id).textContent = text;
}

/** The general model's first version is the one that came with the app: nothing new. */
const isUpdate = (model) => model.personal || model.version > 1;
const mineRight = (entry) => entry.predicted === entry.label;
const generalRight = (entry) => entry.general === entry.label;

function share(entries, right) {
  return entries.length === 0 ? null : entries.filter(right).length / entries.length;
}

function running(entries, right, before) {
  const points = [];
  for (let end = ENOUGH_FOR_CHART; end <= entries.length; end++) {
    const window = entries.slice(Math.max(0, end - WINDOW), end);
    points.push({ x: before + end, y: share(window, right) });
  }
  return points;
}
