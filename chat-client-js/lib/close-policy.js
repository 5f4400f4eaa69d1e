import { Backoff } from './util.js';

/** The server closes so where an exception has ended the session. */
export const INTERNAL_ERROR = 1011;

/** After so many attempts without a healthy connection the client ends. */
const MAX_FAILED_ATTEMPTS = 5;

/** So many of these take the session up again, and the later ones begin anew. */
const RESUMING_ATTEMPTS = 2;

/** A connection that has held so long was healthy. */
export const HEALTHY_AFTER_MS = 60_000;

/** Counts how often the server has failed in this client's session, and bounds the attempts. */
export class ServerFailures {
  #count = 0;
  #backoff;

  constructor({ minWaitMs, maxWaitMs }, random) {
    this.#backoff = new Backoff(minWaitMs, maxWaitMs, random);
  }

  add() {
    this.#count += 1;
  }

  reset() {
    this.#count = 0;
    this.#backoff.reset();
  }

  /** Whether the session may be the reason. */
  get isSessionDoubtful() {
    return this.#count > RESUMING_ATTEMPTS;
  }

  /** What to do now; see `Connection`. */
  get fate() {
    const reason = 'internal_error';
    const stop = this.#count > MAX_FAILED_ATTEMPTS;
    return stop ? { stop, reason } : { wait: this.#backoff.next(), reason };
  }
}

/** Close codes, and what they mean for a client; any other one: come back, with `resume`. */
export const FATES = new Map([
  [1000, { reason: 'done' }],
  [1001, { reason: 'going_away' }],
  [1002, { calm: true, reason: 'protocol_error' }],
  [1007, { calm: true, reason: 'protocol_error' }],
  [1009, { calm: true, reason: 'too_large' }],
  [1012, { reason: 'restarting' }],
  [4001, { stop: true, reason: 'unauthorized' }],
  [4002, { stop: true, reason: 'replaced' }],
  [4008, { reason: 'slow_consumer' }],
  [4029, { calm: true, reason: 'flooding' }],
]);
