/** The options and their defaults. Times are in milliseconds. */
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

/** The options that must be numbers above 0. */
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

/** A year. The time of the next attempt has to be a valid date. */
const LONGEST_WAIT_MS = 365 * 24 * 3_600_000;

/**
 * Clocks, timers, randomness and the page; tests supply their own. The wall clock, `now`, may jump,
 * so durations are measured by `monotonicNow`.
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

/** The options with defaults. @throws TypeError if one is not valid */
export function checkedOptions(options) {
  for (const name of Object.keys(options)) {
    if (!(name in DEFAULTS)) {
      throw new TypeError(`Unknown option: ${name}`);
    }
  }
  const checked = { ...DEFAULTS };
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) {
      checked[name] = value;
    }
  }
  for (const name of POSITIVE) {
    if (typeof checked[name] !== 'number' || !(checked[name] > 0)) {
      throw new TypeError(`${name} must be a number above 0`);
    }
  }
  if (checked.maxWaitMs < checked.minWaitMs) {
    throw new TypeError('maxWaitMs must not be below minWaitMs');
  }
  if (checked.maxWaitMs > LONGEST_WAIT_MS) {
    throw new TypeError(`maxWaitMs must not be above ${LONGEST_WAIT_MS}`);
  }
  if (checked.username !== undefined && typeof checked.username !== 'string') {
    throw new TypeError('username must be a string');
  }
  if (checked.token !== undefined && typeof checked.token !== 'function') {
    throw new TypeError('token must be a function');
  }
  checked.WebSocket ??= globalThis.WebSocket;
  if (typeof checked.WebSocket !== 'function') {
    throw new TypeError('There is no global WebSocket: set the option WebSocket');
  }
  checked.environment = environmentOf(checked.environment);
  return checked;
}

/** The environment with defaults. If a test supplies `now` alone, it is the only clock. */
function environmentOf(given = {}) {
  const { now, monotonicNow = now ?? ENVIRONMENT.monotonicNow } = given;
  const environment = { ...ENVIRONMENT, ...given, monotonicNow };
  const timers = new Timers(environment);
  return {
    ...environment,
    setTimeout: (action, ms) => timers.set(action, ms),
    clearTimeout: (timer) => timers.clear(timer),
  };
}

/** Browsers and Node run a longer timer at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Timers of any length. A timer of infinite length never fires. */
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
