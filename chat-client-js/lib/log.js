import { Backoff, ChatError, createMessageId, deferred } from './util.js';

export const NO_EPOCH = '0';

/** Waits between attempts at what the server cannot do at the moment. */
export const RETRY_LEAST_MS = 500;
export const RETRY_MOST_MS = 20_000;

/** A room that the server does not know this client to be in is entered again so often. */
const MAX_REENTRIES = 3;

/**
 * One conversation: how far it was read, and what waits to be sent to it. One message is under way
 * at a time, so that they land in the order in which they were given.
 *
 * A place is `{epoch, seq, revision}`; the next message is that of `seq + 1`.
 */
export class Log {
  session;
  listeners;
  place = null;
  /** What the server has not acknowledged yet, in order; the first may be under way. */
  waiting = [];
  /** What was acknowledged and has not come back as a message yet, by its id. */
  acked = new Map();
  #retry;

  constructor(session, listeners) {
    this.session = session;
    this.listeners = listeners;
    this.#retry = new Backoff(RETRY_LEAST_MS, RETRY_MOST_MS, session.env.random);
  }

  // -- reading

  /** Tells of messages that are next, in order. */
  show(messages, live) {
    if (messages.length > 0) {
      messages.forEach((message) => this.#returned(message));
      this.listeners.emit('messages', { messages, live });
      this.settleAcked();
    }
  }

  /** Tells that messages behind a place, up to another, may be missing. */
  tellIncomplete(from, to) {
    this.listeners.emit('incomplete', { from: publicPlace(from), to: publicPlace(to) });
  }

  /** A message of this user has come back, so it is known where it landed. */
  #returned(message) {
    const mine = (item) =>
      message.clientMessageId === item.clientMessageId && message.userId === item.sentAs;
    const item = this.acked.get(message.id) ?? this.waiting.find(mine);
    if (item !== undefined) {
      this.#done(item, message);
    }
  }

  /** Ends what was acknowledged and lies within what has been read. */
  settleAcked(all = false) {
    for (const item of [...this.acked.values()]) {
      if (all || (this.place !== null && item.ack.seq <= this.place.seq)) {
        this.#done(item, { ...item.ack, epoch: this.place?.epoch ?? NO_EPOCH });
      }
    }
  }

  // -- sending

  /** Whether something can be sent now. */
  get canSend() {
    return false;
  }

  /** The frame that says it. */
  frame(_item) {
    throw new Error('not here');
  }

  /** Whether what was sent by a connection that was lost may be sent again. */
  get canRepeat() {
    return true;
  }

  send(content, extras = {}) {
    const { clientMessageId = createMessageId(), replyTo, mentions, attachments } = extras;
    const item = { ...deferred(), content, clientMessageId, replyTo, mentions, attachments };
    const refused = this.session.refusal(item, content);
    if (refused !== null) {
      item.reject(new ChatError(refused.code, refused.message, { clientMessageId }));
      return item.promise;
    }
    Object.assign(item, { underWay: false, sentAs: null, ack: null, retry: null, reentries: 0 });
    const { env, options } = this.session;
    item.until = env.monotonicNow() + options.sendTimeoutMs;
    item.timer = env.setTimeout(() => this.#expired(item), options.sendTimeoutMs);
    this.waiting.push(item);
    this.flush();
    return item.promise;
  }

  flush() {
    const item = this.waiting[0];
    if (item === undefined || item.underWay || item.retry !== null || !this.canSend) {
      return;
    }
    if (this.session.env.monotonicNow() >= item.until) {
      this.#expired(item);
      return;
    }
    if (item.sentAs !== null && (item.sentAs !== this.session.userId || !this.canRepeat)) {
      // To others this client is another user by now, so it could be said twice.
      this.unknown(item);
      this.flush();
      return;
    }
    item.underWay = true;
    this.sending();
    this.session.requests.send(this.frame(item), {
      handedOver: () => (item.sentAs = this.session.userId),
      answered: (frame) => this.#acknowledged(item, frame),
      failed: (error) => this.#refused(item, error),
      lost: () => {
        item.underWay = false;
        this.sendLost(item);
      },
    });
  }

  /** Something is about to be sent. */
  sending() {}

  /** A connection was lost with this under way. */
  sendLost(_item) {}

  #acknowledged(item, frame) {
    if (item.settled) {
      return;
    }
    this.#retry.reset();
    this.#take(item);
    if (frame.type === 'ack') {
      item.ack = { id: frame.id, seq: frame.seq, timestamp: frame.timestamp };
      this.acked.set(item.ack.id, item);
      this.settleAcked(this.isOver);
    } else {
      // It was passed on, and has no place.
      this.#done(item, { epoch: null, seq: null, id: null, timestamp: frame.timestamp });
      this.passedOn({ ...frame, clientMessageId: item.clientMessageId });
    }
    this.flush();
  }

  /** What was not kept, but passed on, is shown to its sender, too. */
  passedOn(_frame) {}

  /** Whether no messages come any more. */
  get isOver() {
    return false;
  }

  #refused(item, error) {
    item.underWay = false;
    if (item.settled) {
      return;
    }
    if (error.code === 'store_unavailable') {
      item.retry = this.session.env.setTimeout(() => {
        item.retry = null;
        this.flush();
      }, this.#retry.next());
    } else if (
      (error.code === 'not_in_room' || error.code === 'username_required') &&
      item.reentries < MAX_REENTRIES &&
      this.reenter(error)
    ) {
      item.reentries += 1;
    } else {
      this.fail(item, error.code, error.message, error.retryAfterMs);
      this.flush();
    }
  }

  /** The server does not take this client for a member. @returns whether that can be mended */
  reenter(_error) {
    return false;
  }

  #expired(item) {
    if (item.sentAs === null) {
      this.fail(item, 'expired', 'It could not be sent in time');
    } else {
      this.unknown(item);
    }
    this.flush();
  }

  unknown(item) {
    this.fail(item, 'outcome_unknown', 'It was sent, and may or may not have been kept');
  }

  fail(item, code, message, retryAfterMs) {
    if (!item.settled) {
      const { clientMessageId } = item;
      this.#settle(item);
      item.reject(new ChatError(code, message, { clientMessageId, retryAfterMs }));
    }
  }

  /** Nothing is sent any more; what was acknowledged is kept all the same. */
  failAll(code, message) {
    this.settleAcked(true);
    for (const item of [...this.waiting]) {
      if (item.sentAs === null) {
        this.fail(item, code, message);
      } else {
        this.unknown(item);
      }
    }
  }

  #done(item, { epoch, seq, id, timestamp }) {
    if (!item.settled) {
      this.#settle(item);
      item.resolve({ epoch, seq, id, timestamp, clientMessageId: item.clientMessageId });
      this.flush();
    }
  }

  #settle(item) {
    item.settled = true;
    this.#take(item);
    this.acked.delete(item.ack?.id);
  }

  /** What is acknowledged does not wait any more. */
  #take(item) {
    const index = this.waiting.indexOf(item);
    if (index >= 0) {
      this.waiting.splice(index, 1);
      this.session.env.clearTimeout(item.timer);
      this.session.env.clearTimeout(item.retry);
      this.session.released(item);
    }
  }
}

export const publicPlace = (place) => place && { epoch: place.epoch, seq: place.seq };

/** Where a log is, as the server is told. */
export const wirePlace = ({ epoch, seq, revision }) =>
  revision === undefined ? { epoch, seq } : { epoch, seq, revision };

/** A message as the application gets it. */
export function messageOf({ type: _type, ref: _ref, ...message }, epoch) {
  return { ...message, epoch };
}
