/** The page's one line of status. */

import { unsaved } from "./store.js";
import { count } from "./words.js";

const line = document.getElementById("status");

/** Says what happened, or that the program is away: while it is, nothing else is said for long. */
export class Status {
  #session;
  #wasThere = false;
  #blocked = false;

  /** @param {import("./session.js").Session} session */
  constructor(session) {
    this.#session = session;
    session.addEventListener("state", () => {
      this.#wasThere = true;
      this.#blocked = false;
    });
    session.addEventListener("refused", () => {
      this.#blocked = true;
      this.refresh();
    });
  }

  /** Says a sentence. */
  say(sentence) {
    const timely = this.#session.ready || sentence.startsWith("offline");
    line.textContent = timely ? sentence : this.#away();
  }

  /** Says again how things stand while the program is away. */
  refresh() {
    if (!this.#session.ready) {
      line.textContent = this.#away();
    }
  }

  /** Why there are no guesses. */
  noGuesses() {
    return this.#wasThere
      ? "No guesses while the program is away: type the character, or choose it."
      : "The model is being loaded. Guesses appear when it is there.";
  }

  #away() {
    const kept = unsaved().length;
    if (this.#blocked) {
      return "The program cannot tell who you are. Allow cookies for this page, then reload it.";
    }
    if (kept > 0) {
      return `offline: ${count(kept, "character")} ${kept === 1 ? "is" : "are"} kept here and will be sent`;
    }
    return this.#wasThere
      ? "offline: write on, type what it is, and it is kept here until the program is back"
      : "waiting for the program on this computer; you can already write";
  }
}
