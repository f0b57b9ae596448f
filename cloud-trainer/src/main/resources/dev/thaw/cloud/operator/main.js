// The operator's page: fetches what it shows from the operator API, and listens to the event stream.

import { showAdvice, startAdvice } from "./advice.js";
import { get } from "./api.js";
import { startDevices, showDevices } from "./devices.js";
import { byId, make, setText, tick } from "./dom.js";
import { listen } from "./events.js";
import { showFeatures } from "./features.js";
import { showFreeze, startFreeze } from "./freeze.js";
import { showHeadline } from "./headline.js";
import { logEvent } from "./log.js";
import { admitted, startLogin } from "./login.js";
import { showModels, startModels } from "./models.js";
import { part } from "./part.js";
import { showPolicy, startPolicy } from "./policy.js";
import { onRole } from "./role.js";
import { showRuns } from "./runs.js";

/**
 * What the page knows of the chosen task; a part is missing until it was fetched.
 *
 * @typedef {Object} Known
 * @property {string} task
 * @property {string[]} labels
 * @property {Object} [status] of /v1/admin/status; the others likewise
 * @property {Object[]} [devices]
 * @property {Object} [features]
 * @property {Object[]} [models]
 * @property {Object[]} [runs]
 * @property {Object} [freeze]
 * @property {string[]} [layers] in order
 * @property {Object} [policy]
 */

const TICK_MILLIS = 5000;

const LOADS = {
  status: async (query) => ({ status: await get("/v1/admin/status", query) }),
  devices: async (query) => {
    const { devices, enrolments = [] } = await get("/v1/admin/devices", query);
    const revoked = new Set(enrolments.filter(({ revokedAt }) => revokedAt).map(({ device }) => device));
    return { devices: devices.map((each) => ({ ...each, revoked: revoked.has(each.device) })) };
  },
  features: async (query) => ({ features: await get("/v1/admin/features", query) }),
  models: async (query) => ({ models: (await get("/v1/admin/models", query)).models }),
  runs: async (query) => ({ runs: (await get("/v1/admin/runs", query)).runs }),
  freeze: async (query) => {
    const [freeze, policy, { layers }] = await Promise.all(
      ["status", "policy", ""].map((path) => get(`/v1/admin/freeze${path && `/${path}`}`, query)),
    );
    return { freeze, policy, layers };
  },
};

/** Each view, what it cannot do without, and what else it shows if it is there. */
const VIEWS = [
  { show: showHeadline, needs: ["status"], also: [] },
  { show: showDevices, needs: ["devices"], also: ["models"] },
  { show: showFeatures, needs: ["features"], also: ["devices"] },
  { show: showRuns, needs: ["runs"], also: [] },
  { show: showModels, needs: ["models"], also: ["devices"] },
  { show: showFreeze, needs: ["freeze"], also: [] },
  { show: showPolicy, needs: ["freeze"], also: [] },
  { show: showAdvice, needs: ["freeze"], also: [] },
];

let known = null;

const parts = Object.fromEntries(Object.keys(LOADS).map((topic) => [topic, partOf(topic)]));

function partOf(topic) {
  return part(
    async () => {
      const { task } = known;
      return { task, facts: await LOADS[topic]({ task }) };
    },
    ({ task, facts }) => task === known.task && learn(topic, facts),
    (problem) => setText(document.querySelector(`[data-problem=${topic}]`), problem?.message ?? ""),
  );
}

function learn(topic, facts) {
  Object.assign(known, facts);
  VIEWS.filter(({ needs, also }) => needs.includes(topic) || also.includes(topic))
    .filter(({ needs }) => needs.every((each) => known[each]))
    .forEach(({ show }) => show(known));
}

/** How far devices have come with the freeze point, they report by themselves. */
function changed(topics) {
  refresh(topics.some((topic) => topic === "devices" || topic === "models") ? [...topics, "freeze"] : topics);
}

function refresh(topics) {
  new Set(topics).forEach((topic) => parts[topic]?.());
}

function refreshAll() {
  refresh(Object.keys(parts));
}

function choose(task) {
  known = { task: task.task, labels: task.labels };
  document.title = `${task.task} – Thaw operator`;
  refreshAll();
}

async function begin() {
  const { tasks } = await get("/v1/tasks");
  if (tasks.length === 0) {
    throw new Error("There is no task yet. Publish a base model with thaw publish-base, and look again.");
  }
  const chooser = byId("task");
  chooser.replaceChildren(...tasks.map(({ task }) => make("option", { value: task }, task)));
  byId("task-chooser").hidden = tasks.length === 1;
  setText(byId("task-name"), tasks.length === 1 ? tasks[0].task : "");
  chooser.addEventListener("change", () => choose(tasks[chooser.selectedIndex]));
  choose(tasks[0]);
}

function connection(tone, text) {
  byId("connection").className = `pill ${tone}`;
  setText(byId("connection"), text);
}

let isFirst = true;

function start() {
  [startDevices, startModels, startPolicy, startAdvice].forEach((each) => each());
  startFreeze(() => refresh(["freeze"]));
  onRole(() => learn("models", {}));
  setInterval(tick, TICK_MILLIS);
  listen({
    happened: logEvent,
    changed,
    connected: () => {
      connection("good", "live");
      if (!isFirst) {
        refreshAll();
      }
      isFirst = false;
    },
    admitted,
    broken: (seconds) => connection("bad", `connection lost, next try in ${seconds} s`),
  });
}

try {
  startLogin(() => known && refreshAll());
  await admitted();
  await begin();
  start();
} catch (problem) {
  connection("bad", "not connected");
  setText(byId("problem"), problem.message);
}
