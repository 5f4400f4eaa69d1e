import { connect } from '../../../../chat-client.js';

/** Real timers fire at once if they are longer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A clock that stands still until it is moved. Timers run by the monotonic time. */
export class FakeClock {
  #now = 1_000_000;
  #offset = 0;
  #timers = new Map();
  #count = 0;

  now = () => this.#now + this.#offset;

  monotonicNow = () => this.#now;

  /** Sets the wall clock forward or back. */
  set(ms) {
    this.#offset += ms;
  }

  setTimeout = (action, ms) => {
    this.#count += 1;
    const wait = ms >= 0 && ms <= LONGEST_TIMER_MS ? ms : 1;
    this.#timers.set(this.#count, { at: this.#now + wait, action });
    return this.#count;
  };

  clearTimeout = (timer) => {
    this.#timers.delete(timer);
  };

  /** How many timers are set. */
  get size() {
    return this.#timers.size;
  }

  /** How many timers were ever set. */
  get count() {
    return this.#count;
  }

  /** Moves the clock, and fires each timer at its time. */
  async advance(ms) {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#timers].sort((a, b) => a[1].at - b[1].at)[0];
      if (next === undefined || next[1].at > end) {
        break;
      }
      this.#timers.delete(next[0]);
      this.#now = Math.max(this.#now, next[1].at);
      next[1].action();
      await settle();
    }
    this.#now = end;
    await settle();
  }

  /** The program sleeps: the clock moves, and timers are late. */
  async sleep(ms) {
    this.#now += ms;
    await this.advance(0);
  }
}

/** Runs all that waits only for promises. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));

const WELCOME = {
  type: 'welcome',
  userId: 'u1',
  connectionId: 'k1',
  limits: { contentLength: 1000, usernameLength: 20, roomNameLength: 30, rooms: 100, historyPage: 200 },
  heartbeatSeconds: 25,
  resumed: false,
};

/** A WebSocket whose server is the test. */
export class FakeSocket extends EventTarget {
  readyState = 0;
  sent = [];
  closedWith = null;
  #tokens = 0;

  constructor(url, protocols) {
    super();
    this.url = url;
    this.protocols = protocols;
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close(code) {
    this.readyState = 3;
    this.closedWith = code;
  }

  // -- the server

  open() {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
    this.receive({ type: 'connection', clientId: 'greeting', message: 'hello' });
  }

  receive(...frames) {
    for (const frame of frames) {
      this.dispatchEvent(Object.assign(new Event('message'), { data: JSON.stringify(frame) }));
    }
  }

  end(code = 1006, reason = '') {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { code, reason }));
  }

  /** The frames of a type that the client has sent, with the wanted values. */
  all(type, wanted = {}) {
    return this.sent.filter(
      (frame) =>
        frame.type === type && Object.entries(wanted).every(([key, value]) => frame[key] === value),
    );
  }

  /** The last frame of a type, with the wanted values. */
  last(type, wanted) {
    const found = this.all(type, wanted).at(-1);
    if (found === undefined) {
      throw new Error(`No ${type} was sent, only ${JSON.stringify(this.sent)}`);
    }
    return found;
  }

  // -- what the server answers

  /** Opens, and answers `hello`. */
  accept(fields) {
    this.open();
    this.welcome(fields);
  }

  /** Answers `hello`. */
  welcome(fields = {}) {
    const { ref } = this.last('hello');
    this.#tokens += 1;
    this.receive({ ...WELCOME, resumeToken: `resume-${this.#tokens}`, ref, ...fields });
  }

  /** Answers the ping after `welcome`: all that was missed has come. */
  caughtUp() {
    this.receive({ type: 'pong', ref: this.last('ping').ref });
  }

  /** Answers `set_username`. */
  nameSet(username) {
    this.receive({ type: 'username_set', username, ref: this.last('set_username').ref });
  }

  /** Refuses the last request of a type. */
  refuse(type, code, fields = {}) {
    this.receive({ type: 'error', code, message: code, ref: this.last(type).ref, ...fields });
  }

  /** Lets the client into a room, in answer to `join_room` or `hello`. */
  enter(room, { epoch = 'E', seq = 0, revision = 0, users = [], asked = room, ...history } = {}, by = 'join_room') {
    const { ref } = by === 'hello' ? this.last('hello') : this.last('join_room', { room: asked });
    this.receive({ type: 'room_joined', room, epoch, seq, revision, ref });
    if (history.pages !== undefined) {
      this.receive(...history.pages.map((page) => ({ type: 'message_history', room, ref, ...page })));
    } else {
      const { messages = [], complete } = history;
      this.receive({ type: 'message_history', room, messages, complete, ref });
    }
    this.receive({ type: 'room_users', room, users: [{ id: 'u1', username: 'ann' }, ...users], ref });
  }

  /** Acknowledges the last message to a room. */
  acknowledge(seq, fields = {}) {
    const { ref } = this.last('chat_message');
    this.receive({ type: 'ack', id: `m${seq}`, seq, timestamp: at(seq), duplicate: false, ref, ...fields });
  }
}

const at = (seq) => new Date(1_700_000_000_000 + seq).toISOString();

/** Messages of a room by their numbers. */
export const said = (room, ...numbers) =>
  numbers.map((seq) => ({
    type: 'message_received',
    id: `m${seq}`,
    room,
    userId: 'u2',
    username: 'bob',
    content: `said ${seq}`,
    timestamp: at(seq),
    seq,
  }));

/** A client with a fake clock and fake sockets, and the states that it has had. */
export function start(options = {}, { random = () => 0.5, ...surroundings } = {}) {
  const clock = new FakeClock();
  const sockets = [];
  const Socket = class extends FakeSocket {
    constructor(...args) {
      super(...args);
      sockets.push(this);
    }
  };
  const { now, monotonicNow, setTimeout, clearTimeout } = clock;
  const environment = {
    now,
    monotonicNow,
    setTimeout,
    clearTimeout,
    random,
    window: undefined,
    document: undefined,
    navigator: undefined,
    ...surroundings,
  };
  const client = connect('ws://test/', { WebSocket: Socket, environment, ...options });
  const states = [];
  client.on('state', (state) => states.push(state));
  return {
    client,
    clock,
    sockets,
    states,
    get socket() {
      return sockets.at(-1);
    },
  };
}

/** A client that is online. */
export async function online(options = {}, surroundings = {}) {
  const test = start(options, surroundings);
  await settle();
  test.socket.accept();
  test.socket.caughtUp();
  return test;
}

/** A client that is online and has joined a room. */
export async function inside(room = 'tea', history = {}, options = {}, surroundings = {}) {
  const test = await online(options, surroundings);
  test.room = test.client.join(room);
  test.seen = watch(test.room);
  test.socket.enter(room, history);
  return test;
}

/** The events of a room or a conversation, in order. */
export function watch(log) {
  const seen = { numbers: [], batches: [], incomplete: [] };
  log.on('messages', ({ messages, live }) => {
    seen.batches.push({ live, numbers: messages.map(({ seq }) => seq) });
    seen.numbers.push(...messages.map(({ seq }) => seq));
  });
  log.on('incomplete', (gap) => seen.incomplete.push(gap));
  return seen;
}

/** The codes of the errors that a client reports from now on. */
export function errorsOf({ client }) {
  const codes = [];
  client.on('error', (error) => codes.push(error?.code));
  return codes;
}

/** The state of a promise, with its value or its error. */
export function outcome(promise) {
  const seen = { state: 'pending' };
  promise.then(
    (value) => Object.assign(seen, { state: 'fulfilled', value }),
    (error) => Object.assign(seen, { state: 'rejected', error, code: error.code }),
  );
  return seen;
}

/** Waits until the next attempt of the client. */
export async function nextAttempt({ client, clock }) {
  await clock.advance(client.connection.nextAttemptAt - clock.now());
}

/** Loses the connection, and reconnects. */
export async function comeBack(test, welcome = { resumed: true }) {
  test.socket.end(1006);
  await nextAttempt(test);
  test.socket.accept(welcome);
}
