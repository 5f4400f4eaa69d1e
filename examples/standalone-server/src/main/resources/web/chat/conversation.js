import { createMessageId } from '/chat-client/chat-client.js';
import { Timeline } from './timeline.js';

/** How many older messages are read at once. */
const PAGE = 50;

/** How many messages of this user may be pending or failed at once. */
const MAX_OUTGOING = 100;

/**
 * A room or a private conversation: its timeline, the unconfirmed messages of this user, and the
 * number of unread messages. It has no access to the page.
 *
 * An outgoing message is `{key, content, writtenAt, state, error}`. It is `pending` until the
 * server confirms it, and then becomes a message of the timeline with its key; or it is `failed`,
 * until the user retries or discards it.
 */
export class Conversation {
  timeline = new Timeline();
  outgoing = [];
  unread = 0;

  /** The key of the first unread message; null if there is none. */
  firstUnread = null;

  /** Whether the user reads far above the end: then the timeline is trimmed later. */
  isHeld = false;

  /** Whether older messages are being read, and whether the last attempt has failed. */
  isLoading = false;
  loadingFailed = false;

  #chat;
  #read = null;

  /**
   * @param chat has `isOwn(userId)` and `isBeingRead(conversation)`, and is called:
   *     `changed(conversation)`, `arrived(conversation, messages)` with new messages of others, and
   *     `failed(conversation, item)`
   * @param {?{epoch: string, seq: number}} read the position up to which this user has read, from
   *     an earlier load of the page
   */
  constructor(chat, read = null) {
    this.#chat = chat;
    this.#read = read;
  }

  /** The position up to which this user has read. */
  get read() {
    return this.#read;
  }

  /** The names of the users who are typing. */
  get typingNames() {
    return [];
  }

  // Implemented by the two kinds of conversation.

  /** @returns a promise of the client */
  deliver(_content, _extras) {
    throw new Error('Not implemented');
  }

  /** @returns a promise of a page */
  page(_request) {
    throw new Error('Not implemented');
  }

  // Actions of this user.

  /** Sends a message. @returns {boolean} false if too many messages wait */
  send(content) {
    if (this.outgoing.length >= MAX_OUTGOING) {
      return false;
    }
    const clientMessageId = createMessageId();
    this.firstUnread = null;
    this.#send({ key: clientMessageId, clientMessageId, content, writtenAt: Date.now() });
    return true;
  }

  /** Sends a failed message again under its id, so that the server stores it once. */
  retry(key) {
    const item = this.outgoing.find((each) => each.key === key && each.state === 'failed');
    if (item !== undefined) {
      this.#take(item);
      this.#send(item);
    }
  }

  /** Removes a failed message. */
  discard(key) {
    this.outgoing = this.outgoing.filter((each) => each.key !== key || each.state !== 'failed');
    this.changed();
  }

  /** Reads messages before the oldest one. */
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

  /** This user sees the end of the conversation. */
  seen() {
    this.#read = this.timeline.newest ?? this.#read;
    if (this.unread > 0) {
      this.unread = 0;
      this.changed();
    }
  }

  /** This user has opened another conversation. */
  left() {
    if (this.unread === 0) {
      this.firstUnread = null;
    }
    this.isHeld = false;
    this.trim();
  }

  /** Removes the oldest messages if there are too many. */
  trim() {
    this.timeline.trim(this.isHeld);
  }

  // Events of the client.

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

  /** Messages between two positions may be missing. */
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

  /** Messages up to now do not count as unread. */
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
