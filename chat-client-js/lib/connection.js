import { Backoff } from './util.js';

const NORMAL = 1000;

/** A connection that has held so long was a good one: the next wait is short again. */
const STABLE_AFTER_MS = 5_000;

/** A page that has said that it goes away, and still runs after this time, connects again. */
const HIDDEN_WAIT_MS = 10_000;

/** A socket that tells of an error tells within this time how it was closed, or never. */
const CLOSE_FOLLOWS_MS = 500;

/** The network coming back, or the page being looked at, makes one attempt in this time. */
const HURRY_MS = 1_000;

/**
 * A WebSocket that comes back. It carries JSON objects and knows nothing of what they mean.
 *
 * Its owner hears `changed(state)`, `opened()`, `received(frame)` and `lost()`, is asked for
 * `prepare()` before each attempt (which may take its time), and for `fate(code)` when a connection
 * was closed: `stop`, or `calm` (again, but after a long wait), or how long to `wait`, and the
 * reason. Nothing of an old connection is heard once it is lost.
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

  /** Connects, now; also ends a wait. Does nothing while connected. */
  open() {
    if (this.#state.state === 'closed' || this.isWaiting) {
      this.#connect();
    }
  }

  /** Shortens a wait, for there is reason to hope; not again and again. */
  hurry() {
    const wait = Math.max(0, this.#attemptAt + HURRY_MS - this.#env.monotonicNow());
    if (this.isWaiting && this.#env.monotonicNow() + wait < this.#dueAt) {
      this.#backoff.reset();
      const { code, reason, text, error } = this.#state;
      this.#waitFor(wait, { code, reason, text, error });
    }
  }

  /** Closes for good. */
  close(reason) {
    if (this.#state.state !== 'closed') {
      if (this.#lose(NORMAL)) {
        this.#enter({ state: 'closed', code: NORMAL, reason });
      }
    }
  }

  /** Gives a connection up, and tries another one after a wait. */
  giveUp(reason) {
    // No code that means "done": the session is to be taken up again.
    this.#giveUp(4000, () => this.#wait({ reason }));
  }

  /** The page goes away. It may be brought back, and until then its user is not there. */
  pageHidden() {
    this.#giveUp(NORMAL, () => this.#waitFor(HIDDEN_WAIT_MS, { reason: 'page_hidden' }));
  }

  #giveUp(code, wait) {
    if (this.#state.state === 'connecting' || this.#state.state === 'online') {
      if (this.#lose(code)) {
        wait();
      }
    }
  }

  /** Drops the connection. @returns false if a listener has closed the client or connected since */
  #lose(code) {
    this.#drop(code);
    const attempt = this.#attempt;
    this.#owner.lost();
    return this.#attempt === attempt;
  }

  /** The server has let this client in. */
  welcomed(detail) {
    this.#startTimer(() => this.#backoff.reset(), STABLE_AFTER_MS);
    this.#enter({ state: 'online', ...detail });
  }

  /** Sends a frame; what cannot go out is lost with the connection. */
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
    this.#enter({ state: 'connecting' });
    if (this.#attempt !== attempt) {
      return; // Whoever heard of it has closed the client.
    }
    let ready;
    try {
      ready = this.#owner.prepare();
    } catch (error) {
      this.#unprepared(error);
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
      ifCurrent((error) => this.#unprepared(error)),
    );
  }

  #unprepared(error) {
    this.#drop();
    if (error?.code === 'unauthorized') {
      this.#enter({ state: 'closed', code: 4001, reason: 'unauthorized', error });
    } else {
      this.#wait({ reason: 'token_unavailable', error });
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
    socket.addEventListener('open', whileCurrent(() => this.#opened()));
    socket.addEventListener('message', whileCurrent((event) => this.#received(event.data)));
    socket.addEventListener('close', whileCurrent((event) => this.#closed(event)));
    socket.addEventListener('error', whileCurrent(() => this.#broken()));
  }

  #opened() {
    this.#startTimer(() => this.giveUp('timeout'), this.#options.connectTimeoutMs);
    this.#owner.opened();
  }

  /** What went wrong is said by `close`, which follows; in Node 22 it does not always. */
  #broken() {
    this.#startTimer(() => this.giveUp('lost'), CLOSE_FOLLOWS_MS);
  }

  #received(text) {
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return; // A receiver ignores what it does not know.
    }
    if (typeof frame === 'object' && frame !== null && typeof frame.type === 'string') {
      this.#owner.received(frame);
    }
  }

  #closed({ code, reason: text }) {
    const { stop, calm, reason, wait } = this.#owner.fate(code);
    if (!this.#lose()) {
      return;
    }
    if (stop) {
      this.#enter({ state: 'closed', code, reason, text });
      return;
    }
    if (calm) {
      this.#backoff.jumpToMax();
    }
    this.#waitFor(wait ?? this.#backoff.next(), { code, reason, text });
  }

  #wait(why) {
    this.#waitFor(this.#backoff.next(), why);
  }

  #waitFor(wait, why) {
    this.#startTimer(() => this.#connect(), wait);
    const offline = this.#env.navigator?.onLine === false;
    this.#dueAt = this.#env.monotonicNow() + wait;
    const nextAttemptAt = this.#env.now() + wait;
    this.#enter({ state: offline ? 'offline' : 'waiting', nextAttemptAt, ...why });
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

  #enter(state) {
    this.#state = state;
    this.#owner.changed(state);
  }
}
