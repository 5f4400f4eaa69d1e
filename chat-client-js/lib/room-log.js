import { Log, messageOf, NO_EPOCH, RETRY_LEAST_MS, RETRY_MOST_MS, wirePlace } from './log.js';
import { TypingList, TypingSender } from './typing.js';
import { Backoff, deferred, errorOf, Listeners } from './util.js';

/**
 * A room. Its phases are
 * - `outside`: not in it, on this connection; it is entered when that is possible;
 * - `asked`: the server was asked;
 * - `returning`: the session was taken up, and the server brings the client back, or not;
 * - `entering`: the history is coming;
 * - `inside`: what comes is new.
 *
 * What comes before `entering` is not for this room's reader: the history will have it.
 */
export class RoomLog extends Log {
  /** As the server writes it, once it has answered. */
  name;
  /** As this client has written it. */
  givenName;
  members = [];
  phase = 'outside';
  state = 'joining';
  joined = deferred();
  #isRefusedForNow = false;
  typing;
  typingSender;
  #entry = null;
  #entryRef = null;
  #timer = null;
  #reentry;

  constructor(session, name) {
    super(
      session,
      new Listeners('messages', 'incomplete', 'members', 'typing', 'updated', 'state'),
    );
    this.name = name;
    this.givenName = name;
    this.#reentry = new Backoff(RETRY_LEAST_MS, RETRY_MOST_MS, session.env.random);
    this.typing = new TypingList(session.env, () =>
      this.listeners.emit('typing', { users: this.typing.users }),
    );
    this.typingSender = new TypingSender(session.env, (typing) => session.sayTyping(this, typing));
  }

  get canSend() {
    return this.phase === 'inside';
  }

  get isOver() {
    return this.state === 'left' || this.state === 'refused';
  }

  frame({ content, clientMessageId, replyTo, mentions, attachments }) {
    const room = this.name;
    const type = 'chat_message';
    return { type, room, content, clientMessageId, replyTo, mentions, attachments };
  }

  sending() {
    this.typingSender.ended();
  }

  sendLost(item) {
    if (this.isOver) {
      this.unknown(item);
    }
  }

  reenter(error) {
    if (this.phase === 'inside') {
      this.phase = 'outside';
    }
    if (error.code === 'username_required') {
      this.session.nameLost();
    }
    this.enter();
    return true;
  }

  // -- coming in

  /** Asks to be let in, where that is possible and has not been done. */
  enter() {
    if (this.phase !== 'outside' || this.#timer !== null || !this.session.canEnter || this.isOver) {
      return;
    }
    const since = this.place === null ? undefined : wirePlace(this.place);
    const join = { type: 'join_room', room: this.name, keep: true, since };
    this.phase = 'asked';
    this.#entry = this.#newEntry();
    this.#entryRef = this.session.requests.send(join, {
      room: this,
      failed: (error) => this.#notLetIn(error),
    });
  }

  /** It cannot be entered for now, and who waits for that is told. */
  cannotEnter(error) {
    if (this.state === 'joining') {
      this.joined.reject(error);
      this.#isRefusedForNow = true;
    }
  }

  /** It may be entered after all, and can be waited for again. */
  mayEnter() {
    if (this.#isRefusedForNow) {
      this.joined = deferred();
      this.#isRefusedForNow = false;
    }
  }

  #newEntry() {
    return { hasPlace: this.place !== null, target: null, first: true, unread: false };
  }

  #notLetIn(error) {
    if (error.code === 'store_unavailable') {
      this.historyUnavailable();
      return true;
    }
    this.phase = 'outside';
    if (error.code === 'username_required' && this.session.nameLost()) {
      return false;
    }
    this.over('refused', errorOf(error));
    return false;
  }

  /** The server goes on without the history: it is asked for again later. */
  historyUnavailable() {
    if (this.phase === 'asked' || this.phase === 'returning' || this.phase === 'entering') {
      this.#entry.unread = true;
    }
  }

  /** The session is taken up, and what was missed comes by itself. */
  returning(helloRef) {
    this.phase = 'returning';
    this.#entry = this.#newEntry();
    this.#entryRef = helloRef;
  }

  /** The server has brought back all rooms that it knew. */
  returned() {
    if (this.phase === 'returning') {
      this.phase = 'outside';
    }
    this.enter();
  }

  /** The connection was lost. */
  lost() {
    this.phase = 'outside';
    this.session.env.clearTimeout(this.#timer);
    this.#timer = null;
    this.typing.clear();
    this.typingSender.ended();
  }

  roomJoined(frame) {
    const target = { epoch: frame.epoch, seq: frame.seq, revision: frame.revision };
    if (this.phase === 'inside') {
      this.#moved(target);
    } else if (this.phase !== 'outside' && frame.ref === this.#entryRef) {
      this.phase = 'entering';
      this.#entry.target = target;
    }
  }

  /** The log began, or began again, while this client was there. */
  #moved(to) {
    const from = this.place;
    const sameLog = from.epoch === to.epoch;
    if ((sameLog || from.epoch === NO_EPOCH) && to.seq > from.seq) {
      this.#catchUp();
    } else if (!sameLog) {
      this.place = to;
      if (from.epoch !== NO_EPOCH) {
        this.tellIncomplete(from, to);
      }
    }
  }

  /** Something is missing that the server should have sent: it is asked for what comes after. */
  #catchUp() {
    this.phase = 'outside';
    this.enter();
  }

  history({ messages, complete, more, ref }) {
    if (this.phase !== 'entering' || ref !== this.#entryRef || this.#entry.unread) {
      return;
    }
    const entry = this.#entry;
    if (entry.first) {
      entry.first = false;
      this.#begin(entry, messages, complete);
    }
    this.#read(messages, false);
    if (more !== true) {
      this.#reach(entry.target);
    }
  }

  /** The first page says from where it goes on. */
  #begin({ hasPlace, target }, messages, complete) {
    const from = this.place;
    if (hasPlace && complete === true) {
      this.place = { ...from, epoch: target.epoch };
      return;
    }
    const seq = messages.length > 0 ? messages[0].seq - 1 : target.seq;
    if (!hasPlace) {
      this.place = { epoch: target.epoch, seq, revision: target.revision };
      return;
    }
    const sameLog = from.epoch === target.epoch;
    if (sameLog && target.seq < from.seq) {
      // The log is shorter than it was: what comes now was shown, and what comes next is new.
      this.place = target;
    } else if (!sameLog || seq > from.seq) {
      this.place = { epoch: target.epoch, seq, revision: target.revision };
    }
    this.tellIncomplete(from, this.place);
  }

  /** The history has come to its end, which is there. */
  #reach(target) {
    if (this.place.seq < target.seq) {
      const from = this.place;
      this.place = { ...from, seq: target.seq };
      this.tellIncomplete(from, this.place);
    }
    this.settleAcked();
  }

  roomUsers({ users, ref }) {
    if (this.phase !== 'entering' || ref !== this.#entryRef) {
      return;
    }
    if (this.#entry.unread) {
      this.phase = 'outside';
      this.#timer = this.session.env.setTimeout(() => {
        this.#timer = null;
        this.enter();
      }, this.#reentry.next());
    } else {
      this.#reentry.reset();
      this.phase = 'inside';
      this.place = { ...this.#entry.target, seq: this.place.seq };
    }
    this.#setMembers(users, [], []);
    if (this.state !== 'joined' && this.phase === 'inside') {
      this.#setState('joined');
      this.joined.resolve();
    }
    this.flush();
  }

  // -- what happens

  messageCame(frame) {
    if (this.phase === 'inside') {
      this.typing.stopped(frame.userId);
      this.#read([frame], true);
    }
  }

  #read(frames, live) {
    const next = [];
    let hole = false;
    for (const frame of frames) {
      if (frame.seq > this.place.seq + 1) {
        if (live) {
          hole = true;
          break;
        }
        this.show(next.splice(0), live);
        this.tellIncomplete(this.place, { ...this.place, seq: frame.seq - 1 });
      }
      if (frame.seq > this.place.seq) {
        this.place = { ...this.place, seq: frame.seq };
        next.push(messageOf(frame, this.place.epoch));
      }
    }
    this.show(next, live);
    if (hole) {
      this.#catchUp();
    }
  }

  updated({ message }) {
    if (this.phase === 'inside' || this.phase === 'entering') {
      if (this.phase === 'inside' && message.revision > (this.place.revision ?? 0)) {
        this.place = { ...this.place, revision: message.revision };
      }
      this.listeners.emit('updated', { message: messageOf(message, this.place?.epoch) });
    }
  }

  userJoined({ userId, username }) {
    if (this.phase === 'inside') {
      const user = { id: userId, username };
      const others = this.members.filter(({ id }) => id !== userId);
      this.#setMembers([...others, user], [user], []);
    }
  }

  userLeft({ userId, username }) {
    if (this.phase === 'inside') {
      this.typing.stopped(userId);
      const others = this.members.filter(({ id }) => id !== userId);
      this.#setMembers(others, [], [{ id: userId, username }]);
    }
  }

  #setMembers(members, joined, left) {
    this.members = members.map(({ id, username }) => ({ id, username }));
    this.listeners.emit('members', { members: this.members, joined, left });
  }

  typingCame({ userId, username, isTyping }) {
    if (isTyping) {
      this.typing.started(userId, username);
    } else {
      this.typing.stopped(userId);
    }
  }

  // -- going

  /** The server has taken this client out. */
  removed() {
    if (this.phase === 'inside' || this.phase === 'entering') {
      this.phase = 'outside';
      this.enter();
    }
  }

  /** It is over: `left`, or `refused`. */
  over(state, error) {
    if (this.isOver) {
      return;
    }
    this.session.rooms.delete(this.name);
    this.session.env.clearTimeout(this.#timer);
    this.#timer = null;
    this.typing.clear();
    this.typingSender.ended();
    this.joined.reject(error);
    this.#setState(state, error);
    this.settleAcked(true);
    for (const item of [...this.waiting]) {
      // What is under way is answered before the server lets go of the room.
      if (!item.underWay) {
        if (item.sentAs === null) {
          this.fail(item, error.code, error.message);
        } else {
          this.unknown(item);
        }
      }
    }
  }

  #setState(state, error) {
    this.state = state;
    this.listeners.emit('state', { state, error });
  }
}
