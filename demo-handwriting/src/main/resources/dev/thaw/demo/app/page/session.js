/** The connection to the program on this host: requests with answers, what is pushed, coming back. */

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;
const ANSWER_WITHIN_MS = 20_000;
/** One refusal may only mean that the server was just starting. */
const REFUSALS = 2;
const RELOADED = "thaw.reloaded";

/** The connection broke before the answer came; whether the server acted is not known. */
export class Away extends Error {}

/** The server refused a request; the message is for the person. */
export class Problem extends Error {}

/**
 * Events: `state`, `entry`, `model`, `link`, `problem` with the message as detail, `away` when the
 * connection is lost, `refused` if the server is up but takes no session even after a reload.
 */
export class Session extends EventTarget {
  #socket = null;
  #ready = false;
  #waiting = new Map();
  #nextId = 1;
  #waitMs = FIRST_WAIT_MS;
  #timer = 0;
  #refusals = 0;

  /** Connects, and again whenever the connection is lost. */
  start() {
    addEventListener("online", () => this.#retryNow());
    document.addEventListener("visibilitychange", () => this.#retryNow());
    setInterval(() => this.#giveUpLateAnswers(), 1_000);
    this.#connect();
  }

  /** Whether requests can be sent. */
  get ready() {
    return this.#ready;
  }

  /**
   * Sends a request.
   * @returns {Promise<object>} the answer; rejects with {@link Away} or {@link Problem}
   */
  request(type, fields = {}) {
    if (!this.#ready) {
      return Promise.reject(new Away("not connected"));
    }
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, since: performance.now() });
      this.#socket.send(JSON.stringify({ type, id, ...fields }));
    });
  }

  #connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/session`);
    let opened = false;
    this.#socket = socket;
    socket.onopen = () => (opened = true);
    socket.onmessage = (event) => this.#received(JSON.parse(event.data));
    socket.onclose = () => this.#closed(opened);
  }

  #received(message) {
    if (message.type === "state") {
      this.#ready = true;
      this.#waitMs = FIRST_WAIT_MS;
      this.#refusals = 0;
      sessionStorage.removeItem(RELOADED);
    }
    const request = this.#waiting.get(message.id);
    if (!request) {
      this.dispatchEvent(new CustomEvent(message.type, { detail: message }));
      return;
    }
    this.#waiting.delete(message.id);
    if (message.type === "problem") {
      request.reject(new Problem(message.message));
    } else {
      request.resolve(message);
    }
  }

  #closed(opened) {
    this.#ready = false;
    for (const request of this.#waiting.values()) {
      request.reject(new Away("the connection broke"));
    }
    this.#waiting.clear();
    this.dispatchEvent(new CustomEvent("away"));
    this.#timer = setTimeout(() => this.#connect(), this.#waitMs * (0.8 + 0.4 * Math.random()));
    this.#waitMs = Math.min(LONGEST_WAIT_MS, this.#waitMs * 1.6);
    if (!opened) {
      this.#askWhyRefused();
    }
  }

  /** A browser does not tell a script why a socket was refused; a server that is up wants a cookie. */
  async #askWhyRefused() {
    const up = await fetch("/healthz", { cache: "no-store" }).then((r) => r.ok, () => false);
    if (!up || this.#ready || ++this.#refusals < REFUSALS) {
      return;
    }
    if (sessionStorage.getItem(RELOADED)) {
      this.dispatchEvent(new CustomEvent("refused"));
      return;
    }
    sessionStorage.setItem(RELOADED, "yes");
    location.reload();
  }

  #retryNow() {
    if (this.#socket?.readyState === WebSocket.CLOSED && !document.hidden) {
      clearTimeout(this.#timer);
      this.#connect();
    }
  }

  #giveUpLateAnswers() {
    const now = performance.now();
    if ([...this.#waiting.values()].some((request) => now - request.since > ANSWER_WITHIN_MS)) {
      this.#socket.close();
    }
  }
}
