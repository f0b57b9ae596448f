/** What the keyboard does while the sheet, not a field or a dialog, is being worked on. */

/**
 * @param {object} actions `type(label)` for a single character, `accept()` for Enter, `goOn()` for
 *     Space, `undo()`, `clear()`; each says whether it did something
 */
export function listenToKeys(actions) {
  document.addEventListener("keydown", (event) => {
    if (!isElsewhere(event) && act(actions, event)) {
      event.preventDefault();
    }
  });
}

function isElsewhere({ target, altKey, metaKey, isComposing, repeat }) {
  const types = target.closest?.("input:not([type=checkbox]), textarea, select, dialog");
  return types || altKey || metaKey || isComposing || repeat || document.querySelector("dialog[open]");
}

function act(actions, event) {
  const { key, ctrlKey } = event;
  if (ctrlKey) {
    return key.toLowerCase() === "z" && actions.undo();
  }
  if (key === "Enter" || key === " ") {
    const presses = event.target.closest("button, a, summary, input");
    return !presses && (key === "Enter" ? actions.accept() : actions.goOn());
  }
  if (key === "Backspace") {
    return actions.undo();
  }
  return key === "Escape" ? actions.clear() : key.length === 1 && actions.type(key);
}
