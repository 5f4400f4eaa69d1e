/** Others forget that somebody types after so long without a new sign. */
const EXPIRES_MS = 6_000;

/** While the user goes on typing, the sign is repeated this often and no more. */
const REPEAT_MS = 3_000;

/** Says that this user types: sparingly, and again before the others forget it. */
export class TypingSender {
  #send;
  #clock;
  #saidAt = null;
  #timer = null;

  /** @param send takes true (started) or false (stopped) */
  constructor(send, clock) {
    this.#send = send;
    this.#clock = clock;
  }

  /** The text has changed to this. */
  typed(text) {
    this.#clock.clearTimeout(this.#timer);
    if (text.trim() === '') {
      this.stop();
      return;
    }
    const now = this.#clock.now();
    if (this.#saidAt === null || now - this.#saidAt >= REPEAT_MS) {
      this.#saidAt = now;
      this.#send(true);
    }
    this.#timer = this.#clock.setTimeout(() => this.stop(), EXPIRES_MS);
  }

  /** The user has stopped without sending. */
  stop() {
    if (this.#saidAt !== null) {
      this.ended();
      this.#send(false);
    }
  }

  /** The typing has ended by itself: the message went out, or the room was left. */
  ended() {
    this.#clock.clearTimeout(this.#timer);
    this.#saidAt = null;
  }
}

/** Who types at the moment. */
export class TypingList {
  #changed;
  #clock;
  #typing = new Map();

  constructor(changed, clock) {
    this.#changed = changed;
    this.#clock = clock;
  }

  /** The names of those who type, in the order in which they began. */
  get names() {
    return [...this.#typing.values()].map(({ username }) => username);
  }

  /** The ids of those who type. */
  get ids() {
    return new Set(this.#typing.keys());
  }

  started(userId, username) {
    const before = this.#typing.get(userId);
    this.#clock.clearTimeout(before?.timer);
    const timer = this.#clock.setTimeout(() => this.stopped(userId), EXPIRES_MS);
    this.#typing.set(userId, { username, timer });
    if (before === undefined) {
      this.#changed();
    }
  }

  stopped(userId) {
    const before = this.#typing.get(userId);
    if (before !== undefined) {
      this.#clock.clearTimeout(before.timer);
      this.#typing.delete(userId);
      this.#changed();
    }
  }

  clear() {
    const some = this.#typing.size > 0;
    this.#typing.forEach(({ timer }) => this.#clock.clearTimeout(timer));
    this.#typing.clear();
    if (some) {
      this.#changed();
    }
  }
}
