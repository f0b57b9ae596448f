// How figures of the operator API are written for people.

const SHORT_DIGEST = 12;
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** What stands where the API tells nothing. */
export const NOTHING = "–";

/**
 * @param {number | null | undefined} value
 * @returns {string} with thousands set apart
 */
export function count(value) {
  return Number.isFinite(value) ? whole.format(value) : NOTHING;
}

/**
 * @param {number | null | undefined} value
 * @returns {string} with about three digits
 */
export function figure(value) {
  if (!Number.isFinite(value)) {
    return NOTHING;
  }
  const size = Math.abs(value);
  return size >= 100 || size < 0.0005 ? whole.format(value) : value.toPrecision(size >= 1 ? 3 : 2);
}

/**
 * @param {number | null | undefined} value
 * @returns {string} in B, KiB, MiB or GiB
 */
export function bytes(value) {
  if (!Number.isFinite(value)) {
    return NOTHING;
  }
  let scaled = value;
  let unit = 0;
  while (scaled >= 1024 && unit < 3) {
    scaled /= 1024;
    unit++;
  }
  return unit === 0 ? `${whole.format(scaled)} B` : `${scaled.toFixed(1)} ${["", "KiB", "MiB", "GiB"][unit]}`;
}

/**
 * @param {number | null | undefined} value
 * @returns {string} such as 12.3k or 4.5M
 */
export function amount(value) {
  if (!Number.isFinite(value)) {
    return NOTHING;
  }
  let scaled = value;
  let unit = 0;
  while (scaled >= 1000 && unit < 4) {
    scaled /= 1000;
    unit++;
  }
  return (unit === 0 || scaled >= 99.95 ? scaled.toFixed(0) : scaled.toFixed(1)) + ["", "k", "M", "G", "T"][unit];
}

/**
 * @param {number | null | undefined} share in [0, 1]
 * @param {number} [digits] after the point
 * @returns {string}
 */
export function percent(share, digits = 0) {
  return Number.isFinite(share) ? `${(share * 100).toFixed(digits)}%` : NOTHING;
}

/**
 * @param {string | null | undefined} hex
 * @returns {string} its first digits
 */
export function shortDigest(hex) {
  return hex ? hex.slice(0, SHORT_DIGEST) : NOTHING;
}

/**
 * @param {string} instant ISO 8601
 * @param {number} [now] milliseconds since 1970
 * @returns {string} such as "12 s ago"
 */
export function ago(instant, now = Date.now()) {
  const seconds = Math.max(0, Math.round((now - Date.parse(instant)) / 1000));
  if (seconds < 5) {
    return "just now";
  }
  const [size, unit] =
    seconds < 90 ? [1, "s"] : seconds < 5400 ? [60, "min"] : seconds < 129_600 ? [3600, "h"] : [86_400, "days"];
  return `${Math.round(seconds / size)} ${unit} ago`;
}

/**
 * @param {string} instant ISO 8601
 * @returns {string} local time to the second, with the day unless it is today
 */
export function moment(instant) {
  const date = new Date(instant);
  const time = date.toLocaleTimeString("en-GB");
  const today = date.toDateString() === new Date().toDateString();
  return today ? time : `${date.toLocaleDateString("en-GB", { day: "numeric", month: "short" })} ${time}`;
}

/**
 * @param {number} seconds
 * @returns {string} in the largest unit that gives a whole number
 */
export function duration(seconds) {
  const [size, unit] = [[86_400, "day"], [3600, "hour"], [60, "minute"], [1, "second"]].find(
    ([each]) => seconds % each === 0,
  );
  return plural(seconds / size, unit);
}

/**
 * @param {number} many
 * @param {string} one the singular
 * @param {string} [more] the plural, one and s if left out
 * @returns {string}
 */
export function plural(many, one, more = `${one}s`) {
  return `${count(many)} ${many === 1 ? one : more}`;
}
