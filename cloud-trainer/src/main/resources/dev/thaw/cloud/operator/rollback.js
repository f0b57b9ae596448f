// Going back to an earlier version, after asking.

import { post } from "./api.js";
import { confirmed } from "./confirm.js";
import { byId, setText } from "./dom.js";

/** Publishes the head of an earlier version again, if the answer is yes. */
export async function rollBack(task, model) {
  const { scope, version } = model;
  const isSure = await confirmed({
    title: `Roll ${scope} back to version ${version}?`,
    sentences: backSentences(model),
    action: `Roll back to version ${version}`,
    command: command(scope, version),
  });
  if (isSure) {
    await ask({ task, scope, version }, (made) => `Done: version ${made.version} of ${scope} has the head of version ${version}.`);
  }
}

/** Takes a scope's own model away, if the answer is yes. */
export async function withdraw(task, { scope }) {
  const isSure = await confirmed({
    title: `Withdraw the model of ${scope}?`,
    sentences: withdrawSentences(scope),
    action: "Withdraw it",
    command: command(scope, 0),
  });
  if (isSure) {
    await ask({ task, scope, version: 0 }, () => `Done: ${scope} has no model of its own now.`);
  }
}

function command(scope, version) {
  return `thaw rollback --scope ${scope} --to ${version}`;
}

async function ask(wanted, done) {
  const outcome = byId("models-outcome");
  setText(outcome, "Waiting for its turn behind the trainings …");
  try {
    setText(outcome, done(await post("/v1/admin/rollback", {}, wanted)));
  } catch (problem) {
    setText(outcome, problem.message);
  }
}

function backSentences({ scope, version }) {
  return [
    `${who(scope)} will run the head of version ${version} again. It is published as a new version, because devices refuse earlier ones.`,
    "Cached activations stay valid and no device uploads anything again.",
    "The next training of this scope replaces it: it learns from all features, as always.",
  ];
}

function withdrawSentences(scope) {
  return [
    `${who(scope)} will run the model of the next wider scope.`,
    "Features stay; the next training of this scope makes a new model.",
  ];
}

function who(scope) {
  const [kind, name] = scope.split("/");
  if (kind === "device") {
    return `Device ${name}`;
  }
  return kind === "cohort" ? `Devices of cohort ${name} without a model of their own` : "All devices without a model of their own";
}
