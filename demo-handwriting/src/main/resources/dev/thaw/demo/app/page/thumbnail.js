/** Small pictures of characters, from this browser's memory of the ink. */

import { inkOf } from "./store.js";

const SVG = "http://www.w3.org/2000/svg";

/** A picture of a character's ink, or its label where this browser has none. */
export function thumbnail(character) {
  const strokes = character.strokes ?? inkOf(character.key);
  if (!strokes || strokes.length === 0) {
    const text = document.createElement("span");
    text.className = "no-ink glyph";
    text.textContent = character.label;
    return text;
  }
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", box(strokes));
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", strokes.map(line).join(""));
  svg.append(path);
  return svg;
}

function line(stroke) {
  const [x, y, ...rest] = stroke;
  return `M${x} ${y}L${rest.length > 0 ? rest.join(" ") : `${x} ${y}`}`;
}

/** Shows the line's height as it is, so that a c stays smaller than a C, or more if the ink needs it. */
function box(strokes) {
  const xs = strokes.flatMap((stroke) => stroke.filter((_, i) => i % 2 === 0));
  const ys = strokes.flatMap((stroke) => stroke.filter((_, i) => i % 2 === 1));
  const min = (list, start) => list.reduce((a, b) => Math.min(a, b), start);
  const max = (list, start) => list.reduce((a, b) => Math.max(a, b), start);
  const left = min(xs, Infinity);
  const right = max(xs, -Infinity);
  const top = min(ys, -105);
  const bottom = max(ys, 35);
  const side = Math.max(right - left, bottom - top) + 16;
  return `${(left + right - side) / 2} ${(top + bottom - side) / 2} ${side} ${side}`;
}
