/** Puts the page together: pen, guesses, practice, keeping, and what the server says. */

import { DISCARD, chooseLabel } from "./chooser.js";
import { Guesses } from "./guesses.js";
import { History, setNumber } from "./history.js";
import { listenToKeys } from "./keys.js";
import { Practice } from "./practice.js";
import { Privacy } from "./privacy.js";
import { showRecent } from "./recent.js";
import { Saver } from "./saver.js";
import { Away, Session } from "./session.js";
import { Sheet } from "./sheet.js";
import { Status } from "./status.js";
import { forgetInk, newKey, onOtherTab, unsaved } from "./store.js";
import { reportSurroundings } from "./surroundings.js";
import { soon } from "./soon.js";
import { count, kind } from "./words.js";

const DRAFT = "thaw.sheet";
const byId = (id) => document.getElementById(id);

let labels = [..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"];
let recognised = { revision: -1, sample: undefined };

const session = new Session();
const status = new Status(session);
const sheet = new Sheet(byId("sheet"));
const saver = new Saver(session);
const history = new History();
const privacy = new Privacy();
const guesses = new Guesses(saveAs);
const practice = new Practice({
  suggest,
  labels: () => labels,
  save: saveAs,
  hasInk: () => !sheet.empty,
  entryOf: (key) => history.entryOf(key),
  say: (sentence) => status.say(sentence),
  clear: () => sheet.clear(),
});

// What the pen and the keys do.

sheet.addEventListener("penup", ({ detail: at }) => {
  recognise(at);
  practice.penUp();
});
sheet.addEventListener("pendown", () => {
  byId("hint").hidden = true;
  practice.inkChanged();
});
sheet.addEventListener("full", () =>
  status.say("That is a lot of ink for one character. Clear the sheet and write again."),
);
sheet.addEventListener("changed", () => {
  const strokes = sheet.strokes().length;
  byId("hint").hidden = strokes > 0;
  ["undo", "clear", "other"].forEach((id) => (byId(id).disabled = strokes === 0));
  byId("sheet").ariaLabel = `Sheet to write on, ${strokes === 0 ? "empty" : count(strokes, "stroke")}`;
  practice.inkChanged();
  if (strokes === 0) {
    showNoGuesses();
  }
});
byId("undo").addEventListener("click", undo);
byId("clear").addEventListener("click", () => sheet.clear());
byId("other").addEventListener("click", async () => {
  const label = await chooseLabel({ title: "Which character is it?", labels });
  if (label) {
    saveAs(label);
  }
});
listenToKeys({
  type: (key) => labels.includes(key) && (saveAs(key), true),
  accept: () => (practice.wanted ? practice.next() : guesses.best !== null && (saveAs(guesses.best), true)),
  goOn: () => practice.next() || document.activeElement === byId("sheet"),
  undo,
  clear: () => (sheet.clear(), true),
});

function undo() {
  sheet.undo();
  if (!sheet.empty) {
    recognise();
  }
  return true;
}

/** Asks what the ink is; an answer for other ink than is there now is not shown. */
async function recognise(penUpAt) {
  const revision = sheet.revision;
  const strokes = sheet.strokes();
  guesses.busy();
  try {
    const answer = await session.request("recognise", { strokes });
    if (answer.type === "recognised" && revision === sheet.revision) {
      recognised = { revision, sample: answer.sample };
      guesses.show(answer, strokes.length);
      measure(penUpAt);
      privacy.recognised(answer);
    }
  } catch (e) {
    if (revision === sheet.revision) {
      guesses.clear(e instanceof Away ? status.noGuesses() : e.message);
    }
  }
}

function measure(start) {
  if (start) {
    performance.measure("pen-up to prediction", { start, end: performance.now() });
  }
}

function showNoGuesses() {
  guesses.clear(session.ready ? undefined : status.noGuesses());
}

// Saving and correcting.

function saveAs(label) {
  if (sheet.empty || sheet.writing) {
    status.say("Write a character first, then say what it is.");
    return;
  }
  const character = {
    key: newKey(),
    strokes: sheet.strokes(),
    sample: recognised.revision === sheet.revision ? recognised.sample : undefined,
    label,
    practice: practice.wanted !== null,
  };
  sheet.clear();
  status.say("saving\u2026");
  if (!saver.save(character)) {
    status.say("This browser keeps nothing for this page: leave it open until your characters are saved.");
  }
  practice.written(character.key, label);
}

saver.addEventListener("saved", ({ detail: entry }) => {
  put(entry);
  const more = unsaved().length;
  status.say(more > 0 ? `saved ${entry.label}, ${more} to go` : `saved ${entry.label}`);
});
saver.addEventListener("refused", ({ detail: why }) => status.say(`Not saved: ${why}`));
saver.addEventListener("changed", refresh);
onOtherTab(refresh);

function refresh() {
  practice.refresh();
  status.refresh();
  showRecentSoon();
}

function put(entry) {
  history.put(entry);
  refresh();
}

/** Several changes come at once, and the pen comes first. */
const showRecentSoon = soon(120, () => {
  showRecent(unsaved(), history.entries(), correct);
  privacy.departures(history.entries());
});

/** Lets the person say again what a character is, whether the server has it or not. */
async function correct(key) {
  const kept = unsaved().find((character) => character.key === key);
  const character = kept ?? history.entryOf(key);
  const label = await chooseLabel({
    title: "Which character is it?",
    labels,
    character,
    discardable: kept !== undefined,
    why: kept ? (saver.whyRefused(key) ?? "Not saved yet.") : "",
  });
  if (label === DISCARD) {
    saver.discard(key);
  } else if (label && label !== character.label) {
    await (kept ? saver.save({ ...kept, label }) : relabel(key, label));
  }
}

async function relabel(key, label) {
  try {
    put((await session.request("relabel", { key, label })).entry);
    status.say(`saved as ${kind(label)}`);
  } catch (e) {
    status.say(e instanceof Away ? "offline: correct this one again when the program is back" : e.message);
  }
}

async function suggest(n) {
  try {
    return (await session.request("suggest", { count: n })).labels;
  } catch (e) {
    status.say(e instanceof Away ? "offline: type a text of your own to practise meanwhile" : e.message);
    return [];
  }
}

// What the server says.

session.addEventListener("state", ({ detail: state }) => {
  labels = state.labels;
  history.reset(state);
  privacy.state(state);
  showModel(state.model);
  showLink(state);
  byId("operator").href = state.operator;
  byId("operator").hidden = !state.operator;
  status.say(unsaved().length > 0 ? "sending what was kept here\u2026" : "ready: write one character");
  refresh();
  saver.forgetRefusals();
  saver.send();
  if (sheet.empty) {
    showNoGuesses();
  } else {
    recognise();
  }
});
session.addEventListener("entry", ({ detail: { entry } }) => put(entry));
session.addEventListener("model", ({ detail: { model } }) => {
  showModel(model);
  privacy.model(model);
  history.updated(model);
  if (model.personal) {
    status.say(`your model has learned: version ${model.version} answers now`);
  }
});
session.addEventListener("link", ({ detail }) => showLink(detail));
session.addEventListener("problem", ({ detail: { message } }) => status.say(message));
session.addEventListener("away", () => {
  byId("link").textContent = "program away";
  byId("link").className = "pill warn";
  refresh();
  guesses.clear(status.noGuesses());
});

function showModel({ version, personal }) {
  setNumber("model-version", version, `${version} (${personal ? "yours" : "general"})`);
}

function showLink({ link, online, waiting }) {
  byId("link").textContent = `cloud: ${link}`;
  byId("link").title = link;
  byId("link").className = `pill ${online ? "good" : "warn"}`;
  setNumber("waiting-count", waiting, String(waiting));
}

// Beginning and end.

byId("forget").addEventListener("click", () => {
  forgetInk();
  refresh();
  status.say("The drawings are gone from this browser. What you saved is still saved.");
});
addEventListener("pagehide", () => sessionStorage.setItem(DRAFT, JSON.stringify(sheet.strokes())));

function restoreDraft() {
  const draft = JSON.parse(sessionStorage.getItem(DRAFT) ?? "[]");
  sessionStorage.removeItem(DRAFT);
  if (draft.length > 0) {
    sheet.restore(draft);
  }
}

restoreDraft();
refresh();
session.start();
reportSurroundings(session);
