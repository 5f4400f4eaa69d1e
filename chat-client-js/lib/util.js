/**
 * The cause of a failure. `code` is stable: one of the server's (`forbidden`,
 * `content_too_long` …), or one of the client's own:
 *
 * - `outbox_full`: too many messages wait to be sent, so this one was refused;
 * - `expired`: the message waited too long for a connection, and was never sent;
 * - `outcome_unknown`: the message was sent, but it is not known whether the server stored it;
 * - `too_large`: the server does not accept a frame of this size;
 * - `invalid_content`: the text has half of a surrogate pair, which UTF-8 cannot encode;
 * - `timeout`: a request (not a message) was not answered in time;
 * - `left`: the client has left the room;
 * - `replaced`: another name was chosen before the server had answered;
 * - `same_room`: two names are the same room for the server, and the other one is in use;
 * - `closed`: the client is closed and does not reconnect;
 * - `internal_error`: the server failed in this session several times, so the client has stopped.
 */
export class ChatError extends Error {
  /**
   * @param {string} code
   * @param {string} message for people
   * @param {{clientMessageId?: string, retryAfterMs?: number}} [details]
   */
  constructor(code, message, { clientMessageId, retryAfterMs } = {}) {
    super(message);
    this.name = 'ChatError';
    this.code = code;
    this.clientMessageId = clientMessageId;
    this.retryAfterMs = retryAfterMs;
  }
}

/** An error of the server, for the application. */
export const errorOf = ({ code, message, retryAfterMs }) =>
  new ChatError(code, message, { retryAfterMs });

/** Calls listeners by the type of the event. If one throws, the others are still called. */
export class Emitter {
  #types;
  #listeners = new Map();

  constructor(...types) {
    this.#types = new Set(types);
  }

  /** @returns {() => void} a function that removes the listener */
  on(type, listener) {
    if (!this.#types.has(type)) {
      throw new TypeError(`Unknown event: ${type}. There are ${[...this.#types].join(', ')}`);
    }
    if (typeof listener !== 'function') {
      throw new TypeError('A listener must be a function');
    }
    const entry = { listener };
    const entries = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, entries.add(entry));
    return () => void entries.delete(entry);
  }

  emit(type, detail) {
    for (const { listener } of [...(this.#listeners.get(type) ?? [])]) {
      try {
        listener(detail);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  get hasListeners() {
    return [...this.#listeners.values()].some((entries) => entries.size > 0);
  }
}

/**
 * The wait before the next attempt: a random time within a bound that doubles. It is random over
 * the whole bound, so that the clients of a failed server do not reconnect in step.
 */
export class Backoff {
  #minMs;
  #maxMs;
  #random;
  #boundMs;

  constructor(minMs, maxMs, random) {
    this.#minMs = minMs;
    this.#maxMs = maxMs;
    this.#random = random;
    this.#boundMs = minMs;
  }

  next() {
    const wait = this.#random() * this.#boundMs;
    this.#boundMs = Math.min(this.#boundMs * 2, this.#maxMs);
    return wait;
  }

  /** Continues with the largest bound. */
  jumpToMax() {
    this.#boundMs = this.#maxMs;
  }

  reset() {
    this.#boundMs = this.#minMs;
  }
}

/** The waits between attempts while the server is unable to answer. */
export const retryBackoff = ({ random }) => new Backoff(500, 20_000, random);

/** A duration that the server sent, in milliseconds; undefined if it is not a valid one. */
export const durationOf = (ms) => (typeof ms === 'number' && ms >= 0 ? ms : undefined);

/** A promise with the functions that settle it. Its rejection needs no handler. */
export function deferred() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  made.promise.catch(() => {});
  return made;
}

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Whether a text can be encoded in UTF-8. */
export const isWellFormed = (text) => !LONE_SURROGATE.test(text);

const encoder = new TextEncoder();

/** How many bytes a text has in UTF-8. */
export const utf8Length = (text) => encoder.encode(text).length;

/** Random text that is unique among clients. `crypto.randomUUID` does not exist on plain HTTP. */
function randomText() {
  const bytes = new Uint8Array(12);
  if (globalThis.crypto?.getRandomValues) {
    globalThis.crypto.getRandomValues(bytes);
  } else {
    bytes.forEach((_, i) => (bytes[i] = Math.random() * 256));
  }
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const RUN = randomText();

let messageIds = 0;

/**
 * A new id for a message. Pass it to `send` to know the id before the message is sent; a message
 * that is sent twice under one id is stored once.
 *
 * @returns {string}
 */
export function createMessageId() {
  messageIds += 1;
  return `${RUN}-${messageIds.toString(36)}`;
}
