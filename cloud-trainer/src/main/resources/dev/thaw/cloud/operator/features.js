// How many features there are, by scope and class.

import { byId, cell, make, setText, showRows } from "./dom.js";
import { amount, count, plural } from "./format.js";

const MOST = 100;
const HEATS = 5;
let chosen = "global";

/** @param {import("./main.js").Known} known */
export function showFeatures(known) {
  const scopes = scopesOf(known);
  const scope = scopes.find(({ path }) => path === chosen) ?? scopes[0];
  showRows(
    byId("scopes").tBodies[0],
    scopes,
    ({ path }) => path,
    ({ path, usable, classes, voided }) => [path, usable, classes, voided, path === scope.path],
    (each) => row(each, each.path === scope.path, known),
  );
  showClasses(scope, known.labels);
}

function scopesOf({ features, devices }) {
  const cohorts = new Map();
  const cohortOf = new Map((devices ?? []).map(({ device, cohort }) => [device, cohort]));
  const personal = features.devices.map((device) => scopeOf(`device/${device.device}`, [device]));
  for (const device of features.devices) {
    const cohort = cohortOf.get(device.device);
    if (cohort) {
      cohorts.set(cohort, cohorts.get(cohort) ?? []);
      cohorts.get(cohort).push(device);
    }
  }
  return [
    scopeOf("global", features.devices),
    ...[...cohorts].sort().map(([cohort, members]) => scopeOf(`cohort/${cohort}`, members)),
    ...personal.sort((a, b) => b.usable - a.usable || a.path.localeCompare(b.path)).slice(0, MOST),
  ];
}

function scopeOf(path, devices) {
  const byLabel = {};
  for (const device of devices) {
    for (const [label, many] of Object.entries(device.byLabel)) {
      byLabel[label] = (byLabel[label] ?? 0) + many;
    }
  }
  return {
    path,
    byLabel,
    usable: sum(devices.map(({ usable }) => usable)),
    classes: Object.values(byLabel).filter((many) => many > 0).length,
    voided: sum(devices.flatMap(({ voidByCut }) => Object.values(voidByCut))),
  };
}

function sum(numbers) {
  return numbers.reduce((a, b) => a + b, 0);
}

function row(scope, isChosen, known) {
  const choose = () => {
    chosen = scope.path;
    showFeatures(known);
  };
  const button = make(
    "button",
    { type: "button", className: "plain mono", "aria-pressed": String(isChosen), on: { click: choose } },
    scope.path,
  );
  return make(
    "tr",
    { data: { scope: scope.path }, className: isChosen ? "chosen" : "" },
    make("th", { scope: "row" }, button),
    cell("usable", count(scope.usable), true),
    cell("classes", count(scope.classes), true),
    cell("voided", count(scope.voided), true),
  );
}

function showClasses({ path, usable, classes, byLabel }, labels) {
  setText(byId("classes-title"), `Classes of ${path}`);
  setText(byId("classes-note"), `${plural(usable, "feature")} in ${count(classes)} of ${plural(labels.length, "class", "classes")}`);
  const most = Math.max(1, ...Object.values(byLabel));
  showRows(
    byId("classes"),
    labels,
    (label) => label,
    (label) => [byLabel[label] ?? 0, heat(byLabel[label] ?? 0, most)],
    (label) => classCell(label, byLabel[label] ?? 0, most),
  );
}

function heat(many, most) {
  return Math.ceil((many / most) * HEATS);
}

function classCell(label, many, most) {
  return make(
    "li",
    { data: { label, count: many }, className: `heat-${heat(many, most)}`, title: plural(many, "feature") },
    make("b", {}, label),
    make("span", { className: "number" }, amount(many)),
  );
}
