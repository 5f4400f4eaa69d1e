/** So many entries of a conversation are kept; older ones are forgotten. */
const MAX_ENTRIES = 500;

/** A history of this length or more may be the end of a longer one. */
const FULL_HISTORY = 50;

/**
 * What was said and what happened in one conversation, oldest first.
 *
 * Entries are `{key, kind: 'message', message}` or `{key, kind: 'notice', text, at}`. Keys are
 * unique within the timeline and never change.
 */
export class Timeline {
  #entries = [];
  #ids = new Set();
  #noticeCount = 0;

  get entries() {
    return this.#entries;
  }

  /**
   * Adds a message that was just said.
   *
   * @returns {boolean} false if it is there already
   */
  add(message) {
    if (this.#ids.has(message.id)) {
      return false;
    }
    this.#push({ key: message.id, kind: 'message', message });
    return true;
  }

  /** Adds a line about something that happened. */
  note(text, at) {
    this.#noticeCount += 1;
    this.#push({ key: `notice-${this.#noticeCount}`, kind: 'notice', text, at });
  }

  /**
   * Joins a replayed history to what is there: each message appears once, in the order of the
   * history. Where messages may be missing in between, a line says so.
   */
  replay(messages, at) {
    const hadMessages = this.#ids.size > 0;
    const overlaps = messages.some(({ id }) => this.#ids.has(id));
    if (hadMessages && !overlaps && messages.length >= FULL_HISTORY) {
      this.note('Older messages may be missing here.', at);
    }
    if (overlaps) {
      this.#insertMissing(messages);
    } else {
      messages.forEach((message) => this.add(message));
    }
  }

  /** Walks both lists together, so that what is new lands behind the message it follows. */
  #insertMissing(messages) {
    const places = new Map(this.#entries.map(({ key }, index) => [key, index]));
    const result = [];
    let taken = 0;
    for (const message of messages) {
      const place = places.get(message.id);
      if (place === undefined) {
        result.push({ key: message.id, kind: 'message', message });
        this.#ids.add(message.id);
      } else {
        for (; taken <= place; taken += 1) {
          result.push(this.#entries[taken]);
        }
      }
    }
    this.#entries = result.concat(this.#entries.slice(taken));
    this.#trim();
  }

  #push(entry) {
    this.#entries.push(entry);
    if (entry.kind === 'message') {
      this.#ids.add(entry.key);
    }
    this.#trim();
  }

  #trim() {
    if (this.#entries.length > MAX_ENTRIES) {
      this.#entries
        .splice(0, this.#entries.length - MAX_ENTRIES)
        .forEach(({ key }) => this.#ids.delete(key));
    }
  }
}
