// The live event log, newest first.

import { byId, make } from "./dom.js";
import { moment } from "./format.js";

const MOST = 200;
const KINDS = {
  "device-connected": "online",
  "device-disconnected": "offline",
  "device-enrolled": "enrolled",
  "device-revoked": "revoked",
  "held-back": "held back",
  "fell-back": "fell back",
  "change-ended": "freeze",
};
const TONES = {
  published: "good",
  rollback: "warn",
  withdrawn: "warn",
  "device-enrolled": "good",
  "device-revoked": "warn",
  "held-back": "warn",
  "fell-back": "warn",
  freeze: "accent",
  "change-ended": "accent",
  base: "accent",
};
const seen = new Set();

/**
 * Adds one event; one that is there already is left out.
 *
 * @param {{key: string, at: string, kind: string, text: string}} event
 */
export function logEvent(event) {
  if (seen.has(event.key)) {
    return;
  }
  seen.add(event.key);
  const list = byId("log");
  byId("log-empty").hidden = true;
  list.prepend(entry(event));
  if (list.children.length > MOST) {
    seen.delete(list.lastElementChild.dataset.event);
    list.lastElementChild.remove();
  }
}

function entry({ key, at, kind, text }) {
  return make(
    "li",
    { data: { event: key, kind } },
    make("time", { dateTime: at, className: "number quiet" }, moment(at)),
    make("span", { className: `kind ${TONES[kind] ?? "quiet"}` }, KINDS[kind] ?? kind),
    make("span", {}, text),
  );
}
