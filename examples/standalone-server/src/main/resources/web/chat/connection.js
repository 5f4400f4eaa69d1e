import { Backoff } from './backoff.js';

/** Close codes after which coming again by oneself would not help: unauthorized, replaced. */
const FINAL_CODES = new Set([4001, 4002]);

/** The close code of a server to which this client sent too fast. */
const FLOODING = 4029;

/** An attempt that has not led to a connection by then is given up. */
const CONNECT_TIMEOUT_MS = 15_000;

/** A connection that has held so long was a good one: the next wait is short again. */
const STABLE_AFTER_MS = 5_000;

/** What a browser offers; tests give their own. */
export const BROWSER = {
  now: () => Date.now(),
  setTimeout: (action, ms) => setTimeout(action, ms),
  clearTimeout: (timer) => clearTimeout(timer),
};

/**
 * A WebSocket that comes back. It carries JSON objects and knows nothing of what they mean.
 *
 * Events:
 * - `state`, with `detail` one of
 *   `{state: 'connecting'}`, `{state: 'open'}`,
 *   `{state: 'waiting', until}` (milliseconds since 1970 of the next attempt),
 *   `{state: 'closed', code, reason}` (for good, until `open()` is called again);
 * - `frame`, with the received object as `detail`.
 *
 * Frames of one connection come between its `open` and the following state; nothing of an old
 * connection is heard after that.
 */
export class Connection extends EventTarget {
  #url;
  #WebSocket;
  #clock;
  #backoff;
  #socket = null;
  #timer = null;
  #state = { state: 'closed', code: 1000, reason: '' };

  constructor(url, { WebSocket = globalThis.WebSocket, clock = BROWSER, random } = {}) {
    super();
    this.#url = url;
    this.#WebSocket = WebSocket;
    this.#clock = clock;
    this.#backoff = new Backoff({ random });
  }

  get state() {
    return this.#state;
  }

  get isOpen() {
    return this.#state.state === 'open';
  }

  /** Connects, now; also ends a wait for the next attempt. Does nothing while connected. */
  open() {
    if (this.#state.state === 'closed' || this.#state.state === 'waiting') {
      this.#connect();
    }
  }

  /** Closes for good. */
  close() {
    if (this.#state.state !== 'closed') {
      this.#drop(1000);
      this.#enter({ state: 'closed', code: 1000, reason: '' });
    }
  }

  /** Gives up a connection that seems dead, and tries another one after a wait. */
  restart() {
    if (this.#socket !== null) {
      this.#drop(1000);
      this.#wait();
    }
  }

  /**
   * Sends a frame.
   *
   * @returns {boolean} false if there is no connection, and the frame is not sent
   */
  send(frame) {
    if (!this.isOpen || this.#socket.readyState !== 1) {
      return false;
    }
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  #connect() {
    this.#stopTimer();
    const socket = new this.#WebSocket(this.#url);
    this.#socket = socket;
    const whileCurrent = (action) => (event) => {
      if (this.#socket === socket) {
        action(event);
      }
    };
    socket.addEventListener('open', whileCurrent(() => this.#opened()));
    socket.addEventListener('message', whileCurrent((event) => this.#received(event.data)));
    socket.addEventListener('close', whileCurrent((event) => this.#closed(event)));
    this.#startTimer(() => this.restart(), CONNECT_TIMEOUT_MS);
    this.#enter({ state: 'connecting' });
  }

  #opened() {
    this.#startTimer(() => this.#backoff.reset(), STABLE_AFTER_MS);
    this.#enter({ state: 'open' });
  }

  #received(text) {
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return; // A receiver ignores what it does not know.
    }
    if (typeof frame === 'object' && frame !== null && typeof frame.type === 'string') {
      this.dispatchEvent(new CustomEvent('frame', { detail: frame }));
    }
  }

  #closed({ code, reason }) {
    this.#socket = null;
    if (FINAL_CODES.has(code)) {
      this.#stopTimer();
      this.#enter({ state: 'closed', code, reason });
      return;
    }
    if (code === FLOODING) {
      this.#backoff.calm();
    }
    this.#wait();
  }

  #wait() {
    const wait = this.#backoff.next();
    this.#startTimer(() => this.#connect(), wait);
    this.#enter({ state: 'waiting', until: this.#clock.now() + wait });
  }

  #drop(code) {
    this.#stopTimer();
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(code);
  }

  #startTimer(action, ms) {
    this.#stopTimer();
    this.#timer = this.#clock.setTimeout(action, ms);
  }

  #stopTimer() {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #enter(state) {
    this.#state = state;
    this.dispatchEvent(new CustomEvent('state', { detail: state }));
  }
}
