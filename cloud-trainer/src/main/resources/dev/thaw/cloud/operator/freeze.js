// Where the freeze point stands, and moving it: first what a change would do, then the change.

import { put } from "./api.js";
import { showChange, startChange } from "./change.js";
import { byId, make, setText } from "./dom.js";
import { planItems } from "./plan.js";

const REST_MILLIS = 250;
const AGAIN_MILLIS = 1000;

let shown = null;
let stands = null;
let planned = null;
let refresh = () => {};
let timer = 0;
let again = null;

/** Listens to the controls. @param {() => void} refreshFreeze asks for the state anew */
export function startFreeze(refreshFreeze) {
  refresh = refreshFreeze;
  byId("depth-slider").addEventListener("input", moved);
  byId("when").addEventListener("input", showCommand);
  byId("depth-form").addEventListener("submit", apply);
  startChange(refreshFreeze);
}

/** @param {import("./main.js").Known} known */
export function showFreeze(known) {
  const { depth } = known.freeze.freeze;
  const isNew = stands !== `${known.task} ${depth}`;
  stands = `${known.task} ${depth}`;
  shown = known;
  const slider = byId("depth-slider");
  slider.min = String(Math.min(1, depth));
  slider.max = String(known.layers.length - 1);
  if (isNew) {
    slider.value = String(depth);
    moved();
  }
  byId("freeze-now").dataset.value = String(depth);
  setText(byId("freeze-now"), `Depth ${depth}, epoch ${known.freeze.freeze.epoch}. ${switched(known.freeze.devices)}`);
  showChange(known.freeze);
  enableApply();
  if (planned !== null && known.freeze.change === null) {
    again ??= setTimeout(planAgain, AGAIN_MILLIS);
  }
}

/** What was told of the wanted depth may be out of date by now; it stands until the new answer. */
function planAgain() {
  again = null;
  if (planned !== null && planned === wanted()) {
    dryRun(planned);
  }
}

function wanted() {
  return Number(byId("depth-slider").value);
}

function switched({ connected, connectedSwitched }) {
  return connected === 0 ? "No device is online." : `${connectedSwitched} of ${connected} devices online run it.`;
}

function moved() {
  const depth = wanted();
  const present = shown.freeze.freeze.depth;
  const last = depth > 0 ? `, up to ${shown.layers[depth - 1]}` : "";
  setText(byId("depth-output"), `${depth} of ${shown.layers.length}`);
  byId("depth-slider").setAttribute("aria-valuetext", `${depth} layers frozen${last}`);
  byId("layers").replaceChildren(...shown.layers.map((name, i) => layer(name, i < depth)));
  byId("when").hidden = depth >= present;
  planned = null;
  enableApply();
  byId("depth-apply").textContent = depth === present ? "Move the freeze point" : `Move the freeze point to ${depth}`;
  showCommand();
  clearTimeout(timer);
  if (depth === present) {
    tell("Move the slider to see what another depth would do. Nothing changes until you say so.");
  } else {
    timer = setTimeout(() => dryRun(depth), REST_MILLIS);
  }
}

/** Only what has been shown can be done, and one change at a time. */
function enableApply() {
  const { freeze, change } = shown.freeze;
  byId("depth-apply").disabled = planned !== wanted() || planned === freeze.depth || change !== null;
}

function layer(name, isFrozen) {
  return make("li", { className: isFrozen ? "frozen" : "thawed", title: isFrozen ? "frozen" : "thawed" }, name);
}

function tell(...content) {
  byId("dry-run").replaceChildren(make("p", {}, ...content));
}

async function dryRun(depth) {
  const { task } = shown;
  const isStill = () => shown.task === task && wanted() === depth;
  try {
    const plan = await put("/v1/admin/freeze", { task }, { depth, dryRun: true });
    if (isStill()) {
      showPlan(plan);
    }
  } catch (problem) {
    if (isStill()) {
      tell(problem.message);
    }
  }
}

function showPlan(plan) {
  planned = plan.to;
  const told = make(
    "div",
    { data: { depth: plan.to } },
    make("p", {}, make("strong", {}, `From ${plan.from} to ${plan.to} would do this; nothing has changed yet:`)),
    make("ul", {}, ...planItems(plan).map((item) => make("li", {}, item))),
  );
  if (byId("dry-run").textContent !== told.textContent) {
    byId("dry-run").replaceChildren(told);
  }
  enableApply();
}

/** When it is to take effect, as API and command line say it. */
function rule() {
  const waits = !byId("when").hidden && byId("when-share").checked;
  return waits ? `${byId("share").value}%` : "now";
}

function showCommand() {
  const when = rule();
  setText(byId("freeze-cli"), `thaw freeze set ${wanted()}${when === "now" ? "" : ` --when ${when}`}`);
}

async function apply(event) {
  event.preventDefault();
  const depth = wanted();
  if (planned !== depth) {
    return;
  }
  byId("depth-apply").disabled = true;
  setText(byId("depth-outcome"), "");
  try {
    await put("/v1/admin/freeze", { task: shown.task }, { depth, when: rule(), wait: false });
    setText(byId("depth-outcome"), `The freeze point is moving to ${depth}.`);
  } catch (problem) {
    setText(byId("depth-outcome"), problem.message);
    byId("depth-apply").disabled = false;
  }
  refresh();
}
