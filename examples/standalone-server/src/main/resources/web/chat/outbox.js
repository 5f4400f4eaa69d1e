/** An answer that takes longer than this will not come: the connection is given up. */
const ANSWER_TIMEOUT_MS = 15_000;

/** So many messages may be sent at once, and so many a second after that. */
const BURST = 5;
const PER_SECOND = 5;

/** So many messages may wait for a connection. */
const MAX_WAITING = 50;

/**
 * The messages of this user that the server has not confirmed yet.
 *
 * An item is `{key, target, content, state, error}`. Its `target` is opaque but for equality of
 * `target.key`. Its `state` is
 * - `waiting`: not given to a connection yet; it will go out by itself;
 * - `sent`: given to a connection, not answered;
 * - `unconfirmed`: sent, and the connection ended before an answer: it may have arrived or not;
 * - `refused`: the server said no, for the reason in `error`.
 *
 * A confirmed item leaves the outbox. The base protocol gives a message no number of the client's,
 * so an item that is `unconfirmed` is never sent again by itself: the user decides.
 */
export class Outbox {
  #transmit;
  #timedOut;
  #changed;
  #clock;
  #items = [];
  #count = 0;
  #tokens = BURST;
  #tokensAt;
  #pump = null;
  #deadline = null;

  /**
   * @param {object} calls
   * @param calls.transmit sends an item and answers whether it went out
   * @param calls.timedOut an answer is overdue
   * @param calls.changed the items or their states are others
   */
  constructor({ transmit, timedOut, changed, clock }) {
    this.#transmit = transmit;
    this.#timedOut = timedOut;
    this.#changed = changed;
    this.#clock = clock;
    this.#tokensAt = clock.now();
  }

  /** The items for a target, in the order in which they were written. */
  itemsFor(targetKey) {
    return this.#items.filter(({ target }) => target.key === targetKey);
  }

  /** @returns {boolean} false if too many messages wait, and this one is not taken */
  add(target, content) {
    if (this.#items.filter(({ state }) => state === 'waiting').length >= MAX_WAITING) {
      return false;
    }
    this.#count += 1;
    this.#items.push({
      key: `out-${this.#count}`,
      target,
      content,
      state: 'waiting',
      error: null,
      writtenAt: this.#clock.now(),
      sentAt: null,
      sentBy: null,
    });
    this.#changed();
    this.flush();
    return true;
  }

  /** Sends what waits and can go, not faster than the server likes. */
  flush() {
    this.#clock.clearTimeout(this.#pump);
    this.#pump = null;
    const now = this.#clock.now();
    this.#tokens = Math.min(BURST, this.#tokens + ((now - this.#tokensAt) / 1000) * PER_SECOND);
    this.#tokensAt = now;
    let sent = false;
    for (const item of this.#items.filter(({ state }) => state === 'waiting')) {
      if (this.#tokens < 1) {
        this.#pump = this.#clock.setTimeout(() => this.flush(), 1000 / PER_SECOND);
        break;
      }
      const sender = this.#transmit(item);
      if (sender !== null) {
        this.#tokens -= 1;
        Object.assign(item, { state: 'sent', sentAt: now, sentBy: sender });
        sent = true;
      }
    }
    if (sent) {
      this.#watch();
      this.#changed();
    }
  }

  /**
   * The server has passed a message of this user on, or shows it in a history: the item that it
   * came from is done.
   *
   * @param {string} sentBy the id that this user had when it sent the message
   * @param {boolean} live whether it is an answer; then, should the content be another (a server
   *     may change it), it belongs to the oldest item that waits for one
   */
  confirm(targetKey, sentBy, content, live) {
    const candidates = this.#items.filter(
      (item) => item.target.key === targetKey && item.sentBy === sentBy,
    );
    const item =
      candidates.find((candidate) => candidate.content === content) ??
      (live ? candidates.find(({ state }) => state === 'sent') : undefined);
    if (item !== undefined) {
      this.#remove(item);
    }
  }

  /**
   * The server has refused something that was probably a message.
   *
   * @param matches whether an item can be meant
   * @returns {boolean} whether it was one
   */
  refuse(matches, error) {
    const item = this.#items.find((candidate) => candidate.state === 'sent' && matches(candidate));
    if (item === undefined) {
      return false;
    }
    Object.assign(item, { state: 'refused', error });
    this.#watch();
    this.#changed();
    return true;
  }

  /** No answer will come any more for what was sent, but for the items that are excepted. */
  lose(excepted = () => false) {
    const lost = this.#items.filter((item) => item.state === 'sent' && !excepted(item));
    lost.forEach((item) => Object.assign(item, { state: 'unconfirmed' }));
    this.#watch();
    if (lost.length > 0) {
      this.#changed();
    }
  }

  /** The user wants an item sent again. */
  retry(key) {
    const item = this.#items.find((candidate) => candidate.key === key);
    if (item !== undefined) {
      Object.assign(item, { state: 'waiting', error: null, sentAt: null, sentBy: null });
      this.#changed();
      this.flush();
    }
  }

  /** The user does not want an item any more. */
  discard(key) {
    const item = this.#items.find((candidate) => candidate.key === key);
    if (item !== undefined) {
      this.#remove(item);
    }
  }

  #remove(item) {
    this.#items.splice(this.#items.indexOf(item), 1);
    this.#watch();
    this.#changed();
  }

  #watch() {
    this.#clock.clearTimeout(this.#deadline);
    const oldest = this.#items.find(({ state }) => state === 'sent');
    if (oldest !== undefined) {
      const left = oldest.sentAt + ANSWER_TIMEOUT_MS - this.#clock.now();
      this.#deadline = this.#clock.setTimeout(() => this.#timedOut(), Math.max(0, left));
    }
  }
}
