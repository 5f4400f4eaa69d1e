import { NO_EPOCH } from './position.js';
import {
  ChatError,
  createMessageId,
  deferred,
  isWellFormed,
  retryBackoff,
  utf8Length,
} from './util.js';

/** How often a conversation is rejoined for one message that the server refused. */
const MAX_REJOINS = 3;

/** Bounds how many messages and bytes wait in all outboxes of a client together. */
export class SendBudget {
  #maxMessages;
  #maxBytes;
  #messages = 0;
  #bytes = 0;

  constructor({ maxPending, maxPendingBytes }) {
    this.#maxMessages = maxPending;
    this.#maxBytes = maxPendingBytes;
  }

  /** How many messages wait. */
  get messages() {
    return this.#messages;
  }

  /** Counts a message. @returns whether there was room for it */
  take(bytes) {
    if (this.#messages >= this.#maxMessages || this.#bytes + bytes > this.#maxBytes) {
      return false;
    }
    this.#messages += 1;
    this.#bytes += bytes;
    return true;
  }

  release(bytes) {
    this.#messages -= 1;
    this.#bytes -= bytes;
  }
}

/**
 * The messages of one conversation that wait for their acknowledgement. One message is in flight at
 * a time, so that the server stores them in the order of the calls.
 *
 * The outbox reads `position`, `canSend`, `canRepeat`, `isOver`, `frameOf(message)` and
 * `rejoin(error)` of its log, and calls `onSending()`, `onSendLost(message)` and
 * `onEphemeralSent(frame)`.
 */
export class Outbox {
  #context;
  #log;
  #backoff;
  /** Not acknowledged yet, in the order of the calls; the first may be in flight. */
  #waiting = [];
  /** Acknowledged, but the log was not read up to them yet; by their ids. */
  #acked = new Map();

  constructor(context, log) {
    this.#context = context;
    this.#log = log;
    this.#backoff = retryBackoff(context.env);
  }

  get isEmpty() {
    return this.#waiting.length === 0 && this.#acked.size === 0;
  }

  send(content, extras = {}) {
    const { clientMessageId = createMessageId(), replyTo, mentions, attachments } = extras;
    const message = { ...deferred(), content, clientMessageId, replyTo, mentions, attachments };
    const refusal = this.#refusal(message);
    if (refusal !== null) {
      message.reject(new ChatError(refusal.code, refusal.message, { clientMessageId }));
      return message.promise;
    }
    Object.assign(message, { isInFlight: false, sentAs: null, ack: null, retryTimer: null });
    message.rejoins = 0;
    const { env, options } = this.#context;
    message.deadline = env.monotonicNow() + options.sendTimeoutMs;
    message.deadlineTimer = env.setTimeout(() => this.#expire(message), options.sendTimeoutMs);
    this.#waiting.push(message);
    this.flush();
    return message.promise;
  }

  /** Why a message is refused; null if it is accepted, and then the budget counts it. */
  #refusal(message) {
    const { content, clientMessageId, replyTo, mentions, attachments } = message;
    if (typeof content !== 'string') {
      throw new TypeError('The content of a message must be a string');
    }
    const refusal = this.#context.refusal();
    if (refusal !== null) {
      return refusal;
    }
    if (!isWellFormed(content)) {
      return { code: 'invalid_content', message: 'The content must be well-formed Unicode text' };
    }
    message.bytes = utf8Length(
      JSON.stringify([content, clientMessageId, replyTo, mentions, attachments]),
    );
    return this.#context.budget.take(message.bytes)
      ? null
      : { code: 'outbox_full', message: 'Too many messages wait to be sent' };
  }

  /** Sends the next message, if one waits and can be sent now. */
  flush() {
    const message = this.#waiting[0];
    const isBusy = message === undefined || message.isInFlight || message.retryTimer !== null;
    if (isBusy || !this.#log.canSend) {
      return;
    }
    if (this.#context.env.monotonicNow() >= message.deadline) {
      this.#expire(message);
      return;
    }
    const { userId } = this.#context;
    if (message.sentAs !== null && (message.sentAs !== userId() || !this.#log.canRepeat)) {
      // The server cannot detect the repetition, so it could store the message twice.
      this.failAsUnknown(message);
      this.flush();
      return;
    }
    message.isInFlight = true;
    this.#log.onSending();
    this.#context.requests.send(this.#log.frameOf(message), {
      handedOver: () => (message.sentAs = userId()),
      answered: (frame) => this.#onAcknowledged(message, frame),
      failed: (error) => this.#onRefused(message, error),
      lost: () => {
        message.isInFlight = false;
        this.#log.onSendLost(message);
      },
    });
  }

  #onAcknowledged(message, frame) {
    if (message.isSettled) {
      return;
    }
    this.#backoff.reset();
    this.#remove(message);
    if (frame.type === 'ack') {
      message.ack = { id: frame.id, seq: frame.seq, timestamp: frame.timestamp };
      this.#acked.set(message.ack.id, message);
      this.settleRead(this.#log.isOver);
    } else {
      // The server has passed the message on without storing it, so it has no position.
      this.#resolve(message, { epoch: null, seq: null, id: null, timestamp: frame.timestamp });
      this.#log.onEphemeralSent({ ...frame, clientMessageId: message.clientMessageId });
    }
    this.flush();
  }

  #onRefused(message, error) {
    message.isInFlight = false;
    if (message.isSettled) {
      return;
    }
    if (error.code === 'store_unavailable') {
      message.retryTimer = this.#context.env.setTimeout(() => {
        message.retryTimer = null;
        this.flush();
      }, this.#backoff.next());
    } else if (
      (error.code === 'not_in_room' || error.code === 'username_required') &&
      message.rejoins < MAX_REJOINS &&
      this.#log.rejoin(error)
    ) {
      message.rejoins += 1;
    } else {
      this.#fail(message, error);
      this.flush();
    }
  }

  /** The log has received messages; those of this user settle sent messages. */
  onMessages(messages) {
    for (const received of messages) {
      const isSame = (message) =>
        received.clientMessageId === message.clientMessageId && received.userId === message.sentAs;
      const message = this.#acked.get(received.id) ?? this.#waiting.find(isSame);
      if (message !== undefined) {
        this.#resolve(message, received);
      }
    }
  }

  /** Settles the acknowledged messages up to the position of the log, or all of them. */
  settleRead(all = false) {
    for (const message of [...this.#acked.values()]) {
      const { position } = this.#log;
      if (all || (position !== null && message.ack.seq <= position.seq)) {
        this.#resolve(message, { ...message.ack, epoch: position?.epoch ?? NO_EPOCH });
      }
    }
  }

  #expire(message) {
    if (message.sentAs === null) {
      this.#fail(message, { code: 'expired', message: 'The message could not be sent in time' });
    } else {
      this.failAsUnknown(message);
    }
    this.flush();
  }

  failAsUnknown(message) {
    this.#fail(message, {
      code: 'outcome_unknown',
      message: 'The message was sent, but it is not known whether the server stored it',
    });
  }

  /** Fails all waiting messages. Acknowledged messages are stored, so they are settled. */
  failAll(error, { exceptInFlight = false } = {}) {
    this.settleRead(true);
    for (const message of [...this.#waiting]) {
      if (exceptInFlight && message.isInFlight) {
        continue;
      }
      if (message.sentAs === null) {
        this.#fail(message, { code: error.code, message: error.message });
      } else {
        this.failAsUnknown(message);
      }
    }
  }

  failInFlight(error) {
    this.#waiting
      .filter((message) => message.isInFlight)
      .forEach((message) => this.#fail(message, error));
  }

  #fail(message, { code, message: text, retryAfterMs }) {
    if (!message.isSettled) {
      const { clientMessageId } = message;
      this.#settle(message);
      message.reject(new ChatError(code, text, { clientMessageId, retryAfterMs }));
    }
  }

  #resolve(message, { epoch, seq, id, timestamp }) {
    if (!message.isSettled) {
      this.#settle(message);
      const { clientMessageId } = message;
      message.resolve({ epoch, seq, id, timestamp, clientMessageId });
      this.flush();
    }
  }

  #settle(message) {
    message.isSettled = true;
    this.#remove(message);
    this.#acked.delete(message.ack?.id);
  }

  /** Removes a message, which is acknowledged or settled. */
  #remove(message) {
    const index = this.#waiting.indexOf(message);
    if (index >= 0) {
      this.#waiting.splice(index, 1);
      this.#context.env.clearTimeout(message.deadlineTimer);
      this.#context.env.clearTimeout(message.retryTimer);
      this.#context.budget.release(message.bytes);
    }
  }
}
