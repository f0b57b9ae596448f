// The versions of every scope, and going back to an earlier one.

import { byId, cell, make, pill, setText, showRows } from "./dom.js";
import { NOTHING, bytes, count, moment, percent, plural, shortDigest } from "./format.js";
import { may, whyNot } from "./role.js";
import { rollBack, withdraw } from "./rollback.js";

const MOST = 200;
let shown = null;

/** Listens to the filter box. */
export function startModels() {
  byId("model-filter").addEventListener("input", () => shown && showModels(shown));
}

/** @param {import("./main.js").Known} known */
export function showModels(known) {
  shown = known;
  const wanted = byId("model-filter").value.trim().toLowerCase();
  const found = known.models.filter(({ scope }) => scope.toLowerCase().includes(wanted)).sort(byScope);
  const first = found.slice(0, MOST);
  setText(
    byId("models-count"),
    plural(found.length, "version") + (first.length < found.length ? `; the first ${MOST} are shown` : ""),
  );
  showRows(
    byId("models").tBodies[0],
    first,
    ({ scope, version }) => `${scope} ${version}`,
    (model) => [model, running(model), isPossible(model), may("operator")],
    row,
  );
}

function byScope(a, b) {
  return rank(a) - rank(b) || a.scope.localeCompare(b.scope) || b.version - a.version;
}

function rank({ scope }) {
  return ["global", "cohort", "device"].indexOf(scope.split("/")[0]);
}

/** How many devices said last that they run it. */
function running({ digest }) {
  return (shown.devices ?? []).filter(({ manifest }) => manifest === digest).length;
}

function row(model) {
  return make(
    "tr",
    { data: { scope: model.scope, version: model.version } },
    make("th", { scope: "row", className: "mono" }, model.scope),
    cell("version", count(model.version), true),
    cell("state", state(model)),
    cell("digest", details(model)),
    cell("depth", count(model.freeze.depth), true),
    cell("head", bytes(model.headBytes), true),
    cell("total", bytes(model.totalBytes), true),
    cell("accuracy", accuracy(model.metrics), true),
    cell("devices", count(running(model)), true),
    cell("created", moment(model.createdAt)),
    make("td", {}, action(model)),
  );
}

function state(model) {
  if (model.current) {
    return pill("good", "current");
  }
  if (model.withdrawn) {
    return pill("quiet", "withdrawn");
  }
  return model.published ? pill("quiet", "replaced") : pill("warn", "held back");
}

function accuracy(metrics) {
  const after = metrics["validation.after"];
  return Number.isFinite(after) ? `${percent(metrics["validation.before"])} → ${percent(after)}` : NOTHING;
}

function details(model) {
  const copy = make("button", { type: "button", className: "small", on: { click: () => copied(model, copy) } }, "Copy");
  const layers = model.layers.map(({ name, digest, bytes: size }) =>
    make("li", {}, `${name}, ${bytes(size)}: `, make("span", { className: "mono" }, shortDigest(digest))),
  );
  return make(
    "details",
    {},
    make("summary", { className: "mono" }, shortDigest(model.digest)),
    make("p", { className: "mono whole" }, model.digest, " ", copy),
    make("p", {}, model.reason),
    make("ol", { className: "layers" }, ...layers),
  );
}

async function copied(model, button) {
  try {
    await navigator.clipboard.writeText(model.digest);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Select it by hand";
  }
}

/** A version can be gone back to where its frozen layers are still the ones in force. */
function isPossible(model) {
  const now = shown.models.find(({ scope, current }) => scope === "global" && current);
  return model.published && !model.current && model.freeze.prefix === now?.freeze.prefix;
}

function action(model) {
  if (isPossible(model)) {
    return button("rollback", "Roll back", `Roll ${model.scope} back to version ${model.version}`, () =>
      rollBack(shown.task, model),
    );
  }
  return model.current && model.scope !== "global"
    ? button("withdraw", "Withdraw", `Withdraw the model of ${model.scope}`, () =>
        withdraw(shown.task, model),
      )
    : "";
}

function button(kind, text, label, click) {
  const properties = { type: "button", className: `small ${kind}`, "aria-label": label, on: { click } };
  return make("button", { ...properties, disabled: !may("operator"), title: whyNot("operator") }, text);
}
