// Training runs, and the curves of the one that is looked at.

import { get } from "./api.js";
import { hasValidation, showCurves } from "./curves.js";
import { byId, cell, make, pill, setText, showRows } from "./dom.js";
import { NOTHING, count, figure, moment, percent } from "./format.js";

const MOST = 50;
let chosen = null;
let isPicked = false;
let shown = null;

/**
 * Shows the runs, and the curves of the newest one until somebody picks another.
 *
 * @param {import("./main.js").Known} known
 */
export function showRuns(known) {
  if (shown?.task !== known.task) {
    chosen = null;
    isPicked = false;
  }
  shown = known;
  const runs = [...known.runs].sort((a, b) => b.id - a.id).slice(0, MOST);
  byId("runs-empty").hidden = runs.length > 0;
  showRows(
    byId("runs").tBodies[0],
    runs,
    ({ id }) => String(id),
    (run) => [run, run.id === chosen],
    (run) => row(run),
  );
  if (runs.length === 0) {
    byId("curves").hidden = true;
  } else if (!isPicked) {
    follow(runs.find(hasValidation) ?? runs[0]);
  }
}

function follow(run) {
  if (run.id !== chosen) {
    choose(run);
  }
}

function pick(run) {
  isPicked = true;
  choose(run);
}

function row(run) {
  const button = make(
    "button",
    {
      type: "button",
      className: "plain",
      "aria-label": `Show the curves of run ${run.id}`,
      "aria-pressed": String(run.id === chosen),
      on: { click: () => pick(run) },
    },
    `#${run.id}`,
  );
  const tr = make(
    "tr",
    { data: { run: run.id }, className: run.id === chosen ? "chosen" : "" },
    make("th", { scope: "row" }, button),
    cell("scope", make("span", { className: "mono" }, run.scope)),
    cell("started", moment(run.startedAt)),
    cell("samples", `${count(run.samples)} + ${count(run.replayed)}`, true),
    cell("loss", figure(run.loss), true),
    cell("right", rightText(run), true),
    cell("result", result(run)),
  );
  tr.addEventListener("click", ({ target }) => target.closest("button") ?? pick(run));
  return tr;
}

function rightText(run) {
  return hasValidation(run) ? `${percent(run.validationBefore)} → ${percent(run.validationAfter)}` : NOTHING;
}

function result(run) {
  return run.published
    ? pill("good", `version ${run.version}`)
    : make("span", {}, pill("warn", "held back"), make("small", { className: "quiet reason" }, run.reason));
}

async function choose(run) {
  chosen = run.id;
  showRuns(shown);
  try {
    const full = await get(`/v1/admin/runs/${run.id}`, { task: run.task });
    if (chosen === run.id) {
      showCurves(full);
    }
  } catch (problem) {
    byId("curves").hidden = true;
    setText(byId("runs-problem"), problem.message);
  }
}
