import { createMessageId } from '/chat-client/chat-client.js';
import { Timeline } from './timeline.js';

/** So many messages are read at once above the oldest. */
const PAGE = 50;

/** So many messages of this user may be pending or failed at once. */
const MAX_OUTGOING = 100;

/**
 * A room, or what is said between two: what is known of it, what this user has written and the
 * server has not confirmed, and how much is unread. It knows no page.
 *
 * What is outgoing is `{key, content, writtenAt, state, error}`: `pending` until it is confirmed, and
 * a message of the timeline with the same key from then on; or `failed`, until it is tried again or
 * discarded.
 */
export class Conversation {
  timeline = new Timeline();
  outgoing = [];
  unread = 0;

  /** The key of the message from which on this user has not read; null if there is none. */
  firstUnread = null;

  /** Whether it is on the screen far above its end: then nothing of it is forgotten. */
  isHeld = false;

  /** Whether older messages are on their way, and whether the last attempt was in vain. */
  isLoading = false;
  loadingFailed = false;

  #chat;
  #read = null;

  /**
   * @param chat `isOwn(userId)`, `isBeingRead(conversation)`; hears `changed(conversation)`,
   *     `arrived(conversation, messages)`, which are others' and new, and `failed(conversation, item)`
   * @param {?{epoch: string, seq: number}} read how far this user has read it, at another time
   */
  constructor(chat, read = null) {
    this.#chat = chat;
    this.#read = read;
  }

  /** How far this user has read. */
  get read() {
    return this.#read;
  }

  /** Names of those who type. */
  get typingNames() {
    return [];
  }

  // What the kinds of conversation do in their own way.

  /** @returns a promise of the client's */
  deliver(_content, _extras) {
    throw new Error('not here');
  }

  /** @returns a promise of a page */
  page(_request) {
    throw new Error('not here');
  }

  // What this user does.

  /** Says something. @returns {boolean} whether it was taken; it is not if too much waits */
  say(content) {
    if (this.outgoing.length >= MAX_OUTGOING) {
      return false;
    }
    const clientMessageId = createMessageId();
    this.firstUnread = null;
    this.#send({ key: clientMessageId, clientMessageId, content, writtenAt: Date.now() });
    return true;
  }

  /** Tries a failed message again: under the same id, so that it is said once. */
  retry(key) {
    const item = this.outgoing.find((each) => each.key === key && each.state === 'failed');
    if (item !== undefined) {
      this.#take(item);
      this.#send(item);
    }
  }

  /** Forgets a failed message. */
  discard(key) {
    this.outgoing = this.outgoing.filter((each) => each.key !== key || each.state !== 'failed');
    this.changed();
  }

  /** Reads messages above the oldest one. */
  async loadOlder() {
    const before = this.timeline.oldest;
    if (this.isLoading || !this.timeline.hasOlder) {
      return;
    }
    this.isLoading = true;
    this.loadingFailed = false;
    this.changed();
    try {
      const { messages, hasMore } = await this.page({ before: before.seq, limit: PAGE });
      this.timeline.prepend(before, messages, hasMore);
    } catch {
      this.loadingFailed = true;
    }
    this.isLoading = false;
    this.changed();
  }

  /** This user sees the end of it. */
  seen() {
    this.#read = this.timeline.newest ?? this.#read;
    if (this.unread > 0) {
      this.unread = 0;
      this.changed();
    }
  }

  /** This user has turned to something else. */
  left() {
    if (this.unread === 0) {
      this.firstUnread = null;
    }
    this.isHeld = false;
    this.trim();
  }

  /** Forgets the oldest messages, where there are too many. */
  trim() {
    this.timeline.trim(this.isHeld);
  }

  // What the client tells.

  /** @param {object[]} messages the next ones */
  received(messages) {
    const isBeingRead = this.#chat.isBeingRead(this);
    const news = [];
    for (const message of messages) {
      const isOwn = this.#chat.isOwn(message.userId);
      const item = isOwn ? this.#outgoing(message.clientMessageId) : undefined;
      const entry = this.timeline.add(message, item?.key);
      if (item !== undefined) {
        this.#take(item);
      } else if (!isOwn && !this.#wasRead(message)) {
        news.push(entry);
      }
    }
    if (isBeingRead) {
      this.seen();
    } else if (news.length > 0) {
      this.firstUnread ??= news[0].key;
      this.unread += news.length;
    }
    this.trim();
    this.changed();
    if (news.length > 0) {
      this.#chat.arrived(
        this,
        news.map(({ message }) => message),
      );
    }
  }

  /** Messages after a place may be missing. */
  incomplete({ from, to }) {
    if (from !== null && from.epoch === to.epoch) {
      this.timeline.restart('You were away for a while. What was said meanwhile is further up.');
      this.firstUnread = null;
    } else if (this.timeline.entries.length > 0) {
      this.timeline.note('What is kept of this conversation begins here.');
    }
    this.changed();
  }

  /** A message has changed. */
  updated({ message }) {
    this.timeline.update(message);
    this.changed();
  }

  changed() {
    this.#chat.changed(this);
  }

  /** Everything up to now was read, or was not meant to be. */
  startReading() {
    this.#read ??= this.timeline.newest;
  }

  #wasRead({ epoch, seq }) {
    const read = this.#read;
    return read !== null && epoch !== undefined && epoch === read.epoch && seq <= read.seq;
  }

  #outgoing(clientMessageId) {
    return this.outgoing.find((each) => each.clientMessageId === clientMessageId);
  }

  #send(item) {
    item.state = 'pending';
    item.error = null;
    this.outgoing.push(item);
    this.deliver(item.content, { clientMessageId: item.clientMessageId }).then(
      () => this.#take(item),
      (error) => this.#failed(item, error),
    );
    this.changed();
  }

  #failed(item, error) {
    if (this.outgoing.includes(item)) {
      item.state = 'failed';
      item.error = error;
      this.changed();
      this.#chat.failed(this, item);
    }
  }

  #take(item) {
    const index = this.outgoing.indexOf(item);
    if (index >= 0) {
      this.outgoing.splice(index, 1);
      this.changed();
    }
  }
}
