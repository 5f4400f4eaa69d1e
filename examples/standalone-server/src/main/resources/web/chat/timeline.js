/** How many entries are kept when a timeline is trimmed. */
const KEPT = 300;

/** With more entries, the oldest are removed; they can be read from the server again. */
const MAX_ENTRIES = 600;

/** The maximum while the user reads far above the end. */
const MAX_WHILE_HELD = 3_000;

/**
 * The loaded part of one conversation: messages without a gap, oldest first, and notices among them.
 * An entry is `{kind: 'message', key, message}` or `{kind: 'notice', key, text, at}`; its key is
 * unique and does not change.
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

  /** The position of the oldest message, before which the server may have more; or null. */
  get oldest() {
    const first = this.#entries.find(({ kind }) => kind === 'message')?.message;
    const last = this.#lastMessage();
    // Messages of an earlier log can no longer be read.
    const isOfThisLog = first?.seq !== undefined && first.epoch === last.epoch;
    return isOfThisLog ? { epoch: first.epoch, seq: first.seq } : null;
  }

  /** Whether the server has older messages, and there is room for them here. */
  get hasOlder() {
    const { oldest } = this;
    return (
      this.#hasOlder && oldest !== null && oldest.seq > 1 && this.#entries.length < MAX_WHILE_HELD
    );
  }

  /** Whether the server's oldest message is loaded. */
  get isWhole() {
    return !this.#hasOlder || this.oldest === null || this.oldest.seq === 1;
  }

  /** The position of the newest message, or null. */
  get newest() {
    const last = this.#lastMessage();
    return last?.seq === undefined ? null : { epoch: last.epoch, seq: last.seq };
  }

  /**
   * Adds the newest message.
   *
   * @param {object} message the client's message
   * @param {string} [key] the key under which it was shown as an outgoing message
   * @returns the entry
   */
  add(message, key = this.#keyOf(message)) {
    const entry = { kind: 'message', key, message };
    this.#entries.push(entry);
    return entry;
  }

  /** Adds a notice at the end. */
  note(text) {
    this.#entries.push({ kind: 'notice', key: this.#nextKey(), text, at: Date.now() });
  }

  /**
   * Adds a page of messages before the oldest.
   *
   * @param {{epoch: string, seq: number}} before the oldest position when the page was requested
   * @param {object[]} messages oldest first
   * @param {boolean} hasMore whether there are older ones
   */
  prepend(before, messages, hasMore) {
    const { oldest } = this;
    if (oldest === null || oldest.epoch !== before.epoch || oldest.seq !== before.seq) {
      return; // The page does not end where this timeline begins.
    }
    this.#hasOlder = hasMore;
    const older = messages.map((message) => ({
      kind: 'message',
      key: this.#keyOf(message),
      message: { ...message, epoch: before.epoch },
    }));
    this.#entries.unshift(...older);
  }

  /** Applies the changes of a message. */
  update(message) {
    const entry = this.#entries.find((each) => each.message?.id === message.id);
    if (entry !== undefined) {
      entry.message = { ...entry.message, ...message };
    }
  }

  /** Removes all entries, as messages are missing before the next. They can be read again. */
  restart(text) {
    this.#entries = [];
    this.#hasOlder = true;
    this.note(text);
  }

  /**
   * Removes the oldest entries if there are too many.
   *
   * @param {boolean} isHeld whether the user may be reading the oldest entries
   */
  trim(isHeld) {
    if (this.#entries.length > (isHeld ? 2 * MAX_WHILE_HELD : MAX_ENTRIES)) {
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
