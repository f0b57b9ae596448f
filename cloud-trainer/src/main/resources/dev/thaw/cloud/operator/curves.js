// The curves of one training run.

import { lineChart } from "../ui/charts.js";
import { byId, setText } from "./dom.js";
import { count, figure, percent } from "./format.js";

let charts = null;

/** Whether a run was tried on uploads that were held out. */
export function hasValidation(run) {
  return Number.isFinite(run.validationAfter);
}

/** @param {Object} run with its curve */
export function showCurves(run) {
  const curve = run.curve ?? [];
  byId("curves").hidden = false;
  setText(byId("runs-problem"), "");
  setText(byId("curves-title"), `Run ${run.id} of ${run.scope}`);
  setText(byId("curves-note"), note(run));
  byId("curves-cli").textContent = `thaw runs --id ${run.id}`;
  const data = [lossData(run, curve), rightData(run, curve)];
  byId("right-curve").parentElement.hidden = !hasValidation(run);
  charts ??= [lineChart(byId("loss-curve"), data[0]), lineChart(byId("right-curve"), data[1])];
  charts.forEach((chart, i) => chart.update(data[i]));
}

function note(run) {
  const trained = `${count(run.steps)} steps in ${figure(run.seconds)} s on ${count(run.samples)} uploads and ${count(run.replayed)} general features, at depth ${run.depth}. ${sentence(run.reason)}`;
  if (run.jurors > 0) {
    return `${trained} ${count(run.jurors)} of ${count(run.devices)} devices judged it; ${count(run.cappedDevices)} were capped, ${count(run.leftOut)} of their uploads left out.`;
  }
  return hasValidation(run)
    ? `${trained} For the validation, a second head was fitted without ${count(run.validationSamples)} of the uploads and tried on those: ${percent(run.validationBefore)} right before, ${percent(run.validationAfter)} after.`
    : `${trained} It was not validated.`;
}

function sentence(reason) {
  return reason ? `${reason[0].toUpperCase()}${reason.slice(1)}.` : "";
}

function points(curve, field) {
  return curve.map((point) => ({ x: point.epoch, y: point[field] ?? null }));
}

function lossData(run, curve) {
  const validation = hasValidation(run)
    ? [{ label: "validation", color: "--general", dashed: true, points: points(curve, "validationLoss") }]
    : [];
  return {
    series: [{ label: "training", color: "--mine", points: points(curve, "loss") }, ...validation],
    yMin: 0,
    xLabel: "epoch",
    yLabel: "loss",
    yFormat: figure,
    summary: `Loss by epoch of run ${run.id}: it ended at ${figure(run.loss)}.`,
  };
}

function rightData(run, curve) {
  return {
    series: [{ label: "right on held-out uploads", color: "--general", dashed: true, points: points(curve, "validationRight") }],
    yMin: 0,
    yMax: 1,
    xLabel: "epoch",
    yLabel: "held out, right",
    yFormat: percent,
    summary: `Share right on held-out uploads by epoch of run ${run.id}: from ${percent(run.validationBefore)} to ${percent(run.validationAfter)}.`,
  };
}
