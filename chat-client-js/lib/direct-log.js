import { Log, messageOf } from './log.js';
import { NO_EPOCH } from './position.js';
import { Emitter, retryBackoff } from './util.js';

/** How many messages that came early are held while those before them are read. */
const MAX_HELD = 200;

/** How many messages are read at once to fill a gap. */
const GAP_PAGE = 200;

/**
 * The private log with one user.
 *
 * In addition to the context of each log it needs `isSynced()` and `nameLost()`, which returns
 * whether there is a name to choose again.
 */
export class DirectLog extends Log {
  with;
  /** Whether the server stores the log: then messages are numbered, and may be sent again. */
  isStored = false;
  /** When the log was last used, in counted uses, to forget the least recently used one. */
  usedAt = 0;
  /** The messages after a gap by their numbers, while the gap is filled; or null. */
  #held = null;
  #gapTimer = null;
  #wasLocated = false;
  #backoff;

  constructor(context, userId) {
    super(context, new Emitter('messages', 'incomplete', 'updated'));
    this.with = userId;
    this.#backoff = retryBackoff(context.env);
  }

  get scope() {
    return { with: this.with };
  }

  get canSend() {
    return this.context.isSynced();
  }

  get canRepeat() {
    return this.isStored;
  }

  frameOf({ content, clientMessageId, replyTo, mentions, attachments }) {
    const type = 'private_message';
    const targetId = this.with;
    return { type, targetId, content, clientMessageId, replyTo, mentions, attachments };
  }

  rejoin({ code }) {
    return code === 'username_required' && this.context.nameLost();
  }

  /** Requests the position of the newest message, so that no later message can be missed. */
  locate() {
    if (this.position !== null || this.#wasLocated || !this.context.isSynced()) {
      return;
    }
    this.#wasLocated = true;
    this.context.requests.send(
      { type: 'get_history', with: this.with, limit: 1 },
      {
        // `unsupported`: the server stores no private messages, so there is no position.
        failed: ({ code }) => void (this.#wasLocated = code === 'unsupported'),
        lost: () => (this.#wasLocated = false),
        answered: ({ messages }) => {
          const last = messages.at(-1);
          this.isStored ||= last !== undefined;
          const { epoch, seq } = last ?? { epoch: NO_EPOCH, seq: 0 };
          this.position ??= { epoch, seq };
        },
      },
    );
  }

  onConnectionLost() {
    this.#held = null;
    this.context.env.clearTimeout(this.#gapTimer);
  }

  /** The messages that were missed without a connection. */
  onHistory({ messages, complete }) {
    if (complete === false) {
      this.#startFrom(messages[0]);
    }
    this.#read(messages, false);
  }

  /** Sets the position from which an incomplete history continues. */
  #startFrom(first) {
    const from = this.position;
    if (first === undefined && from === null) {
      // `locate` finds the position later.
      this.reportIncomplete(null, null);
    } else if (first === undefined) {
      // The history could not be read, or has no messages left.
      this.#held = new Map();
      this.#fillGap();
    } else if (from === null || first.epoch !== from.epoch || first.seq > from.seq + 1) {
      this.position = { epoch: first.epoch, seq: first.seq - 1 };
      this.reportIncomplete(from, this.position);
    }
  }

  onMessage(frame) {
    if (frame.seq === undefined) {
      this.show([this.#messageOf(frame)], true);
    } else if (this.#held !== null) {
      this.#hold(frame);
    } else {
      this.#read([frame], true);
    }
  }

  onUpdated({ message }) {
    this.events.emit('updated', { message: messageOf(message, message.epoch) });
  }

  onEphemeralSent(frame) {
    this.show([this.#messageOf(frame)], true);
  }

  #messageOf(frame) {
    const { fromId: userId, fromUsername: username } = frame;
    return { userId, username, ...messageOf(frame, frame.epoch), with: this.with };
  }

  #read(frames, live) {
    const next = [];
    for (const frame of frames) {
      this.isStored = true;
      this.#useEpochOf(frame);
      if (frame.seq > this.position.seq + 1) {
        if (live) {
          this.#hold(frame);
          break;
        }
        this.show(next.splice(0), live);
        this.reportIncomplete(this.position, { ...this.position, seq: frame.seq - 1 });
      }
      if (frame.seq > this.position.seq) {
        this.position = { ...this.position, seq: frame.seq };
        next.push(this.#messageOf(frame));
      }
    }
    this.show(next, live);
  }

  #useEpochOf({ epoch, seq }) {
    if (this.position === null) {
      this.position = { epoch, seq: seq - 1 };
    } else if (this.position.epoch !== epoch) {
      const from = this.position;
      this.position = { epoch, seq: from.epoch === NO_EPOCH ? from.seq : seq - 1 };
      if (from.epoch !== NO_EPOCH) {
        this.reportIncomplete(from, this.position);
      }
    }
  }

  // -- gaps

  #hold(frame) {
    if (this.#held === null) {
      this.#held = new Map();
      this.#fillGap();
    }
    if (this.#held.size < MAX_HELD) {
      this.#held.set(frame.seq, frame);
    }
  }

  /** Reads the messages that are missing before the held ones. */
  #fillGap() {
    const held = this.#held;
    const whileCurrent = (action) => (frame) => {
      if (this.#held === held) {
        action(frame);
      }
    };
    this.context.requests.send(
      { type: 'get_history', with: this.with, after: this.position.seq, limit: GAP_PAGE },
      {
        answered: whileCurrent(({ messages, hasMore }) => {
          this.#backoff.reset();
          this.#read(messages, false);
          if (hasMore && messages.length > 0) {
            this.#fillGap();
          } else {
            this.#readHeld();
          }
        }),
        failed: whileCurrent(({ code }) => {
          if (code === 'store_unavailable') {
            const again = whileCurrent(() => this.#fillGap());
            this.#gapTimer = this.context.env.setTimeout(again, this.#backoff.next());
          } else {
            this.#readHeld();
          }
        }),
      },
    );
  }

  #readHeld() {
    const early = [...this.#held.values()].sort((a, b) => a.seq - b.seq);
    this.#held = null;
    this.#read(early, false);
  }
}
