/** After this time without another `typing_start` a user no longer counts as typing. */
const TYPING_EXPIRES_MS = 6_000;

/** While a user continues to type, `typing_start` is repeated after this time. */
const TYPING_REPEAT_MS = 3_000;

/** Reports that this user is typing: rarely, but before the others drop the user. */
export class TypingSender {
  #env;
  #send;
  #sentAt = null;
  #timer = null;

  /** @param send called with whether the user is typing */
  constructor(env, send) {
    this.#env = env;
    this.#send = send;
  }

  /** Call this at each keystroke. */
  typed() {
    this.#env.clearTimeout(this.#timer);
    this.#timer = this.#env.setTimeout(() => this.stop(), TYPING_EXPIRES_MS);
    const now = this.#env.monotonicNow();
    if (this.#sentAt === null || now - this.#sentAt >= TYPING_REPEAT_MS) {
      this.#sentAt = now;
      this.#send(true);
    }
  }

  stop() {
    if (this.#sentAt !== null) {
      this.reset();
      this.#send(false);
    }
  }

  /** Stops without a frame: the server ends the typing by itself, or is not connected. */
  reset() {
    this.#env.clearTimeout(this.#timer);
    this.#sentAt = null;
  }
}

/** The users who are typing. */
export class TypingList {
  #env;
  #onChanged;
  #typing = new Map();

  constructor(env, onChanged) {
    this.#env = env;
    this.#onChanged = onChanged;
  }

  get users() {
    return [...this.#typing].map(([id, { username }]) => ({ id, username }));
  }

  add(userId, username) {
    const before = this.#typing.get(userId);
    this.#env.clearTimeout(before?.timer);
    const timer = this.#env.setTimeout(() => this.remove(userId), TYPING_EXPIRES_MS);
    this.#typing.set(userId, { username, timer });
    if (before === undefined) {
      this.#onChanged();
    }
  }

  remove(userId) {
    const before = this.#typing.get(userId);
    if (before !== undefined) {
      this.#env.clearTimeout(before.timer);
      this.#typing.delete(userId);
      this.#onChanged();
    }
  }

  clear() {
    const isEmpty = this.#typing.size === 0;
    this.#typing.forEach(({ timer }) => this.#env.clearTimeout(timer));
    this.#typing.clear();
    if (!isEmpty) {
      this.#onChanged();
    }
  }
}
