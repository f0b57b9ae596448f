// What the one who is logged in may do. The cloud decides; the page only does not offer the rest.

import { setText } from "./dom.js";

const RANKS = ["viewer", "operator", "admin"];

let present = "admin";
let changed = () => {};

/** @param {() => void} heard called when the role is another one */
export function onRole(heard) {
  changed = heard;
}

/** Switches what needs a role on or off. @param {string} role viewer, operator or admin */
export function setRole(role) {
  const isNew = role !== present;
  present = role;
  for (const fields of document.querySelectorAll("fieldset[data-needs]")) {
    fields.disabled = !may(fields.dataset.needs);
  }
  for (const note of document.querySelectorAll("p[data-needs]")) {
    setText(note, whyNot(note.dataset.needs));
  }
  if (isNew) {
    changed();
  }
}

/** @param {string} needed a role */
export function may(needed) {
  return RANKS.indexOf(present) >= RANKS.indexOf(needed);
}

/** @param {string} needed a role */
export function whyNot(needed) {
  return may(needed) ? "" : `This takes the role ${needed}; you are logged in as ${present}.`;
}
