/** Says what happens to the data: what stays, what leaves, when it left, and who answers. */

import { count, modelName, moment, sentence, size } from "./words.js";

const DEPARTURES = 4;

const byId = (id) => document.getElementById(id);

/** The panel "What happens to your data". */
export class Privacy {
  #cache = { samples: 0, bytes: 0, hits: 0, misses: 0 };

  /** What holds for the whole session. */
  state({ local, cache, device, since, model }) {
    this.#cache = { ...cache };
    byId("stays").textContent = staysHere(local);
    byId("device").textContent = `To the cloud you are the device ${device}, since ${moment(since)}. It knows no name.`;
    this.#kept();
    this.model(model);
  }

  /** What of the ink on the sheet would leave. */
  recognised({ outgoing, rawBytes, hit }) {
    this.#cache[hit ? "hits" : "misses"]++;
    this.#kept();
    if (!outgoing) {
      byId("leaves").textContent = "What of this would leave cannot be told just now.";
      return;
    }
    drawBytes(byId("activation"), outgoing.values);
    byId("leaves").textContent = leaves(outgoing, rawBytes);
    byId("leaves").dataset.bytes = outgoing.bytes;
    byId("leaves").dataset.rawBytes = rawBytes;
  }

  /** The latest saved characters, and whether they have left. */
  departures(entries) {
    const latest = entries.slice(-DEPARTURES).reverse();
    if (latest.length > 0) {
      byId("departures").replaceChildren(...latest.map(departure));
    }
  }

  /** Which model answers. */
  model(model) {
    const trained = model.createdAt ? ` The cloud made it at ${moment(model.createdAt)}` : "";
    const from = model.personal ? " from what left here." : trained && ".";
    byId("who").textContent =
      `${sentence(modelName(model))} answers since ${moment(model.since)}.${trained}${from}` +
      ` All ${model.layers} layers run on this host; the first ${model.depth} are frozen,` +
      ` the cloud trains the other ${model.layers - model.depth}.`;
  }

  #kept() {
    const { samples, bytes, hits, misses } = this.#cache;
    byId("kept").textContent =
      `What the frozen layers make of them is kept there too${samples > 0 ? `: ${count(samples, "activation")}, ${size(bytes)}, when you came` : ""}.` +
      ` ${hits} of ${count(hits + misses, "prediction")} came from there without running these layers again.`;
  }
}

function staysHere(local) {
  const rest =
    "The picture the model sees is made there and not kept. Neither is ever sent to the cloud. Of what you save, the program notes your label and where on the line it stood.";
  return local
    ? `They go from this browser to the program on this same computer, and no further. ${rest}`
    : `You opened this page from another computer: your strokes cross the network to ${location.host}, ${encrypted()}, and go no further. ${rest}`;
}

function encrypted() {
  return location.protocol === "https:" ? "encrypted" : "not encrypted by this page";
}

function leaves({ bytes, dtype, shape }, rawBytes) {
  const compared =
    bytes > rawBytes
      ? "That is more than your ink: the point is not that it is small but that it is not your ink."
      : "That is less than your ink.";
  return `If you save this, ${size(bytes)} leave: these numbers (${dtype}, ${shape}) and the character you name. Your ink, ${size(rawBytes)}, stays. ${compared}`;
}

function departure(entry) {
  const item = document.createElement("li");
  const glyph = document.createElement("span");
  glyph.className = "glyph";
  glyph.textContent = entry.label;
  const when = entry.leftAt ? `left ${moment(entry.leftAt)}` : "waits here";
  item.dataset.key = entry.key;
  item.append(glyph, ` ${when}: ${size(entry.sentBytes)} (your ink: ${entry.rawBytes})`);
  return item;
}

/** One square per byte, read as a signed number: one colour for each sign, stronger for larger. */
function drawBytes(canvas, base64) {
  const bytes = Int8Array.from(atob(base64), (c) => (c.charCodeAt(0) << 24) >> 24);
  const columns = Math.max(1, Math.ceil(Math.sqrt(2 * bytes.length)));
  canvas.width = columns;
  canvas.height = Math.max(1, Math.ceil(bytes.length / columns));
  const style = getComputedStyle(canvas);
  const pen = canvas.getContext("2d");
  bytes.forEach((value, i) => {
    pen.fillStyle = style.getPropertyValue(value < 0 ? "--general" : "--mine");
    pen.globalAlpha = Math.abs(value) / 128;
    pen.fillRect(i % columns, Math.floor(i / columns), 1, 1);
  });
}
