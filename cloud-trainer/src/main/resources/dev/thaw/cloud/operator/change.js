// A change of depth that is under way, and how the last one ended.

import { remove } from "./api.js";
import { byId, setText } from "./dom.js";
import { moment, percent } from "./format.js";

const POLL_MILLIS = 1000;
const PHASES = {
  PREPARING: "running features on and training heads",
  WAITING_FOR_REPAIR: "waiting for devices to send samples again",
  DROPPING: "switching",
};

let task = null;
let refresh = () => {};
let polling = 0;

/** Listens to the button that calls it off. @param {() => void} refreshFreeze asks for the state anew */
export function startChange(refreshFreeze) {
  refresh = refreshFreeze;
  byId("change-cancel").addEventListener("click", cancel);
}

/**
 * Asks again each second while a change is under way: its progress is no event.
 *
 * @param {Object} status of /v1/admin/freeze/status
 */
export function showChange(status) {
  const { freeze, change, samples, last } = status;
  task = status.task;
  setText(byId("freeze-last"), lastChange(last));
  if (change === null && !byId("change").hidden) {
    setText(byId("depth-outcome"), "");
  }
  byId("change").hidden = change === null;
  clearTimeout(polling);
  if (change === null) {
    return;
  }
  polling = setTimeout(refresh, POLL_MILLIS);
  setText(byId("change-title"), changeTitle(freeze, change));
  bar("features", change.featuresDone, change.featuresTotal);
  bar("heads", change.headsDone, change.headsTotal);
  bar("samples", samples.ready, change.phase === "WAITING_FOR_REPAIR" ? samples.ready + samples.waiting : 0);
  byId("change-cancel").disabled = change.phase === "DROPPING";
}

async function cancel() {
  try {
    const { cancelled } = await remove("/v1/admin/freeze/change", { task });
    setText(byId("depth-outcome"), cancelled ? "Called off." : "There was nothing to call off.");
  } catch (problem) {
    setText(byId("depth-outcome"), problem.message);
  }
  refresh();
}

function changeTitle(freeze, change) {
  const course = change.wholeUpdate ? "A new base model" : `Moving from ${freeze.depth} to ${change.target}`;
  const until = typeof change.when === "number" ? ` until ${percent(change.when)} are there, at the latest ${moment(change.deadline)}` : "";
  return `${course}: ${PHASES[change.phase] ?? change.phase}${until}`;
}

function bar(name, done, total) {
  const shownBar = byId(`change-${name}`);
  const progress = shownBar.querySelector("progress");
  shownBar.hidden = total === 0;
  progress.max = Math.max(1, total);
  progress.value = done;
  setText(shownBar.querySelector("span"), `${done} of ${total}`);
}

function lastChange(last) {
  if (!last) {
    return "";
  }
  const course = last.wholeUpdate ? "new base model" : `from ${last.from} to ${last.to}`;
  const outcome = { SWITCHED: "done", CANCELLED: "called off", ROLLED_BACK: "did not come about" }[last.outcome] ?? last.outcome;
  return `Last change, ${course}: ${outcome} at ${moment(last.endedAt)}${last.reason ? `, because ${last.reason}` : ""}.`;
}
