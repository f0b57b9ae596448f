// Where the ticks of a time axis stand and what they say; local time.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 30, 90, 365].map((n) => n * DAY),
];

/**
 * Round local times between two moments.
 *
 * @param {number} min milliseconds since 1970
 * @param {number} max
 * @param {number} most ticks there is room for
 * @returns {number[]}
 */
export function timeTicks(min, max, most) {
  const step = STEPS.find((each) => (max - min) / each <= most) ?? (max - min) / most;
  const offset = new Date(min).getTimezoneOffset() * MINUTE;
  const found = [];
  for (let at = Math.ceil((min - offset) / step) * step + offset; at <= max; at += step) {
    found.push(at);
  }
  return found;
}

/**
 * @param {number} at milliseconds since 1970
 * @param {number} step between two ticks, which says how exact the label is
 * @returns {string}
 */
export function timeLabel(at, step) {
  const date = new Date(at);
  if (step >= DAY) {
    return date.toLocaleDateString([], { day: "numeric", month: "short" });
  }
  const seconds = step > 0 && step < MINUTE ? { second: "2-digit" } : {};
  return date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...seconds });
}
