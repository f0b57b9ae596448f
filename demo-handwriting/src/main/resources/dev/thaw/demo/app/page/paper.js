/** What is seen of a sheet: guide lines and ink on a canvas, sharp on every screen. */

const BASE_AT = 0.68;
const TOP_AT = 0.24;
const MIDDLE = -55;
const LINE_WIDTH = 5;

/**
 * Draws strokes `{points, widths}` given in guide units (base line 0, top line -100, x from the left
 * edge). The canvas tells where they are: `data-base-line` and `data-scale`, in CSS pixels.
 */
export class Paper {
  #canvas;
  #pen;
  #strokes;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {() => {points: number[], widths: number[]}[]} strokes everything that shall be seen
   */
  constructor(canvas, strokes) {
    this.#canvas = canvas;
    this.#strokes = strokes;
    this.#pen = canvas.getContext("2d");
    new ResizeObserver(() => this.#fit()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.redraw());
    this.#fit();
  }

  /** A place in the window in guide units, for the canvas where it was at `origin`. */
  place({ clientX, clientY }, origin) {
    return [
      (clientX - origin.left) / this.#scale,
      (clientY - origin.top - this.#base) / this.#scale,
    ];
  }

  /** Draws everything anew. */
  redraw() {
    const ratio = devicePixelRatio || 1;
    const style = getComputedStyle(this.#canvas);
    this.#pen.setTransform(1, 0, 0, 1, 0, 0);
    this.#pen.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    const pixels = this.#scale * ratio;
    this.#pen.setTransform(pixels, 0, 0, pixels, 0, this.#base * ratio);
    this.#drawGuide(style.getPropertyValue("--line"));
    this.#pen.strokeStyle = style.getPropertyValue("--ink");
    this.#pen.lineCap = "round";
    this.#pen.lineJoin = "round";
    this.#strokes().forEach((stroke) => this.#drawWhole(stroke));
  }

  /** Draws what the stroke's last point adds: a curve between the middles of the last three points. */
  drawNewest(stroke) {
    this.#drawPiece(stroke, stroke.widths.length - 1);
  }

  /** Draws from the middle before the last point to the point itself; for a dot, the dot. */
  drawEnd({ points, widths }) {
    const [x, y] = points.slice(-2);
    const [beforeX, beforeY] = points.length > 2 ? points.slice(-4, -2) : [x, y];
    this.#line(widths.at(-1), () => {
      this.#pen.moveTo((beforeX + x) / 2, (beforeY + y) / 2);
      this.#pen.lineTo(x, y);
    });
  }

  #drawWhole(stroke) {
    stroke.widths.forEach((_, i) => this.#drawPiece(stroke, i));
    this.drawEnd(stroke);
  }

  #drawPiece({ points, widths }, i) {
    const at = (k) => [points[2 * Math.max(0, k)], points[2 * Math.max(0, k) + 1]];
    const [x0, y0] = at(i - 2);
    const [x1, y1] = at(i - 1);
    const [x2, y2] = at(i);
    this.#line(widths[i], () => {
      this.#pen.moveTo((x0 + x1) / 2, (y0 + y1) / 2);
      this.#pen.quadraticCurveTo(x1, y1, (x1 + x2) / 2, (y1 + y2) / 2);
    });
  }

  #line(width, path) {
    this.#pen.lineWidth = LINE_WIDTH * width;
    this.#pen.beginPath();
    path();
    this.#pen.stroke();
  }

  #drawGuide(colour) {
    this.#pen.strokeStyle = colour;
    this.#guideLine(0, 1.2, []);
    this.#guideLine(-100, 0.8, []);
    this.#guideLine(MIDDLE, 0.8, [4, 4]);
    this.#pen.setLineDash([]);
  }

  #guideLine(y, width, dash) {
    this.#pen.lineWidth = width;
    this.#pen.setLineDash(dash);
    this.#pen.beginPath();
    this.#pen.moveTo(8, y);
    this.#pen.lineTo(this.#canvas.clientWidth / this.#scale - 8, y);
    this.#pen.stroke();
  }

  #fit() {
    const ratio = devicePixelRatio || 1;
    this.#canvas.width = Math.round(this.#canvas.clientWidth * ratio);
    this.#canvas.height = Math.round(this.#canvas.clientHeight * ratio);
    this.#canvas.dataset.baseLine = this.#base.toFixed(3);
    this.#canvas.dataset.scale = this.#scale.toFixed(5);
    this.redraw();
  }

  get #base() {
    return this.#canvas.clientHeight * BASE_AT;
  }

  /** CSS pixels of one guide unit. */
  get #scale() {
    return (this.#canvas.clientHeight * (BASE_AT - TOP_AT)) / 100;
  }
}
