/** The strip of recent characters. */

import { hasInk } from "./store.js";
import { thumbnail } from "./thumbnail.js";
import { kind } from "./words.js";

const MOST = 16;
const strip = document.getElementById("recent");
const seen = new Set();
const NEWS_MS = 3_000;

/**
 * Shows the latest characters, newest first.
 * @param {object[]} kept characters the server does not have, oldest first
 * @param {object[]} entries what it has, oldest first
 * @param {(key: string) => void} open called with the key of the one that was tapped
 */
export function showRecent(kept, entries, open) {
  const known = new Set(entries.slice(-MOST).map((entry) => entry.key));
  const latest = [...entries.slice(-MOST), ...kept.filter((c) => !known.has(c.key))].slice(-MOST);
  const focused = document.activeElement?.closest?.("#recent button")?.dataset.key;
  const before = new Map([...strip.children].map((li) => [li.dataset.state, li]));
  const items = latest.reverse().map((character) => before.get(state(character)) ?? item(character, open));
  strip.replaceChildren(...items);
  if (focused) {
    strip.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }
  document.getElementById("recent-empty").hidden = latest.length > 0;
}

/** What an item shows: while that is the same, it stays as it is. */
function state(character) {
  return [character.key, character.label, place(character), hasInk(character.key)].join(" ");
}

function item(character, open) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.key = character.key;
  button.dataset.label = character.label;
  button.dataset.place = place(character);
  button.title = `${kind(character.label)}, ${words(character)}. Tap to correct.`;
  button.ariaLabel = button.title;
  const drawn = thumbnail(character);
  button.append(drawn);
  if (drawn instanceof SVGElement) {
    button.append(caption(character));
  }
  button.addEventListener("click", () => open(character.key));
  const li = document.createElement("li");
  li.dataset.state = state(character);
  li.classList.toggle("new", !seen.has(character.key) && isNews(character));
  seen.add(character.key);
  li.append(button);
  return li;
}

function isNews({ at }) {
  return at === undefined || Date.now() - Date.parse(at) < NEWS_MS;
}

function place(character) {
  return character.at === undefined ? "unsaved" : character.leftAt ? "left" : "waiting";
}

function words(character) {
  const said = { unsaved: "not saved yet", waiting: "saved, waits to leave", left: "saved, has left" };
  return said[place(character)];
}

function caption(character) {
  const text = document.createElement("span");
  text.className = "caption glyph";
  text.textContent = character.label;
  return text;
}
