// The devices: who is there, what it runs, and how it is doing.

import { byId, cell, make, pill, setText, showRows, since } from "./dom.js";
import { NOTHING, bytes, count, percent, plural, shortDigest } from "./format.js";

const MOST = 200;
let shown = null;

/** Listens to the filter box. */
export function startDevices() {
  byId("device-filter").addEventListener("input", () => shown && showDevices(shown));
}

/** @param {import("./main.js").Known} known */
export function showDevices(known) {
  shown = known;
  const versions = new Map((known.models ?? []).map((model) => [model.digest, model]));
  const found = known.devices.filter(matches(byId("device-filter").value));
  const first = found.sort(bySight).slice(0, MOST);
  setText(byId("devices-count"), counted(known.devices, found, first));
  byId("devices-empty").hidden = known.devices.length > 0;
  showRows(
    byId("devices").tBodies[0],
    first,
    ({ device }) => device,
    (device) => [device, name(versions.get(device.manifest))],
    (device) => row(device, versions.get(device.manifest)),
  );
}

function matches(text) {
  const wanted = text.trim().toLowerCase();
  return ({ device, cohort }) => `${device} ${cohort ?? ""}`.toLowerCase().includes(wanted);
}

function bySight(a, b) {
  return b.connected - a.connected || b.lastSeen.localeCompare(a.lastSeen) || a.device.localeCompare(b.device);
}

function counted(all, found, first) {
  const online = found.filter(({ connected }) => connected).length;
  const told = `${plural(found.length, "device")}${found.length < all.length ? ` of ${count(all.length)}` : ""}, ${count(online)} online`;
  return first.length < found.length ? `${told}; the ${MOST} seen last are shown` : told;
}

function row(device, model) {
  const { status } = device;
  return make(
    "tr",
    { data: { device: device.device } },
    make("th", { scope: "row", className: "mono" }, device.device),
    cell("cohort", device.cohort ?? NOTHING),
    cell("link", link(device)),
    cell("seen", since(device.lastSeen)),
    cell("model", modelCell(device, model)),
    cell("cache", cache(status), true),
    cell("hits", hitRate(status), true),
    cell("outbox", count(status.outbox), true),
    cell("battery", percent(status.battery), true),
  );
}

function link({ connected, revoked }) {
  if (revoked) {
    return pill("bad", "revoked");
  }
  return connected ? pill("good", "online") : pill("quiet", "offline");
}

/** A digest that is none of the versions listed belongs to one that is no longer kept. */
function modelCell(device, model) {
  return model || !device.manifest
    ? name(model) || "bundled"
    : make("span", { className: "mono" }, shortDigest(device.manifest));
}

function name(model) {
  if (!model) {
    return "";
  }
  const kind = model.scope.startsWith("device/") ? "personal" : model.scope;
  return `${kind} v${model.version}`;
}

function cache(status) {
  return Number.isFinite(status["cache.samples"])
    ? `${count(status["cache.samples"])} (${bytes(status["cache.bytes"])})`
    : NOTHING;
}

/** An activation that was run on from a checkpoint is a part of the way to a hit, and not one. */
function hitRate(status) {
  const hits = status["cache.hits"];
  const all = hits + status["cache.extended"] + status["cache.misses"];
  return all > 0 ? percent(hits / all) : NOTHING;
}
