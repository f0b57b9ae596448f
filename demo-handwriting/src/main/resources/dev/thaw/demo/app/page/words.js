/** How numbers, times and characters are said. No state. */

const SIZES = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

/** "digit 0", "small o", "capital O": what a single glyph may not show. */
export function kind(label) {
  if (label >= "0" && label <= "9") {
    return `digit ${label}`;
  }
  return label === label.toUpperCase() ? `capital ${label}` : `small ${label}`;
}

/** A share in [0, 1] as whole percent; what rounds to nothing but is something is "<1%". */
export function percent(share) {
  return share > 0 && share < 0.005 ? "<1%" : `${Math.round(share * 100)}%`;
}

/** "1 character", "3 characters". */
export function count(n, noun) {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/** Bytes, in kilobytes from 10,000 on. */
export function size(bytes) {
  return bytes < 10_000 ? count(bytes, "byte") : `${SIZES.format(bytes / 1000)} kB`;
}

/** Microseconds as milliseconds with two digits that count. */
export function millis(micros) {
  const ms = micros / 1000;
  return `${ms < 1 ? ms.toFixed(2) : ms.toFixed(1)} ms`;
}

/** A moment: the time, with the day in front unless it is today. */
export function moment(iso) {
  const then = new Date(iso);
  const time = then.toLocaleTimeString("en-GB");
  return then.toDateString() === new Date().toDateString()
    ? time
    : `${then.toLocaleDateString("en-GB", { day: "numeric", month: "short" })}, ${time}`;
}

/** Who answers, in words: the model's name and version. */
export function modelName(model) {
  if (model.version === 0 || !model.scope) {
    return "the model that came with the app";
  }
  return `${whose(model)}, version ${model.version}`;
}

function whose({ personal, scope }) {
  if (personal) {
    return "your own model";
  }
  return scope === "global" ? "the general model" : "a model you share with others";
}

/** The same with a capital, to begin a sentence. */
export function sentence(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
