// What a dry run says, in sentences.

import { amount, bytes, count, plural } from "./format.js";

const NAMED = 3;

/**
 * @param {Object} plan the API's answer to a dry run
 * @returns {string[]}
 */
export function planItems(plan) {
  const items = [
    plan.kept > 0 && `${plural(plan.kept, "sample")} can be used at once: a version at depth ${plan.to} is stored.`,
    plan.advanced > 0 && `${plural(plan.advanced, "sample")} are run on in the cloud; no device uploads them again.`,
    plan.repaired > 0 && repaired(plan),
    plan.lost > 0 && `${plural(plan.lost, "sample")} would be lost: by their last reports, devices keep nothing that leads there.`,
    plan.unknown > 0 && `${plural(plan.unknown, "sample")} belong to devices that reported nothing; they may be lost.`,
    plan.retrained.length > 0 && `Trained anew at depth ${plan.to}: ${scopes(plan.retrained)}.`,
    plan.carried.length > 0 && `Carried over with the same predictions: ${scopes(plan.carried)}.`,
    plan.downloadBytes > 0 && `Devices download about ${bytes(plan.downloadBytes)}.`,
  ].filter(Boolean);
  return items.length > 0 ? items : ["No sample, device or head is touched."];
}

function repaired({ repaired: samples, uploadBytes, repairFlops, scratchFlops }) {
  const sent = `${plural(samples, "sample")} are sent again by their devices, about ${bytes(uploadBytes)}.`;
  const whole = `from the inputs it would be ${amount(scratchFlops)} operations`;
  return repairFlops === 0
    ? `${sent} Devices have them in their caches; ${whole}.`
    : `${sent} Devices compute ${amount(repairFlops)} operations from what they keep; ${whole}.`;
}

function scopes(paths) {
  const more = paths.length - NAMED;
  const named = paths.slice(0, NAMED).join(", ");
  return more > 0 ? `${named} and ${count(more)} more` : named;
}
