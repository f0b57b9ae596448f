/** The dialog in which a person says what a character is. */

import { thumbnail } from "./thumbnail.js";
import { kind, moment, percent } from "./words.js";

const dialog = document.getElementById("chooser");

/** What {@link chooseLabel} gives if a character shall be thrown away. */
export const DISCARD = "discard";

/**
 * Asks what a character is.
 * @param {object} question `title`, `labels`, and if there is one the `character`, whether it can be
 *     `discardable`, and a sentence `why`
 * @returns {Promise<string|null>} a label, {@link DISCARD}, or null if the person changed their mind
 */
export function chooseLabel({ title, labels, character, discardable = false, why = "" }) {
  document.getElementById("chooser-title").textContent = title;
  document.getElementById("chooser-about").replaceChildren(...about(character, why));
  document.getElementById("chooser-labels").replaceChildren(
    ...labels.map((label) => labelButton(label, character?.label)),
  );
  document.getElementById("chooser-discard").hidden = !discardable;
  dialog.returnValue = "";
  dialog.showModal();
  dialog.querySelector("[aria-pressed=true]")?.focus();
  return new Promise((resolve) => {
    const typed = (event) => {
      if (labels.includes(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey) {
        event.preventDefault();
        dialog.close(event.key);
      }
    };
    dialog.addEventListener("keydown", typed);
    dialog.addEventListener("close", () => {
      dialog.removeEventListener("keydown", typed);
      resolve(dialog.returnValue || null);
    }, { once: true });
  });
}

function about(character, why) {
  if (!character) {
    return [];
  }
  const text = document.createElement("p");
  text.className = "quiet";
  text.textContent = `${why} ${character.at === undefined ? "" : story(character)}`.trim();
  return [thumbnail(character), text];
}

function story(entry) {
  const guess = `${entry.predicted} (${percent(entry.confidence)})`;
  return `Saved ${moment(entry.at)} as ${kind(entry.label)}. The model that answered said ${guess}, the general one ${entry.general}.`;
}

function labelButton(label, chosen) {
  const button = document.createElement("button");
  button.value = label;
  button.className = "glyph";
  button.textContent = label;
  button.ariaLabel = kind(label);
  button.ariaPressed = label === chosen;
  return button;
}
