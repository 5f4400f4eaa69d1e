/**
 * Why something could not be done. `code` is stable: one of the server's (`forbidden`,
 * `content_too_long` …), or one of the client's own:
 *
 * - `outbox_full`: too much waits to be sent, and this was not taken;
 * - `expired`: it waited for a connection for too long; it was never sent;
 * - `outcome_unknown`: it was sent, and whether the server kept it cannot be found out;
 * - `too_large`: the server does not take a frame of this size;
 * - `invalid_content`: half of a surrogate pair, which has no form in UTF-8;
 * - `timeout`: no answer came in time (of a request, not of a message);
 * - `left`: the room was left before;
 * - `same_room`: the server takes two names for the same room, and the other one is in use;
 * - `closed`: the client is closed, and comes back no more;
 * - `internal_error`: the server failed in this session again and again, so the client has ended.
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

export const errorOf = ({ code, message, retryAfterMs }) => new ChatError(code, message, { retryAfterMs });

/** Those who listen, by the name of the event. One that throws does no harm to the others. */
export class Listeners {
  #types;
  #byType = new Map();

  constructor(...types) {
    this.#types = new Set(types);
  }

  /** @returns {() => void} which ends it */
  on(type, listener) {
    if (!this.#types.has(type)) {
      throw new TypeError(`There is no event ${type}, only ${[...this.#types].join(', ')}`);
    }
    if (typeof listener !== 'function') {
      throw new TypeError('A listener must be a function');
    }
    const entry = { listener };
    const all = this.#byType.get(type) ?? new Set();
    this.#byType.set(type, all.add(entry));
    return () => void all.delete(entry);
  }

  emit(type, detail) {
    for (const { listener } of [...(this.#byType.get(type) ?? [])]) {
      try {
        listener(detail);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  get isEmpty() {
    return [...this.#byType.values()].every((all) => all.size === 0);
  }
}

/**
 * How long to wait before the next attempt: a random time within a bound that doubles. It is random
 * over the whole bound, so that the clients of a server that went away do not come back in step.
 */
export class Backoff {
  #least;
  #most;
  #random;
  #bound;

  constructor(least, most, random) {
    this.#least = least;
    this.#most = most;
    this.#random = random;
    this.#bound = least;
  }

  next() {
    const wait = this.#random() * this.#bound;
    this.#bound = Math.min(this.#bound * 2, this.#most);
    return wait;
  }

  /** Goes on with the largest bound, where the server wants to be left alone for a while. */
  calm() {
    this.#bound = this.#most;
  }

  reset() {
    this.#bound = this.#least;
  }
}

/** A time that the server gives, in milliseconds; undefined where it is none. */
export const spanOf = (ms) => (typeof ms === 'number' && ms >= 0 ? ms : undefined);

/** A promise with what settles it; nobody has to wait for it. */
export function deferred() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  made.promise.catch(() => {});
  return made;
}

export const LONE_SURROGATE = /\p{Surrogate}/u;
export const utf8 = new TextEncoder();

/** Random text that no other client has; `crypto.randomUUID` is not there on plain HTTP. */
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
 * A new id for a message, to be given to `send` by who wants to know it before: by the same id,
 * sending twice is sending once.
 *
 * @returns {string}
 */
export function createMessageId() {
  messageIds += 1;
  return `${RUN}-${messageIds.toString(36)}`;
}
