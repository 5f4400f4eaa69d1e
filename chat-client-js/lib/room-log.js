import { Log, messageOf } from './log.js';
import { NO_EPOCH, wirePosition } from './position.js';
import { TypingList, TypingSender } from './typing.js';
import { ChatError, deferred, Emitter, errorOf, retryBackoff } from './util.js';

/**
 * A room. Its phase on this connection:
 * - `detached`: not in the room; joins as soon as possible;
 * - `joining`: `join_room` was sent;
 * - `resuming`: the session was resumed; the server restores the membership, or does not;
 * - `syncing`: the server has admitted the client, and the history is coming;
 * - `joined`: events are live.
 *
 * Messages before `syncing` are ignored: the history will contain them.
 *
 * In addition to the context of each log it needs `canJoin()`, `nameLost()` (returns whether there
 * is a name to choose again), `sendIfIdle(frame)` and `removeRoom(room)`.
 */
export class RoomLog extends Log {
  /** The name in the server's spelling, once it has answered. */
  name;
  /** The name in the application's spelling. */
  givenName;
  members = [];
  phase = 'detached';
  /** The state for the application: `joining`, `joined`, `left` or `refused`. */
  state = 'joining';
  joined = deferred();
  typing;
  typingSender;
  /** Whether `joined` is rejected, but may be replaced. */
  #isBlocked = false;
  /** The state of the current join. */
  #sync = null;
  /** The ref of the joining request: of `join_room`, or of `hello`. */
  #syncRef = null;
  #retryTimer = null;
  #backoff;

  constructor(context, name) {
    super(context, new Emitter('messages', 'incomplete', 'members', 'typing', 'updated', 'state'));
    this.name = name;
    this.givenName = name;
    const { env } = context;
    this.#backoff = retryBackoff(env);
    this.typing = new TypingList(env, () =>
      this.events.emit('typing', { users: this.typing.users }),
    );
    this.typingSender = new TypingSender(env, (isTyping) => this.#sendTyping(isTyping));
  }

  get scope() {
    return { room: this.name };
  }

  get canSend() {
    return this.phase === 'joined';
  }

  get isOver() {
    return this.state === 'left' || this.state === 'refused';
  }

  frameOf({ content, clientMessageId, replyTo, mentions, attachments }) {
    const type = 'chat_message';
    return { type, room: this.name, content, clientMessageId, replyTo, mentions, attachments };
  }

  onSending() {
    this.typingSender.reset();
  }

  onSendLost(message) {
    if (this.isOver) {
      this.outbox.failAsUnknown(message);
    }
  }

  rejoin(error) {
    if (this.phase === 'joined') {
      this.phase = 'detached';
    }
    if (error.code === 'username_required') {
      this.context.nameLost();
    }
    this.join();
    return true;
  }

  // -- joining

  /** Sends `join_room`, if that is possible and was not done yet. */
  join() {
    const isPossible = this.#retryTimer === null && this.context.canJoin() && !this.isOver;
    if (this.phase !== 'detached' || !isPossible) {
      return;
    }
    const since = this.position === null ? undefined : wirePosition(this.position);
    const frame = { type: 'join_room', room: this.name, keep: true, since };
    this.phase = 'joining';
    this.#sync = this.#newSync();
    this.#syncRef = this.context.requests.send(frame, {
      room: this,
      failed: (error) => this.#onJoinFailed(error),
    });
  }

  /** The room cannot be joined for now: rejects `joined`. */
  block(error) {
    if (this.state === 'joining') {
      this.joined.reject(error);
      this.#isBlocked = true;
    }
  }

  /** The room may be joined after all: `joined` is a new promise. */
  unblock() {
    if (this.#isBlocked) {
      this.joined = deferred();
      this.#isBlocked = false;
    }
  }

  #newSync() {
    const hadPosition = this.position !== null;
    return { hadPosition, target: null, isFirstPage: true, isHistoryMissing: false };
  }

  /** @returns whether the server continues the join anyway */
  #onJoinFailed(error) {
    if (error.code === 'store_unavailable') {
      this.onHistoryUnavailable();
      return true;
    }
    this.phase = 'detached';
    if (error.code === 'username_required' && this.context.nameLost()) {
      return false;
    }
    this.end('refused', errorOf(error));
    return false;
  }

  /** The server continues without the history, which must be requested again later. */
  onHistoryUnavailable() {
    if (this.phase === 'joining' || this.phase === 'resuming' || this.phase === 'syncing') {
      this.#sync.isHistoryMissing = true;
    }
  }

  /** The session was resumed: the server answers `hello` with the missed messages. */
  onResuming(helloRef) {
    this.phase = 'resuming';
    this.#sync = this.#newSync();
    this.#syncRef = helloRef;
  }

  /** The server has restored the membership of this client in all rooms that it had. */
  onResumed() {
    if (this.phase === 'resuming') {
      this.phase = 'detached';
    }
    this.join();
  }

  onConnectionLost() {
    this.phase = 'detached';
    this.#stopTimers();
  }

  #stopTimers() {
    this.context.env.clearTimeout(this.#retryTimer);
    this.#retryTimer = null;
    this.typing.clear();
    this.typingSender.reset();
  }

  onRoomJoined(frame) {
    const target = { epoch: frame.epoch, seq: frame.seq, revision: frame.revision };
    if (this.phase === 'joined') {
      this.#onLogChanged(target);
    } else if (this.phase !== 'detached' && frame.ref === this.#syncRef) {
      this.phase = 'syncing';
      this.#sync.target = target;
    }
  }

  /** The log was begun, or begun again, while this client was in the room. */
  #onLogChanged(to) {
    const from = this.position;
    const isSameLog = from.epoch === to.epoch;
    if ((isSameLog || from.epoch === NO_EPOCH) && to.seq > from.seq) {
      this.#rejoinToCatchUp();
    } else if (!isSameLog) {
      this.position = to;
      if (from.epoch !== NO_EPOCH) {
        this.reportIncomplete(from, to);
      }
    }
  }

  /** The server has skipped messages: joins again, to get them. */
  #rejoinToCatchUp() {
    this.phase = 'detached';
    this.join();
  }

  onHistory({ messages, complete, more, ref }) {
    const isExpected = this.phase === 'syncing' && ref === this.#syncRef;
    if (!isExpected || this.#sync.isHistoryMissing) {
      return;
    }
    const sync = this.#sync;
    if (sync.isFirstPage) {
      sync.isFirstPage = false;
      this.#startFrom(sync, messages, complete);
    }
    this.#read(messages, false);
    if (more !== true) {
      this.#finishHistory(sync.target);
    }
  }

  /** Sets the position from which the first page of the history continues. */
  #startFrom({ hadPosition, target }, messages, complete) {
    const from = this.position;
    if (hadPosition && complete === true) {
      this.position = { ...from, epoch: target.epoch };
      return;
    }
    const seq = messages.length > 0 ? messages[0].seq - 1 : target.seq;
    if (!hadPosition) {
      this.position = { epoch: target.epoch, seq, revision: target.revision };
      return;
    }
    const isSameLog = from.epoch === target.epoch;
    if (isSameLog && target.seq < from.seq) {
      // The log is shorter than it was: this page was delivered, and the next message is new.
      this.position = target;
    } else if (!isSameLog || seq > from.seq) {
      this.position = { epoch: target.epoch, seq, revision: target.revision };
    }
    this.reportIncomplete(from, this.position);
  }

  /** The last page of the history was read: the position is now the server's. */
  #finishHistory(target) {
    if (this.position.seq < target.seq) {
      const from = this.position;
      this.position = { ...from, seq: target.seq };
      this.reportIncomplete(from, this.position);
    }
    this.outbox.settleRead();
  }

  onRoomUsers({ users, ref }) {
    if (this.phase !== 'syncing' || ref !== this.#syncRef) {
      return;
    }
    if (this.#sync.isHistoryMissing) {
      this.phase = 'detached';
      this.#retryTimer = this.context.env.setTimeout(() => {
        this.#retryTimer = null;
        this.join();
      }, this.#backoff.next());
    } else {
      this.#backoff.reset();
      this.phase = 'joined';
      this.position = { ...this.#sync.target, seq: this.position.seq };
    }
    this.#setMembers(users, [], []);
    if (this.state !== 'joined' && this.phase === 'joined') {
      this.#setState('joined');
      this.joined.resolve();
    }
    this.outbox.flush();
  }

  // -- events of the room

  onMessage(frame) {
    if (this.phase === 'joined') {
      this.typing.remove(frame.userId);
      this.#read([frame], true);
    }
  }

  #read(frames, live) {
    const next = [];
    let isGap = false;
    for (const frame of frames) {
      if (frame.seq > this.position.seq + 1) {
        if (live) {
          isGap = true;
          break;
        }
        this.show(next.splice(0), live);
        this.reportIncomplete(this.position, { ...this.position, seq: frame.seq - 1 });
      }
      if (frame.seq > this.position.seq) {
        this.position = { ...this.position, seq: frame.seq };
        next.push(messageOf(frame, this.position.epoch));
      }
    }
    this.show(next, live);
    if (isGap) {
      this.#rejoinToCatchUp();
    }
  }

  onUpdated({ message }) {
    if (this.phase === 'joined' || this.phase === 'syncing') {
      if (this.phase === 'joined' && message.revision > (this.position.revision ?? 0)) {
        this.position = { ...this.position, revision: message.revision };
      }
      this.events.emit('updated', { message: messageOf(message, this.position?.epoch) });
    }
  }

  onUserJoined({ userId, username }) {
    if (this.phase === 'joined') {
      const user = { id: userId, username };
      this.#setMembers([...this.#membersWithout(userId), user], [user], []);
    }
  }

  onUserLeft({ userId, username }) {
    if (this.phase === 'joined') {
      this.typing.remove(userId);
      this.#setMembers(this.#membersWithout(userId), [], [{ id: userId, username }]);
    }
  }

  #membersWithout(userId) {
    return this.members.filter(({ id }) => id !== userId);
  }

  #setMembers(members, joined, left) {
    this.members = members.map(({ id, username }) => ({ id, username }));
    this.events.emit('members', { members: this.members, joined, left });
  }

  onTyping({ userId, username, isTyping }) {
    if (isTyping) {
      this.typing.add(userId, username);
    } else {
      this.typing.remove(userId);
    }
  }

  #sendTyping(isTyping) {
    if (this.phase === 'joined') {
      const type = isTyping ? 'typing_start' : 'typing_stop';
      this.context.sendIfIdle({ type, room: this.name });
    }
  }

  // -- leaving

  /** The server has removed this client from the room. */
  onRemoved() {
    if (this.phase === 'joined' || this.phase === 'syncing') {
      this.phase = 'detached';
      this.join();
    }
  }

  /** @returns {Promise<void>} fulfilled when no more events of the room will come */
  leave() {
    if (this.isOver) {
      return Promise.resolve();
    }
    const isKnownToServer = this.phase !== 'detached' && this.phase !== 'resuming';
    this.end('left', new ChatError('left', 'The room was left'));
    if (!isKnownToServer) {
      return Promise.resolve();
    }
    const left = deferred();
    const done = () => left.resolve();
    const handler = { answered: done, failed: done, lost: done };
    this.context.requests.send({ type: 'leave_room', room: this.name }, handler);
    return left.promise;
  }

  /** Ends the room for this client. @param state `left` or `refused` */
  end(state, error) {
    if (this.isOver) {
      return;
    }
    this.context.removeRoom(this);
    this.#stopTimers();
    this.joined.reject(error);
    this.#setState(state, error);
    // The server answers requests in flight before it removes the client from the room.
    this.outbox.failAll(error, { exceptInFlight: true });
  }

  #setState(state, error) {
    this.state = state;
    this.events.emit('state', { state, error });
  }
}
