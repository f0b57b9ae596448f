/**
 * What this browser keeps: characters that the server has not confirmed, and thinned drawings of the
 * latest ones. One item of localStorage each, so that two tabs never overwrite one another.
 */

const UNSAVED = "thaw.unsaved.";
const INK = "thaw.ink.";
const MOST_INK = 80;
const MOST_INK_POINTS = 300;

/** Characters without the server's word for it, by key; what does not fit stays in memory. */
const inMemory = new Map();

/** A name for a new character; names sort by the time they were made. */
export function newKey() {
  const random = crypto.getRandomValues(new Uint32Array(2));
  return `${Date.now().toString(36)}-${Array.from(random, (n) => n.toString(36)).join("")}`;
}

/**
 * Keeps a character until {@link dropUnsaved}.
 * @returns {boolean} whether it would survive a reload of the page
 */
export function keepUnsaved(character) {
  inMemory.set(character.key, character);
  return put(UNSAVED + character.key, character);
}

/** Every unconfirmed character of all tabs, oldest first. */
export function unsaved() {
  const all = new Map(inMemory);
  for (const name of names(UNSAVED)) {
    const character = get(name);
    if (character?.key && Array.isArray(character.strokes)) {
      all.set(character.key, character);
    } else {
      localStorage.removeItem(name);
    }
  }
  return [...all.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Forgets a character, because the server has it or the person threw it away. */
export function dropUnsaved(key) {
  inMemory.delete(key);
  remove(UNSAVED + key);
}

/** Calls back when another tab kept or confirmed a character. */
export function onOtherTab(listener) {
  addEventListener("storage", (event) => {
    if (event.key?.startsWith(UNSAVED)) {
      if (event.newValue === null) {
        inMemory.delete(event.key.slice(UNSAVED.length));
      }
      listener();
    }
  });
}

/** Keeps a small drawing of a character; only the latest are kept. */
export function keepInk(key, strokes) {
  put(INK + key, thinned(strokes));
  const kept = names(INK).sort();
  kept.slice(0, Math.max(0, kept.length - MOST_INK)).forEach(remove);
}

/** The drawing of a character, or null if this browser has none. */
export function inkOf(key) {
  return get(INK + key);
}

/** Whether this browser has a drawing of a character. */
export function hasInk(key) {
  try {
    return localStorage.getItem(INK + key) !== null;
  } catch {
    return false;
  }
}

/** Forgets every drawing. */
export function forgetInk() {
  names(INK).forEach(remove);
}

function thinned(strokes) {
  const points = strokes.reduce((sum, stroke) => sum + stroke.length / 2, 0);
  const step = Math.max(1, Math.ceil(points / MOST_INK_POINTS));
  return strokes.map((stroke) => everyNth(stroke, step));
}

function everyNth(stroke, step) {
  const kept = [];
  for (let i = 0; i < stroke.length; i += 2 * step) {
    kept.push(Math.round(stroke[i]), Math.round(stroke[i + 1]));
  }
  return kept;
}

function names(prefix) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(prefix));
  } catch {
    return [];
  }
}

function get(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function put(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

function remove(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // No storage, so nothing is left behind.
  }
}
