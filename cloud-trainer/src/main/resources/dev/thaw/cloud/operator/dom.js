// Making and changing elements.

import { ago } from "./format.js";

/**
 * @param {string} id
 * @returns {HTMLElement} the page's element of that id
 */
export function byId(id) {
  return document.getElementById(id);
}

/**
 * Makes an element. Properties whose name has a dash and "for", "role", "scope" and "colspan" become
 * attributes; "data" and "on" hold data attributes and listeners; the rest are set on the element.
 *
 * @param {string} tag
 * @param {Object} [properties]
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "data") {
      Object.assign(element.dataset, value);
    } else if (name === "on") {
      Object.entries(value).forEach(([event, heard]) => element.addEventListener(event, heard));
    } else if (name.includes("-") || ["for", "role", "scope", "colspan"].includes(name)) {
      element.setAttribute(name, value);
    } else {
      element[name] = value;
    }
  }
  element.append(...children);
  return element;
}

/**
 * A table cell that tests and styles find by its field.
 *
 * @param {string} field
 * @param {Node | string} content
 * @param {boolean} [isNumber]
 */
export function cell(field, content, isNumber = false) {
  return make("td", { data: { field }, className: isNumber ? "number" : "" }, content);
}

/**
 * @param {string} kind good, warn, bad or nothing
 * @param {string} text
 */
export function pill(kind, text) {
  return make("span", { className: `pill ${kind}` }, text);
}

/**
 * How long ago, kept true by tick.
 *
 * @param {string} instant ISO 8601
 */
export function since(instant) {
  return make("time", { dateTime: instant, title: new Date(instant).toString(), data: { ago: "" } }, ago(instant));
}

/** Brings all elements of since up to date. */
export function tick() {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    setText(time, ago(time.dateTime));
  }
}

/** Sets an element's text, and touches nothing if it is that already. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/**
 * Shows one row for each item and makes only those anew that changed, so that focus and what is
 * unfolded stay. A row's details elements stay open.
 *
 * @template T
 * @param {HTMLElement} body
 * @param {T[]} items in the wanted order
 * @param {(item: T) => string} keyOf
 * @param {(item: T) => unknown} factsOf what the row shows, as something JSON can hold
 * @param {(item: T) => HTMLElement} rowOf
 */
export function showRows(body, items, keyOf, factsOf, rowOf) {
  const old = new Map([...body.children].map((row) => [row.dataset.key, row]));
  const wanted = items.map((item) => {
    const key = keyOf(item);
    const facts = JSON.stringify(factsOf(item));
    const present = old.get(key);
    return present?.facts === facts ? present : replaced(present, key, facts, rowOf(item));
  });
  const same = wanted.length === body.children.length && wanted.every((row, i) => row === body.children[i]);
  if (!same) {
    withFocusKept(() => body.replaceChildren(...wanted));
  }
}

function replaced(old, key, facts, row) {
  row.dataset.key = key;
  row.facts = facts;
  const open = [...(old?.querySelectorAll("details") ?? [])].map((details) => details.open);
  row.querySelectorAll("details").forEach((details, i) => (details.open = open[i] ?? false));
  return row;
}

/** Focus goes back to the element, or to the one in its place in the row of the same key. */
function withFocusKept(change) {
  const focused = document.activeElement;
  const key = focused?.closest("[data-key]")?.dataset.key;
  const place = key === undefined ? -1 : focusable(focused.closest("[data-key]")).indexOf(focused);
  change();
  if (key === undefined || document.activeElement === focused) {
    return;
  }
  const again = focused.isConnected
    ? focused
    : focusable(document.querySelector(`[data-key="${CSS.escape(key)}"]`))[place];
  again?.focus({ preventScroll: true });
}

function focusable(row) {
  return [...(row?.querySelectorAll("button, summary, a, input") ?? [])];
}
