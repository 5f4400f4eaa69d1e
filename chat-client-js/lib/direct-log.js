import { Log, messageOf, NO_EPOCH, RETRY_LEAST_MS, RETRY_MOST_MS } from './log.js';
import { Backoff, Listeners } from './util.js';

/** So many messages that came early are held while what is missing before them is read. */
const MAX_HELD = 200;

/** How many are read at once to fill a hole. */
const HEAL_PAGE = 200;

/** A private conversation with one user. */
export class DirectLog extends Log {
  with;
  /** Whether the server keeps it: then it is numbered, and may be sent again. */
  kept = false;
  usedAt = 0;
  #held = null;
  #healing = null;
  #located = false;
  #retries;

  constructor(session, userId) {
    super(session, new Listeners('messages', 'incomplete', 'updated'));
    this.with = userId;
    this.#retries = new Backoff(RETRY_LEAST_MS, RETRY_MOST_MS, session.env.random);
  }

  get canSend() {
    return this.session.synced;
  }

  get canRepeat() {
    return this.kept;
  }

  frame({ content, clientMessageId, replyTo, mentions, attachments }) {
    const type = 'private_message';
    const targetId = this.with;
    return { type, targetId, content, clientMessageId, replyTo, mentions, attachments };
  }

  reenter({ code }) {
    return code === 'username_required' && this.session.nameLost();
  }

  /** Finds out where it stands, so that what is said from now on can be missed no more. */
  locate() {
    if (this.place !== null || this.#located || !this.session.synced) {
      return;
    }
    this.#located = true;
    this.session.requests.send(
      { type: 'get_history', with: this.with, limit: 1 },
      {
        // Where nothing is kept there are no places, and where it is, the next connection may tell.
        failed: ({ code }) => void (this.#located = code === 'unsupported'),
        lost: () => (this.#located = false),
        answered: ({ messages }) => {
          const last = messages.at(-1);
          this.kept ||= last !== undefined;
          this.place ??= last ? { epoch: last.epoch, seq: last.seq } : { epoch: NO_EPOCH, seq: 0 };
        },
      },
    );
  }

  lost() {
    this.#held = null;
    this.session.env.clearTimeout(this.#healing);
  }

  /** What was missed while away. */
  history({ messages, complete }) {
    if (complete === false) {
      const from = this.place;
      const first = messages[0];
      if (first === undefined && from === null) {
        // It is found out later where it stands.
        this.tellIncomplete(null, null);
      } else if (first === undefined) {
        // It could not be read, or there is nothing left.
        this.#held = new Map();
        this.#heal();
      } else if (from === null || first.epoch !== from.epoch || first.seq > from.seq + 1) {
        this.place = { epoch: first.epoch, seq: first.seq - 1 };
        this.tellIncomplete(from, this.place);
      }
    }
    this.#read(messages, false);
  }

  messageCame(frame) {
    if (frame.seq === undefined) {
      this.show([this.#messageOf(frame)], true);
    } else if (this.#held !== null) {
      this.#hold(frame);
    } else {
      this.#read([frame], true);
    }
  }

  passedOn(frame) {
    this.show([this.#messageOf(frame)], true);
  }

  #messageOf(frame) {
    const { fromId: userId, fromUsername: username } = frame;
    return { userId, username, ...messageOf(frame, frame.epoch), with: this.with };
  }

  #read(frames, live) {
    const next = [];
    for (const frame of frames) {
      this.kept = true;
      this.#enterEpoch(frame);
      if (frame.seq > this.place.seq + 1) {
        if (live) {
          this.#hold(frame);
          break;
        }
        this.show(next.splice(0), live);
        this.tellIncomplete(this.place, { ...this.place, seq: frame.seq - 1 });
      }
      if (frame.seq > this.place.seq) {
        this.place = { ...this.place, seq: frame.seq };
        next.push(this.#messageOf(frame));
      }
    }
    this.show(next, live);
  }

  #enterEpoch({ epoch, seq }) {
    if (this.place === null) {
      this.place = { epoch, seq: seq - 1 };
    } else if (this.place.epoch !== epoch) {
      const from = this.place;
      this.place = { epoch, seq: from.epoch === NO_EPOCH ? from.seq : seq - 1 };
      if (from.epoch !== NO_EPOCH) {
        this.tellIncomplete(from, this.place);
      }
    }
  }

  #hold(frame) {
    if (this.#held === null) {
      this.#held = new Map();
      this.#heal();
    }
    if (this.#held.size < MAX_HELD) {
      this.#held.set(frame.seq, frame);
    }
  }

  /** Reads what is missing before that which came early. */
  #heal() {
    const held = this.#held;
    const whileCurrent = (action) => (frame) => {
      if (this.#held === held) {
        action(frame);
      }
    };
    this.session.requests.send(
      { type: 'get_history', with: this.with, after: this.place.seq, limit: HEAL_PAGE },
      {
        answered: whileCurrent(({ messages, hasMore }) => {
          this.#retries.reset();
          this.#read(messages, false);
          if (hasMore && messages.length > 0) {
            this.#heal();
          } else {
            this.#healed();
          }
        }),
        failed: whileCurrent(({ code }) => {
          if (code === 'store_unavailable') {
            const again = whileCurrent(() => this.#heal());
            this.#healing = this.session.env.setTimeout(again, this.#retries.next());
          } else {
            this.#healed();
          }
        }),
      },
    );
  }

  #healed() {
    const early = [...this.#held.values()].sort((a, b) => a.seq - b.seq);
    this.#held = null;
    this.#read(early, false);
  }
}
