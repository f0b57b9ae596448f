/** Gets characters from this browser's keeping into the server's: one after another, same keys. */

import { Away } from "./session.js";
import { dropUnsaved, keepInk, keepUnsaved, unsaved } from "./store.js";

/**
 * Events: `saved` with the entry once the server has it on disk, `refused` with the sentence why,
 * `changed` when other characters are kept than before.
 */
export class Saver extends EventTarget {
  #session;
  #refused = new Map();
  #running = false;

  constructor(session) {
    super();
    this.#session = session;
  }

  /**
   * Keeps a character and sends it as soon as the server is there.
   * @returns {boolean} whether the character would survive a reload of the page until then
   */
  save(character) {
    const lasting = keepUnsaved(character);
    keepInk(character.key, character.strokes);
    this.#refused.delete(character.key);
    this.#tell("changed");
    this.send();
    return lasting;
  }

  /** Throws away a character that the server does not have. */
  discard(key) {
    dropUnsaved(key);
    this.#refused.delete(key);
    this.#tell("changed");
  }

  /** Why the server did not take a character, or undefined if it was not refused. */
  whyRefused(key) {
    return this.#refused.get(key);
  }

  /** Tries refused characters again from now on. */
  forgetRefusals() {
    this.#refused.clear();
  }

  /** Sends what is kept, unless that is under way or the server is away. */
  async send() {
    if (this.#running) {
      return;
    }
    this.#running = true;
    try {
      for (let next = this.#next(); next && this.#session.ready; next = this.#next()) {
        await this.#sendOne(next);
      }
    } catch (e) {
      if (!(e instanceof Away)) {
        throw e;
      }
    } finally {
      this.#running = false;
    }
  }

  #next() {
    return unsaved().find((character) => !this.#refused.has(character.key));
  }

  async #sendOne(character) {
    const { key, strokes, sample, label, practice } = character;
    try {
      const { entry } = await this.#session.request("save", { key, strokes, sample, label, practice });
      this.#confirmed(key, label);
      this.#tell("saved", entry);
    } catch (e) {
      if (e instanceof Away) {
        throw e;
      }
      this.#refused.set(key, e.message);
      this.#tell("refused", e.message);
    }
    this.#tell("changed");
  }

  /** If the label was corrected meanwhile, the character stays and goes again with the new one. */
  #confirmed(key, label) {
    const kept = unsaved().find((character) => character.key === key);
    if (!kept || kept.label === label) {
      dropUnsaved(key);
    }
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
