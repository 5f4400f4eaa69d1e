import { Backoff } from './util.js';

/** The close code of a connection that is finished. */
const NORMAL = 1000;

/** The close code of a connection that is dropped. The session remains and can be resumed. */
const GIVEN_UP = 4000;

/** After a connection that has lasted this long the next wait is short again. */
const STABLE_AFTER_MS = 5_000;

/** A page that still runs this long after `pagehide` reconnects. */
const HIDDEN_WAIT_MS = 10_000;

/** The event `close` follows an event `error` within this time, or never. */
const CLOSE_FOLLOWS_MS = 500;

/** `retrySoon` makes an attempt no sooner than this after the last one. */
const RETRY_SOON_MS = 1_000;

/**
 * A WebSocket that reconnects. It carries JSON objects, whatever they mean.
 *
 * It calls its owner:
 * - `prepare()` before each attempt, which waits for a returned promise;
 * - `onStateChanged(state)`, `onOpened()`, `onFrame(frame)`;
 * - `onLost()`, after which the connection makes no more calls;
 * - `closePolicy(code)` when the server has closed the connection; it returns `reason` and either
 *   `stop`, `atMaxBackoff` or `wait` (milliseconds), see `closePolicyOf`.
 */
export class Connection {
  #url;
  #options;
  #env;
  #owner;
  #backoff;
  #socket = null;
  #attempt = 0;
  #attemptAt = -Infinity;
  #dueAt = Infinity;
  #timer = null;
  #state = { state: 'closed', code: NORMAL, reason: 'new' };

  constructor(url, options, owner) {
    this.#url = url;
    this.#options = options;
    this.#env = options.environment;
    this.#owner = owner;
    this.#backoff = new Backoff(options.minWaitMs, options.maxWaitMs, this.#env.random);
  }

  get state() {
    return this.#state;
  }

  get isWaiting() {
    return this.#state.state === 'waiting' || this.#state.state === 'offline';
  }

  /** Connects now; ends a wait. Does nothing while connected or connecting. */
  open() {
    if (this.#state.state === 'closed' || this.isWaiting) {
      this.#connect();
    }
  }

  /** Shortens a wait, because the next attempt is likely to succeed. */
  retrySoon() {
    const wait = Math.max(0, this.#attemptAt + RETRY_SOON_MS - this.#env.monotonicNow());
    if (this.isWaiting && this.#env.monotonicNow() + wait < this.#dueAt) {
      this.#backoff.reset();
      const { code, reason, text, error } = this.#state;
      this.#waitFor(wait, { code, reason, text, error });
    }
  }

  /** Closes, and does not reconnect. */
  close(reason) {
    if (this.#state.state !== 'closed') {
      if (this.#lose(NORMAL)) {
        this.#setState({ state: 'closed', code: NORMAL, reason });
      }
    }
  }

  /** Drops the connection, and reconnects after a wait. */
  giveUp(reason) {
    this.#leave(GIVEN_UP, () => this.#waitAndConnect({ reason }));
  }

  /** The page is hidden. The browser may show it again; until then its user is not connected. */
  pageHidden() {
    this.#leave(NORMAL, () => this.#waitFor(HIDDEN_WAIT_MS, { reason: 'page_hidden' }));
  }

  #leave(code, wait) {
    if (this.#state.state === 'connecting' || this.#state.state === 'online') {
      if (this.#lose(code)) {
        wait();
      }
    }
  }

  /** Drops the connection. @returns whether no listener has connected or closed since */
  #lose(code) {
    this.#drop(code);
    const attempt = this.#attempt;
    this.#owner.onLost();
    return this.#attempt === attempt;
  }

  /** The server has admitted this client. */
  onWelcome(detail) {
    this.#startTimer(() => this.#backoff.reset(), STABLE_AFTER_MS);
    this.#setState({ state: 'online', ...detail });
  }

  /** Sends a frame. Without a connection it is dropped. */
  send(frame) {
    if (this.#socket?.readyState === 1) {
      this.#socket.send(JSON.stringify(frame));
    }
  }

  #connect() {
    this.#attempt += 1;
    const attempt = this.#attempt;
    this.#attemptAt = this.#env.monotonicNow();
    this.#startTimer(() => this.giveUp('timeout'), this.#options.connectTimeoutMs);
    this.#setState({ state: 'connecting' });
    if (this.#attempt !== attempt) {
      return; // A listener has closed the client.
    }
    let ready;
    try {
      ready = this.#owner.prepare();
    } catch (error) {
      this.#onNotPrepared(error);
      return;
    }
    if (ready === undefined) {
      this.#openSocket();
      return;
    }
    const ifCurrent = (action) => (value) => {
      if (this.#attempt === attempt) {
        action(value);
      }
    };
    ready.then(
      ifCurrent(() => this.#openSocket()),
      ifCurrent((error) => this.#onNotPrepared(error)),
    );
  }

  #onNotPrepared(error) {
    this.#drop();
    if (error?.code === 'unauthorized') {
      this.#setState({ state: 'closed', code: 4001, reason: 'unauthorized', error });
    } else {
      this.#waitAndConnect({ reason: 'token_unavailable', error });
    }
  }

  #openSocket() {
    const { WebSocket, protocols } = this.#options;
    const socket =
      protocols === undefined ? new WebSocket(this.#url) : new WebSocket(this.#url, protocols);
    this.#socket = socket;
    const whileCurrent = (action) => (event) => {
      if (this.#socket === socket) {
        action(event);
      }
    };
    socket.addEventListener('open', whileCurrent(() => this.#onOpened()));
    socket.addEventListener('message', whileCurrent((event) => this.#onText(event.data)));
    socket.addEventListener('close', whileCurrent((event) => this.#onClosed(event)));
    socket.addEventListener('error', whileCurrent(() => this.#onSocketError()));
  }

  #onOpened() {
    this.#startTimer(() => this.giveUp('timeout'), this.#options.connectTimeoutMs);
    this.#owner.onOpened();
  }

  /** The event `close`, which follows, has the reason. In Node 22 it does not always follow. */
  #onSocketError() {
    this.#startTimer(() => this.giveUp('lost'), CLOSE_FOLLOWS_MS);
  }

  #onText(text) {
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return; // Not a frame.
    }
    if (typeof frame === 'object' && frame !== null && typeof frame.type === 'string') {
      this.#owner.onFrame(frame);
    }
  }

  #onClosed({ code, reason: text }) {
    const { stop, atMaxBackoff, reason, wait } = this.#owner.closePolicy(code);
    if (!this.#lose()) {
      return;
    }
    if (stop) {
      this.#setState({ state: 'closed', code, reason, text });
      return;
    }
    if (atMaxBackoff) {
      this.#backoff.jumpToMax();
    }
    this.#waitFor(wait ?? this.#backoff.next(), { code, reason, text });
  }

  #waitAndConnect(detail) {
    this.#waitFor(this.#backoff.next(), detail);
  }

  #waitFor(wait, detail) {
    this.#startTimer(() => this.#connect(), wait);
    const offline = this.#env.navigator?.onLine === false;
    this.#dueAt = this.#env.monotonicNow() + wait;
    const nextAttemptAt = this.#env.now() + wait;
    this.#setState({ state: offline ? 'offline' : 'waiting', nextAttemptAt, ...detail });
  }

  #drop(code) {
    this.#stopTimer();
    this.#attempt += 1;
    const socket = this.#socket;
    this.#socket = null;
    if (code !== undefined) {
      socket?.close(code);
    }
  }

  #startTimer(action, ms) {
    this.#stopTimer();
    this.#timer = this.#env.setTimeout(action, ms);
  }

  #stopTimer() {
    this.#env.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #setState(state) {
    this.#state = state;
    this.#owner.onStateChanged(state);
  }
}
