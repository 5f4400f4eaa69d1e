import { Backoff } from './util.js';

/**
 * The client's reaction to a close code of the server:
 * - `stop`: the client does not reconnect;
 * - `atMaxBackoff`: the client reconnects after a long wait;
 * - otherwise the client reconnects after a short wait, or after `wait` milliseconds.
 *
 * `reason` is for the application.
 */
const CLOSE_POLICIES = new Map([
  [1000, { reason: 'done' }],
  [1001, { reason: 'going_away' }],
  [1002, { atMaxBackoff: true, reason: 'protocol_error' }],
  [1007, { atMaxBackoff: true, reason: 'protocol_error' }],
  [1009, { atMaxBackoff: true, reason: 'too_large' }],
  [1012, { reason: 'restarting' }],
  [4001, { stop: true, reason: 'unauthorized' }],
  [4002, { stop: true, reason: 'replaced' }],
  [4008, { reason: 'slow_consumer' }],
  [4029, { atMaxBackoff: true, reason: 'flooding' }],
]);

export const closePolicyOf = (code) => CLOSE_POLICIES.get(code) ?? { reason: 'lost' };

/** The close code after an exception in the session on the server. */
export const INTERNAL_ERROR = 1011;

/** After this many failures without a healthy connection in between, the client stops. */
const MAX_FAILURES = 5;

/** After this many failures the next attempts begin a new session. */
const MAX_RESUMING_FAILURES = 2;

/** A connection that has lasted this long is healthy. */
const HEALTHY_AFTER_MS = 60_000;

/** Counts the server's failures in this client's session, and bounds the attempts. */
export class ServerFailures {
  #env;
  #count = 0;
  #backoff;
  #healthTimer = null;

  constructor({ environment, minWaitMs, maxWaitMs }) {
    this.#env = environment;
    this.#backoff = new Backoff(minWaitMs, maxWaitMs, environment.random);
  }

  onWelcome() {
    this.#healthTimer = this.#env.setTimeout(() => this.reset(), HEALTHY_AFTER_MS);
  }

  /** The connection is lost, or the client has stopped. */
  stop() {
    this.#env.clearTimeout(this.#healthTimer);
  }

  reset() {
    this.#count = 0;
    this.#backoff.reset();
  }

  /** Counts a failure of the server. @returns the client's reaction, like `closePolicyOf` */
  add() {
    this.#count += 1;
    const reason = 'internal_error';
    const stop = this.#count > MAX_FAILURES;
    return stop ? { stop, reason } : { wait: this.#backoff.next(), reason };
  }

  /** Whether the session itself may be the cause, so that it should not be resumed. */
  get isSessionSuspect() {
    return this.#count > MAX_RESUMING_FAILURES;
  }
}
