/**
 * The sheet: takes the strokes of pen, finger or mouse. Ink is kept in guide units, so that another
 * size of the sheet changes nothing.
 */

import { Paper } from "./paper.js";

const MOST_POINTS = 20_000;
const FARTHEST = 9_999;
const PALM_MS = 1_500;

/**
 * Events: `pendown`, `penup` with the time of the pointer event, `changed` after any change of the
 * finished strokes, `full` when there is no room for more points.
 */
export class Sheet extends EventTarget {
  /** Counts the changes of the ink: equal numbers, equal ink. */
  revision = 0;

  #canvas;
  #paper;
  #strokes = [];
  #current = null;
  #pointer = null;
  #origin = null;
  #points = 0;
  #penSeenAt = -Infinity;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    super();
    this.#canvas = canvas;
    this.#paper = new Paper(canvas, () => this.#strokes.concat(this.#current ?? []));
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    canvas.addEventListener("pointerup", (event) => this.#up(event));
    canvas.addEventListener("lostpointercapture", (event) => this.#finish(event));
    canvas.addEventListener("pointercancel", (event) => this.#cancel(event));
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  /** Whether there is no finished stroke. */
  get empty() {
    return this.#strokes.length === 0;
  }

  /** Whether a stroke is being written. */
  get writing() {
    return this.#current !== null;
  }

  /** The finished strokes, each `[x0, y0, x1, y1, ...]` in guide units. */
  strokes() {
    return this.#strokes.map((stroke) => stroke.points);
  }

  /** Puts strokes on an empty sheet, as after a reload. */
  restore(strokes) {
    this.#strokes = strokes.map((points) => ({ points, widths: Array(points.length / 2).fill(1) }));
    this.#changed();
  }

  /** Takes the last stroke back, or the one being written. */
  undo() {
    if (this.#current) {
      this.#letGo();
    } else {
      this.#strokes.pop();
    }
    this.#changed();
  }

  /** Takes everything away. */
  clear() {
    this.#letGo();
    this.#strokes = [];
    this.#changed();
  }

  #letGo() {
    this.#current = null;
    this.#pointer = null;
  }

  #changed() {
    this.revision++;
    this.#points = this.#strokes.reduce((sum, stroke) => sum + stroke.widths.length, 0);
    this.#paper.redraw();
    this.dispatchEvent(new CustomEvent("changed"));
  }

  #down(event) {
    if (event.button !== 0 || this.#isPalm(event)) {
      return;
    }
    if (this.#current) {
      this.undo();
    }
    if (document.activeElement !== this.#canvas) {
      document.activeElement?.blur?.();
    }
    this.#canvas.setPointerCapture(event.pointerId);
    this.#pointer = { id: event.pointerId, type: event.pointerType };
    this.#origin = this.#canvas.getBoundingClientRect();
    this.#current = { points: [], widths: [] };
    this.#add(event);
    this.dispatchEvent(new CustomEvent("pendown"));
  }

  /** While a pen is near, or has just been, a touch is the hand that rests on the screen. */
  #isPalm(event) {
    if (event.pointerType === "pen") {
      this.#penSeenAt = event.timeStamp;
      return this.#pointer?.type === "pen";
    }
    return this.#pointer !== null || event.timeStamp - this.#penSeenAt < PALM_MS;
  }

  #move(event) {
    if (event.pointerType === "pen") {
      this.#penSeenAt = event.timeStamp;
    }
    if (event.pointerId !== this.#pointer?.id) {
      return;
    }
    const coalesced = event.getCoalescedEvents?.() ?? [];
    for (const part of coalesced.length > 0 ? coalesced : [event]) {
      this.#add(part);
    }
  }

  #up(event) {
    if (event.pointerId === this.#pointer?.id) {
      this.#add(event);
      this.#finish(event);
    }
  }

  #finish(event) {
    const stroke = this.#current;
    if (event.pointerId !== this.#pointer?.id) {
      return;
    }
    this.#letGo();
    if (stroke.widths.length === 0) {
      return; // begun when the sheet was full
    }
    this.#strokes.push(stroke);
    this.#paper.drawEnd(stroke);
    this.revision++;
    this.dispatchEvent(new CustomEvent("changed"));
    this.dispatchEvent(new CustomEvent("penup", { detail: event.timeStamp }));
  }

  #cancel(event) {
    if (event.pointerId === this.#pointer?.id) {
      this.undo();
    }
  }

  #add(event) {
    if (this.#points >= MOST_POINTS) {
      this.dispatchEvent(new CustomEvent("full"));
      return;
    }
    const [x, y] = this.#paper.place(event, this.#origin).map(rounded);
    const { points, widths } = this.#current;
    if (points.at(-2) === x && points.at(-1) === y) {
      return;
    }
    points.push(x, y);
    widths.push(width(event, widths.at(-1)));
    this.#points++;
    this.#paper.drawNewest(this.#current);
  }
}

function rounded(units) {
  return Math.max(-FARTHEST, Math.min(FARTHEST, Math.round(units * 10) / 10));
}

/** A pen that is being lifted has no pressure any more: the line ends as wide as it was. */
function width({ pointerType, pressure }, before = 1) {
  if (pointerType !== "pen") {
    return 1;
  }
  return pressure > 0 ? 0.4 + 1.2 * pressure : before;
}
