import { ChatError, durationOf } from './util.js';

/** A token is renewed this long before its end, or halfway to it if that is later. */
const RENEWAL_LEAD_MS = 30_000;

/** The pause between two renewals: this, or half of a token's time if that is shorter. */
const RENEWAL_PAUSE_MS = 5_000;

/** The pause is not shorter than this. */
const RENEWAL_MIN_PAUSE_MS = 500;

/** The pause if the end of the token is not known: it doubles up to this. */
const RENEWAL_MAX_PAUSE_MS = 300_000;

/**
 * When a token ends, and when to renew it.
 *
 * The server sends how much time is left. An older server sends only the date of the end: if that
 * is past by the clock of this machine, one of the two clocks is wrong, and the end is not known.
 */
class TokenLife {
  #env;
  #acceptedAt = null;
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
    this.#acceptedAt = { wall: now(), monotonic: monotonicNow() };
  }

  /** There is another token, whose end is not known yet. */
  forget() {
    this.#leftMs = Infinity;
  }

  /** The monotonic clock may stop while the machine sleeps, so the wall clock counts too. */
  get isOver() {
    if (this.#leftMs === Infinity) {
      return false;
    }
    const { now, monotonicNow } = this.#env;
    const { wall, monotonic } = this.#acceptedAt;
    return Math.max(monotonicNow() - monotonic, now() - wall) >= this.#leftMs;
  }

  /** How long to wait before the token is renewed. */
  get renewalWait() {
    if (this.#leftMs === Infinity) {
      return this.retryWait;
    }
    const half = this.#longestMs / 2;
    const pause = Math.max(RENEWAL_MIN_PAUSE_MS, Math.min(RENEWAL_PAUSE_MS, half));
    return Math.max(pause, this.#leftMs - Math.min(RENEWAL_LEAD_MS, this.#leftMs / 2));
  }

  /** How long to wait after a renewal has failed. */
  get retryWait() {
    if (this.#leftMs < Infinity) {
      return RENEWAL_PAUSE_MS;
    }
    const wait = this.#pauseMs;
    this.#pauseMs = Math.min(wait * 2, RENEWAL_MAX_PAUSE_MS);
    return wait;
  }
}

/** The token of the user: gets it from the application, and renews it in time. */
export class Credentials {
  /** Undefined for a user without a token. */
  token;

  #env;
  #requests;
  #provider;
  #life;
  /** Whether another token is needed for the next connection. */
  #isStale = true;
  /** Whether the token was provided for the present connection. */
  #isFresh = false;
  #refusedToken;
  /** How many tokens in a row the server has refused. After the first, only a fresh one counts. */
  #refusals = 0;
  #renewalTimer = null;
  /** Counts connections, to ignore a renewal that ends after its connection. */
  #connection = 0;

  /** @param provider the option `token`, or undefined */
  constructor(env, requests, provider) {
    this.#env = env;
    this.#requests = requests;
    this.#provider = provider;
    this.#life = new TokenLife(env);
  }

  /** Gets a token if one is needed. @returns a promise, or undefined if none is needed */
  prepare() {
    this.#isFresh = false;
    if (this.#provider === undefined || (!this.#isStale && !this.#life.isOver)) {
      return undefined;
    }
    const reason = this.token === undefined ? 'first' : 'expired';
    return Promise.resolve(this.#provider({ reason })).then((token) => {
      if (token !== null && token !== undefined && typeof token !== 'string') {
        throw new TypeError('The option token must return a string, null or undefined');
      }
      if (typeof token === 'string' && token === this.#refusedToken) {
        throw new ChatError('unauthorized', 'The server has refused this token before');
      }
      this.#use(token ?? undefined);
      this.#isFresh = true;
    });
  }

  #use(token) {
    this.token = token;
    this.#isStale = false;
    this.#life.forget();
  }

  /** The server has accepted the token. */
  onWelcome(frame) {
    this.#refusals = 0;
    this.#scheduleRenewal(frame);
  }

  /** The server has refused the token. @returns whether to reconnect with another one */
  onRefused() {
    this.#isStale = true;
    this.#refusedToken = this.token;
    if (this.#isFresh || this.#refusals === 0) {
      this.#refusals += 1;
    }
    return this.#provider !== undefined && this.#refusals === 1;
  }

  /** The application requests another attempt. */
  clearRefusals() {
    this.#refusals = 0;
  }

  /** The connection is lost, or the client has stopped. */
  stop() {
    this.#connection += 1;
    this.#env.clearTimeout(this.#renewalTimer);
  }

  #scheduleRenewal({ expiresInMs, expiresAt }) {
    this.#env.clearTimeout(this.#renewalTimer);
    const hasEnd = expiresInMs !== undefined || expiresAt !== undefined;
    if (hasEnd && this.#provider !== undefined) {
      this.#life.begin({ expiresInMs, expiresAt });
      this.#renewIn(this.#life.renewalWait);
    }
  }

  #renewIn(ms) {
    this.#renewalTimer = this.#env.setTimeout(() => this.#renew(), ms);
  }

  #renew() {
    const connection = this.#connection;
    const retry = () => {
      if (this.#connection === connection) {
        this.#renewIn(this.#life.retryWait);
      }
    };
    const provided = new Promise((resolve) => resolve(this.#provider({ reason: 'expiring' })));
    provided.then((token) => {
      if (typeof token !== 'string') {
        retry();
      } else if (this.#connection === connection) {
        this.#authenticate(token, retry);
      } else {
        this.#use(token);
      }
    }, retry);
  }

  #authenticate(token, retry) {
    const answered = (frame) => {
      this.#use(token);
      this.#scheduleRenewal(frame);
    };
    this.#requests.send({ type: 'authenticate', token }, { answered, failed: retry });
  }
}
