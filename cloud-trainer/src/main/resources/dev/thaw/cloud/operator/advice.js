// What each depth would cost and give. Measuring it takes its turn on the training thread.

import { get } from "./api.js";
import { byId, cell, make, setText } from "./dom.js";
import { NOTHING, amount, bytes, figure, percent } from "./format.js";

let shown = null;

/** Listens to the button. */
export function startAdvice() {
  byId("advise").addEventListener("click", ask);
}

/** @param {import("./main.js").Known} known */
export function showAdvice(known) {
  if (shown !== null && shown.task !== known.task) {
    byId("advice").hidden = true;
    setText(byId("advice-state"), "");
  }
  shown = known;
}

async function ask() {
  const button = byId("advise");
  const { task } = shown;
  button.disabled = true;
  const stop = countUp();
  try {
    const advice = await get("/v1/admin/freeze/advice", { task });
    if (shown.task === task) {
      show(advice);
    }
    stop("");
  } catch (problem) {
    stop(problem.message);
  } finally {
    button.disabled = false;
  }
}

/** Says how long it has taken; ends with another text. */
function countUp() {
  const state = byId("advice-state");
  const progress = byId("advice-progress");
  const begun = Date.now();
  setText(state, "Training heads at each depth to measure them; this can take a minute …");
  progress.hidden = false;
  const timer = setInterval(() => setText(byId("advice-seconds"), `${Math.round((Date.now() - begun) / 1000)} s`), 1000);
  return (text) => {
    clearInterval(timer);
    progress.hidden = true;
    setText(byId("advice-seconds"), "");
    setText(state, text);
  };
}

function show(advice) {
  byId("advice").hidden = false;
  byId("advice-table").tBodies[0].replaceChildren(...advice.rows.map((row) => rowOf(row, advice)));
  const recommended = advice.recommended === null ? "No depth can be recommended" : `Depth ${advice.recommended} is recommended`;
  byId("advice-notes").replaceChildren(
    make("p", {}, make("strong", {}, `${recommended}: `), `${advice.reason}.`),
    make("p", { className: "quiet" }, `Time on the device: ${advice.deviceTime}. Right: ${advice.accuracyTest}. Energy is estimated, never measured.`),
  );
}

function rowOf(row, { presentDepth, recommended }) {
  const marks = [row.depth === presentDepth && "now", row.depth === recommended && "recommended"].filter(Boolean);
  return make(
    "tr",
    { data: { depth: row.depth }, className: row.depth === presentDepth ? "chosen" : "" },
    make("th", { scope: "row" }, `${row.depth}`),
    cell("layer", make("span", { className: "mono" }, row.layer)),
    cell("bytes", bytes(row.int8Bytes), true),
    cell("ms", figure(row.deviceMs), true),
    cell("flops", amount(row.flops), true),
    cell("update", bytes(row.updateBytes), true),
    cell("epoch", row.epochSeconds === null ? NOTHING : `${figure(row.epochSeconds)} s`, true),
    cell("accuracy", percent(row.accuracy, 1), true),
    cell("joules", figure(row.joules * 1000), true),
    cell("note", row.objection ?? marks.join(", ")),
  );
}
