/** So many entries of a conversation are kept at least, once there are too many. */
const KEPT = 300;

/** At so many, the oldest are forgotten; they can be read from the server again. */
const MOST = 600;

/** The same while somebody reads far above the end. */
const MOST_WHILE_HELD = 3_000;

/**
 * What is known of one conversation: messages without a gap, oldest first, and notices among them.
 * An entry is `{kind: 'message', key, message}` or `{kind: 'notice', key, text, at}`; its key is its
 * own as long as it is there.
 */
export class Timeline {
  #entries = [];
  #count = 0;
  #hasOlder = true;

  get entries() {
    return this.#entries;
  }

  get hasMessages() {
    return this.#lastMessage() !== undefined;
  }

  /** The place of the oldest message, before which the server may have more; or null. */
  get oldest() {
    const first = this.#entries.find(({ kind }) => kind === 'message')?.message;
    const last = this.#lastMessage();
    // What is of a log that was before this one cannot be read any more.
    const isOfThisLog = first?.seq !== undefined && first.epoch === last.epoch;
    return isOfThisLog ? { epoch: first.epoch, seq: first.seq } : null;
  }

  /** Whether there is more on the server, and room for it here. */
  get hasOlder() {
    const { oldest } = this;
    return (
      this.#hasOlder && oldest !== null && oldest.seq > 1 && this.#entries.length < MOST_WHILE_HELD
    );
  }

  /** Whether the beginning of all that is kept is here. */
  get isWhole() {
    return !this.#hasOlder || this.oldest === null || this.oldest.seq === 1;
  }

  /** The place of the newest message, or null. */
  get newest() {
    const last = this.#lastMessage();
    return last?.seq === undefined ? null : { epoch: last.epoch, seq: last.seq };
  }

  /**
   * Adds the newest message.
   *
   * @param {object} message as the client gives it
   * @param {string} [key] by which it has been on the screen before
   * @returns the entry
   */
  add(message, key = this.#keyOf(message)) {
    const entry = { kind: 'message', key, message };
    this.#entries.push(entry);
    return entry;
  }

  /** Says something about the conversation, at its end. */
  note(text) {
    this.#entries.push({ kind: 'notice', key: this.#nextKey(), text, at: Date.now() });
  }

  /**
   * Adds a page of messages before the oldest.
   *
   * @param {{epoch: string, seq: number}} before what was the oldest when the page was asked for
   * @param {object[]} messages oldest first
   * @param {boolean} hasMore whether there are older ones
   */
  prepend(before, messages, hasMore) {
    const { oldest } = this;
    if (oldest === null || oldest.epoch !== before.epoch || oldest.seq !== before.seq) {
      return; // The page is not what comes before this.
    }
    this.#hasOlder = hasMore;
    const older = messages.map((message) => ({
      kind: 'message',
      key: this.#keyOf(message),
      message: { ...message, epoch: before.epoch },
    }));
    this.#entries.unshift(...older);
  }

  /** Shows a message as it is now. */
  update(message) {
    const entry = this.#entries.find((each) => each.message?.id === message.id);
    if (entry !== undefined) {
      entry.message = { ...entry.message, ...message };
    }
  }

  /** What comes next does not follow on what is here, which can be read from the server again. */
  restart(text) {
    this.#entries = [];
    this.#hasOlder = true;
    this.note(text);
  }

  /**
   * Forgets the oldest, where there are too many.
   *
   * @param {boolean} isHeld whether the oldest may be what is on the screen
   */
  trim(isHeld) {
    if (this.#entries.length > (isHeld ? 2 * MOST_WHILE_HELD : MOST)) {
      this.#entries = this.#entries.slice(-KEPT);
      this.#hasOlder = true;
    }
  }

  #lastMessage() {
    return this.#entries.findLast(({ kind }) => kind === 'message')?.message;
  }

  #keyOf({ id }) {
    return id ?? this.#nextKey();
  }

  #nextKey() {
    this.#count += 1;
    return `entry-${this.#count}`;
  }
}
