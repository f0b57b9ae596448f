// The figures at the top.

import { byId, setText } from "./dom.js";
import { bytes, count, plural } from "./format.js";

const IN = ["hello", "status", "features", "features_json", "lost"];

/** @param {import("./main.js").Known} known */
export function showHeadline({ status, task }) {
  const mine = status.tasks.find((each) => each.task === task);
  if (!mine) {
    return;
  }
  tile("depth-now", mine.freeze.depth, `${mine.freeze.depth} of ${mine.layers?.length ?? "?"}`);
  tile("epoch-now", mine.freeze.epoch, count(mine.freeze.epoch));
  tile("features-total", mine.usable, count(mine.usable));
  setText(byId("features-note"), voidNote(mine));
  tile("devices-online", status.devices.connected, `${count(status.devices.connected)} of ${count(status.devices.known)}`);
  tile("queue", status.training.waitingScopes, plural(status.training.waitingScopes, "scope"));
  setText(byId("queue-note"), `${plural(status.intake.waitingBatches, "batch", "batches")} to store`);
  showTraffic(status.traffic);
}

function voidNote({ voided, lost }) {
  return voided > 0 ? `${count(voided)} void, ${count(lost)} of them lost` : "all usable";
}

function showTraffic(traffic) {
  let received = 0;
  let sent = 0;
  for (const [kind, sum] of Object.entries(traffic)) {
    if (IN.includes(kind)) {
      received += sum.bytes;
    } else {
      sent += sum.bytes;
    }
  }
  tile("traffic-in", received, bytes(received));
  setText(byId("traffic-out"), `${bytes(sent)} sent`);
}

function tile(id, value, text) {
  byId(id).dataset.value = String(value);
  setText(byId(id), text);
}
