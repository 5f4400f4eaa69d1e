/** Others forget that somebody types after so long without a new sign. */
const TYPING_EXPIRES_MS = 6_000;

/** While the user goes on typing, the sign is repeated this often and no more. */
const TYPING_REPEAT_MS = 3_000;

/** Says that this user types: sparingly, and again before the others forget it. */
export class TypingSender {
  #env;
  #send;
  #saidAt = null;
  #timer = null;

  constructor(env, send) {
    this.#env = env;
    this.#send = send;
  }

  typed() {
    this.#env.clearTimeout(this.#timer);
    this.#timer = this.#env.setTimeout(() => this.stop(), TYPING_EXPIRES_MS);
    const now = this.#env.monotonicNow();
    if (this.#saidAt === null || now - this.#saidAt >= TYPING_REPEAT_MS) {
      this.#saidAt = now;
      this.#send(true);
    }
  }

  stop() {
    if (this.#saidAt !== null) {
      this.ended();
      this.#send(false);
    }
  }

  /** It has ended by itself: the message went out, or the connection was lost. */
  ended() {
    this.#env.clearTimeout(this.#timer);
    this.#saidAt = null;
  }
}

/** Who types at the moment. */
export class TypingList {
  #env;
  #changed;
  #typing = new Map();

  constructor(env, changed) {
    this.#env = env;
    this.#changed = changed;
  }

  get users() {
    return [...this.#typing].map(([id, { username }]) => ({ id, username }));
  }

  started(userId, username) {
    const before = this.#typing.get(userId);
    this.#env.clearTimeout(before?.timer);
    const timer = this.#env.setTimeout(() => this.stopped(userId), TYPING_EXPIRES_MS);
    this.#typing.set(userId, { username, timer });
    if (before === undefined) {
      this.#changed();
    }
  }

  stopped(userId) {
    const before = this.#typing.get(userId);
    if (before !== undefined) {
      this.#env.clearTimeout(before.timer);
      this.#typing.delete(userId);
      this.#changed();
    }
  }

  clear() {
    const some = this.#typing.size > 0;
    this.#typing.forEach(({ timer }) => this.#env.clearTimeout(timer));
    this.#typing.clear();
    if (some) {
      this.#changed();
    }
  }
}
