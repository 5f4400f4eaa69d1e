import { durationOf } from './util.js';

/** A token is renewed so long before it ends, or in the middle of its time if that is later. */
const RENEWAL_LEAD_MS = 30_000;

/** Between two renewals: so long, or half of a token's time if that is shorter, but not less. */
const RENEWAL_PAUSE_MS = 5_000;
const RENEWAL_LEAST_PAUSE_MS = 500;

/** The same where it is not known when the token ends: it doubles up to this. */
const RENEWAL_MOST_PAUSE_MS = 300_000;

/**
 * When a token ends, and when it is to be renewed.
 *
 * The server says how much time is left. An older server says only the date of the end: if that is
 * past by the clock of this machine, one of the clocks is wrong, and the end is not known.
 */
export class TokenLife {
  #env;
  #begun = null;
  #leftMs = Infinity;
  #longestMs = 0;
  #pauseMs = RENEWAL_PAUSE_MS;

  constructor(env) {
    this.#env = env;
  }

  /** The server has accepted a token. */
  begin({ expiresInMs, expiresAt }) {
    const { now, monotonicNow } = this.#env;
    const left = durationOf(expiresInMs) ?? durationOf(Date.parse(expiresAt) - now()) ?? 0;
    this.#leftMs = left > 0 ? left : Infinity;
    this.#longestMs = Math.max(this.#longestMs, left);
    this.#begun = { day: now(), monotonic: monotonicNow() };
  }

  /** Nothing is known of the token that is used from now on. */
  forget() {
    this.#leftMs = Infinity;
  }

  /** The monotonic clock may stop while the machine sleeps, so the clock of the day counts too. */
  get isOver() {
    if (this.#leftMs === Infinity) {
      return false;
    }
    const { now, monotonicNow } = this.#env;
    const { day, monotonic } = this.#begun;
    return Math.max(monotonicNow() - monotonic, now() - day) >= this.#leftMs;
  }

  /** How long to wait before it is renewed. */
  get renewalWait() {
    if (this.#leftMs === Infinity) {
      return this.retryWait;
    }
    const half = this.#longestMs / 2;
    const pause = Math.max(RENEWAL_LEAST_PAUSE_MS, Math.min(RENEWAL_PAUSE_MS, half));
    return Math.max(pause, this.#leftMs - Math.min(RENEWAL_LEAD_MS, this.#leftMs / 2));
  }

  /** How long to wait after it could not be renewed. */
  get retryWait() {
    if (this.#leftMs < Infinity) {
      return RENEWAL_PAUSE_MS;
    }
    const wait = this.#pauseMs;
    this.#pauseMs = Math.min(wait * 2, RENEWAL_MOST_PAUSE_MS);
    return wait;
  }
}
