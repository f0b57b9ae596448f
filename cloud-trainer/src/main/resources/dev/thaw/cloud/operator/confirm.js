// Asking before something is done.

import { byId, setText } from "./dom.js";

/**
 * Shows what would be done and waits for an answer; Escape is no.
 *
 * @param {{title: string, sentences: string[], action: string, command: string}} question
 * @returns {Promise<boolean>}
 */
export function confirmed({ title, sentences, action, command }) {
  const dialog = byId("confirm");
  setText(byId("confirm-title"), title);
  byId("confirm-text").replaceChildren(
    ...sentences.map((sentence) => Object.assign(document.createElement("p"), { textContent: sentence })),
  );
  setText(byId("confirm-yes"), action);
  setText(byId("confirm-cli"), command);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
  });
}
