// Who moves the freeze point: people, or the cloud by its own advice.

import { put } from "./api.js";
import { byId, make, setText } from "./dom.js";
import { bytes, duration, moment, percent } from "./format.js";

let shown = null;

/** Listens to the switch. */
export function startPolicy() {
  byId("policy-switch").addEventListener("click", async () => {
    const wanted = shown.policy.policy === "auto" ? "manual" : "auto";
    try {
      const policy = await put("/v1/admin/freeze/policy", { task: shown.task }, { policy: wanted });
      showPolicy({ ...shown, policy });
      setText(byId("policy-outcome"), "");
    } catch (problem) {
      setText(byId("policy-outcome"), problem.message);
    }
  });
}

/** @param {import("./main.js").Known} known */
export function showPolicy(known) {
  shown = known;
  const { policy } = known;
  const isAuto = policy.policy === "auto";
  byId("policy-now").dataset.value = policy.policy;
  setText(byId("policy-now"), isAuto ? automatic(policy) : "People move the freeze point.");
  setText(byId("policy-switch"), isAuto ? "Let people decide" : "Let the cloud decide");
  byId("policy-cli").textContent = `thaw freeze policy ${isAuto ? "manual" : "auto"}`;
  byId("policy-last").replaceChildren(...lastDecision(policy.last));
}

function automatic(policy) {
  const limits = [
    policy.maxBytes !== null && `at most ${bytes(policy.maxBytes)} a feature`,
    policy.maxDeviceMs !== null && `at most ${policy.maxDeviceMs} ms on the device`,
    policy.minAccuracy !== null && `at least ${percent(policy.minAccuracy)} right`,
  ].filter(Boolean);
  const rule = `The cloud looks every ${duration(policy.everySeconds)} and moves the freeze point when that saves ${percent(policy.margin)} of the energy`;
  return limits.length > 0 ? `${rule}, with ${limits.join(", ")}.` : `${rule}.`;
}

function lastDecision(last) {
  return last
    ? [make("time", { dateTime: last.decidedAt }, moment(last.decidedAt)), `: ${last.reason}`]
    : [];
}
