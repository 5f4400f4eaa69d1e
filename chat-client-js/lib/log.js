import { Outbox } from './outbox.js';
import { publicPosition } from './position.js';

/**
 * One conversation, a room or a private one: the position up to which it was read, and its outbox.
 *
 * Its context is the part of the session that it needs: `env`, `options`, `requests`, `budget`,
 * `userId()`, `refusal()` (why nothing can be sent, or null) and `readHistory(scope, page)`.
 */
export class Log {
  context;
  events;
  outbox;
  /** The position up to which the log was read; null if unknown. */
  position = null;

  constructor(context, events) {
    this.context = context;
    this.events = events;
    this.outbox = new Outbox(context, this);
  }

  send(content, extras) {
    return this.outbox.send(content, extras);
  }

  /** Reads a page of the history. */
  history(page) {
    return this.context.readHistory(this.scope, page);
  }

  // -- for subclasses

  /** Delivers the next messages to the application, in order. */
  show(messages, live) {
    if (messages.length > 0) {
      this.outbox.onMessages(messages);
      this.events.emit('messages', { messages, live });
      this.outbox.settleRead();
    }
  }

  /** Notifies the application that messages after `from`, up to `to`, may be missing. */
  reportIncomplete(from, to) {
    this.events.emit('incomplete', { from: publicPosition(from), to: publicPosition(to) });
  }

  // -- for the outbox; subclasses may override

  /** The conversation in requests for its history. */
  get scope() {
    throw new Error('Not implemented');
  }

  /** Whether messages can be sent now. */
  get canSend() {
    return false;
  }

  /** Whether a message may be sent again after the connection was lost. */
  get canRepeat() {
    return true;
  }

  /** Whether no more messages will come. */
  get isOver() {
    return false;
  }

  /** The frame that sends a message. */
  frameOf(_message) {
    throw new Error('Not implemented');
  }

  /**
   * Called if the server refused a message because this client is not in the room, or has no name.
   *
   * @returns whether the client corrects that, so that the message can be sent again
   */
  rejoin(_error) {
    return false;
  }

  /** A message is about to be sent. */
  onSending() {}

  /** The connection was lost while a message was in flight. */
  onSendLost(_message) {}

  /** A message was passed on, but not stored. */
  onEphemeralSent(_frame) {}
}

/** A message for the application. */
export function messageOf({ type: _type, ref: _ref, ...message }, epoch) {
  return { ...message, epoch };
}
