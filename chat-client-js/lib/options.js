/** What can be set, and what it is otherwise. Times are in milliseconds. */
const DEFAULTS = Object.freeze({
  username: undefined,
  token: undefined,
  protocols: undefined,
  WebSocket: undefined,
  minWaitMs: 500,
  maxWaitMs: 20_000,
  connectTimeoutMs: 15_000,
  heartbeatMs: 25_000,
  heartbeatTimeoutMs: 10_000,
  sendTimeoutMs: 120_000,
  requestTimeoutMs: 30_000,
  maxPending: 100,
  maxPendingBytes: 262_144,
  framesPerSecond: 10,
  environment: undefined,
});

const POSITIVE = Object.freeze([
  'minWaitMs',
  'maxWaitMs',
  'connectTimeoutMs',
  'heartbeatMs',
  'heartbeatTimeoutMs',
  'sendTimeoutMs',
  'requestTimeoutMs',
  'maxPending',
  'maxPendingBytes',
  'framesPerSecond',
]);

/** A client that waits longer than a year does not come back, and a date has to show the time. */
const LONGEST_WAIT_MS = 365 * 24 * 3_600_000;

/**
 * The clocks, chance and surroundings of this place; tests give their own. The clock of the day,
 * `now`, may be set at any time, so every span of time is measured by `monotonicNow`.
 */
const ENVIRONMENT = Object.freeze({
  now: () => Date.now(),
  monotonicNow: () => performance.now(),
  setTimeout: (action, ms) => globalThis.setTimeout(action, ms),
  clearTimeout: (timer) => globalThis.clearTimeout(timer),
  random: () => Math.random(),
  window: typeof globalThis.addEventListener === 'function' ? globalThis : undefined,
  document: globalThis.document,
  navigator: globalThis.navigator,
});

export function checked(options) {
  for (const name of Object.keys(options)) {
    if (!(name in DEFAULTS)) {
      throw new TypeError(`Unknown option: ${name}`);
    }
  }
  const set = { ...DEFAULTS };
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) {
      set[name] = value;
    }
  }
  for (const name of POSITIVE) {
    if (typeof set[name] !== 'number' || !(set[name] > 0)) {
      throw new TypeError(`${name} must be a number above 0`);
    }
  }
  if (set.maxWaitMs < set.minWaitMs) {
    throw new TypeError('maxWaitMs must not be below minWaitMs');
  }
  if (set.maxWaitMs > LONGEST_WAIT_MS) {
    throw new TypeError(`maxWaitMs must not be above ${LONGEST_WAIT_MS}`);
  }
  if (set.username !== undefined && typeof set.username !== 'string') {
    throw new TypeError('username must be a string');
  }
  if (set.token !== undefined && typeof set.token !== 'function') {
    throw new TypeError('token must be a function');
  }
  set.WebSocket ??= globalThis.WebSocket;
  if (typeof set.WebSocket !== 'function') {
    throw new TypeError('There is no WebSocket here: give one in the option WebSocket');
  }
  set.environment = environmentOf(set.environment);
  return set;
}

/** A test that gives one clock gives it for everything. */
function environmentOf(given = {}) {
  const { now, monotonicNow = now ?? ENVIRONMENT.monotonicNow } = given;
  const all = { ...ENVIRONMENT, ...given, monotonicNow };
  const timers = new Timers(all);
  return {
    ...all,
    setTimeout: (action, ms) => timers.set(action, ms),
    clearTimeout: (timer) => timers.clear(timer),
  };
}

/** Browsers and Node run a timer at once if it is longer than 2^31 - 1 milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Timers of any length. One of infinite length never goes off. */
class Timers {
  #environment;

  constructor(environment) {
    this.#environment = environment;
  }

  set(action, ms) {
    const timer = {};
    this.#arm(timer, action, ms);
    return timer;
  }

  clear(timer) {
    this.#environment.clearTimeout(timer?.part);
  }

  #arm(timer, action, ms) {
    if (ms <= LONGEST_TIMER_MS) {
      timer.part = this.#environment.setTimeout(action, ms);
    } else if (ms < Infinity) {
      const next = () => this.#arm(timer, action, ms - LONGEST_TIMER_MS);
      timer.part = this.#environment.setTimeout(next, LONGEST_TIMER_MS);
    }
  }
}
