import { BROWSER, Connection } from './connection.js';
import { Conversations, forgetBeyond, privateKey, roomKey } from './conversations.js';
import { Outbox } from './outbox.js';
import { TypingList, TypingSender } from './typing.js';

/** After a lost connection the server may hold the name for the old one for a while. */
const NAME_RETRIES = 8;
const NAME_RETRY_MS = 2_000;

/** So many ids that this client had on earlier connections are remembered as its own. */
const MAX_OWN_IDS = 100;

/** Errors that are about a message and not about entering a room. */
const MESSAGE_ERRORS = new Set([
  'content_required',
  'content_too_long',
  'muted',
  'overloaded',
  'rate_limited',
  'store_unavailable',
  'user_not_found',
]);

/**
 * One user's chat over the base protocol: logs in, is in one room at a time, and comes back with
 * its name and its room after a lost connection. It knows no page.
 *
 * Events (all without `detail` but where said):
 * - `connection`: the state of the connection is another; see `connectionState`;
 * - `login`: the server has accepted the name for the first time;
 * - `login-refused`, `detail.message`: choose another name;
 * - `room`: this user is in another room, or again;
 * - `room-refused`, `detail.message`;
 * - `members`: somebody came or went; see `members`;
 * - `messages`, `detail.key`: a conversation has other entries or unconfirmed messages;
 * - `private`, `detail.username`: somebody else wrote a private message;
 * - `conversations`: a private conversation began, or its unread count is another;
 * - `typing`: see `typingNames`;
 * - `problem`, `detail.message`: the server said that something went wrong, and not what with.
 */
export class ChatSession extends EventTarget {
  #connection;
  #clock;
  #outbox;
  #typingList;
  #typingSender;
  #username = null;
  #room = null;
  #phase = 'offline'; // offline → greeting → naming (or nameless) → entering → ready (or nowhere)
  #loggedIn = false;
  #nameRetries = 0;
  #nameTimer = null;
  #userId = null;
  #ownIds = new Set();
  #members = new Map();
  #conversations;

  /**
   * @param {string} url where the server listens, `ws://…` or `wss://…`
   * @param {object} options `WebSocket`, `clock` and `random`, for tests
   */
  constructor(url, options = {}) {
    super();
    this.#clock = options.clock ?? BROWSER;
    this.#conversations = new Conversations(this.#clock);
    this.#connection = new Connection(url, options);
    this.#outbox = new Outbox({
      transmit: (item) => this.#transmit(item),
      timedOut: () => this.#connection.restart(),
      changed: () => this.#emit('messages', { key: null }),
      clock: this.#clock,
    });
    this.#typingList = new TypingList(() => this.#emit('typing'), this.#clock);
    this.#typingSender = new TypingSender((started) => {
      if (this.#phase === 'ready') {
        this.#connection.send({ type: started ? 'typing_start' : 'typing_stop' });
      }
    }, this.#clock);
    this.#connection.addEventListener('state', ({ detail }) => this.#stateChanged(detail));
    this.#connection.addEventListener('frame', ({ detail }) => this.#received(detail));
  }

  get connectionState() {
    return this.#connection.state;
  }

  /** Whether this user is in its room, and what is written goes out at once. */
  get isReady() {
    return this.#phase === 'ready';
  }

  get username() {
    return this.#username;
  }

  get userId() {
    return this.#userId;
  }

  /** The room this user is in, or will be in as soon as there is a connection. */
  get room() {
    return this.#room;
  }

  /** The rooms this user has been in, in the order in which it first came. */
  get rooms() {
    return this.#conversations.rooms;
  }

  /** Who is in the room, this user too: `{id, username}`, in alphabetical order. */
  get members() {
    return [...this.#members.values()].sort((a, b) => a.username.localeCompare(b.username));
  }

  /** Private conversations: `{username, unread}`, the latest first. */
  get conversations() {
    return this.#conversations.private;
  }

  /** Names of others in the room who type. */
  get typingNames() {
    return this.#typingList.names;
  }

  /** Ids of others in the room who type. */
  get typingIds() {
    return this.#typingList.ids;
  }

  /** What is known of a conversation: `{entries, outgoing}`. */
  conversation(key) {
    return {
      entries: this.#conversations.entries(key),
      outgoing: this.#outbox.itemsFor(key),
    };
  }

  /** Whether a message is this user's own, also from before a reconnection. */
  isOwn(userId) {
    return this.#ownIds.has(userId);
  }

  /** Connects if need be, takes a name, and enters a room. */
  login(username, room) {
    this.#username = username.trim();
    this.#room = normalRoom(room);
    this.#nameRetries = 0;
    if (this.#phase === 'naming' || this.#phase === 'nameless') {
      this.#takeName();
    } else {
      this.#connection.open();
    }
  }

  /** Goes to another room. What was written for the one that is left stays with it. */
  join(room) {
    const wanted = normalRoom(room);
    if (wanted === '' || wanted === this.#room) {
      return;
    }
    this.#typingSender.stop();
    this.#room = wanted;
    if (['ready', 'entering', 'nowhere'].includes(this.#phase)) {
      this.#enterRoom();
    }
    this.#emit('room');
  }

  /**
   * Says something in the room, now or when there is a connection.
   *
   * @returns {boolean} false if too much waits already, and it was not taken
   */
  say(content) {
    this.#typingSender.ended();
    return this.#outbox.add({ key: roomKey(this.#room), room: this.#room }, content);
  }

  /** Writes to one user. @returns {boolean} see `say` */
  whisper(username, content) {
    this.openPrivate(username);
    return this.#outbox.add({ key: privateKey(username), username }, content);
  }

  /** Begins a private conversation, or goes on with it, and counts it as read. */
  openPrivate(username) {
    this.#conversations.open(username);
    this.#sawMember(username);
    this.#emit('conversations');
  }

  /** The text that the user writes for the room has changed. */
  typed(text) {
    this.#typingSender.typed(text);
  }

  /** The user has turned away from what it writes for the room. */
  stoppedTyping() {
    this.#typingSender.stop();
  }

  retry(key) {
    this.#outbox.retry(key);
  }

  discard(key) {
    this.#outbox.discard(key);
  }

  /** Does not wait any longer for the next attempt to connect; comes back if closed. */
  reconnectNow() {
    this.#connection.open();
  }

  /** The network is there again: a wait for the next attempt ends. */
  reconnectNowIfWaiting() {
    if (this.#connection.state.state === 'waiting') {
      this.#connection.open();
    }
  }

  close() {
    this.#connection.close();
  }

  // Connecting, and coming back.

  #stateChanged({ state }) {
    if (state === 'open') {
      this.#phase = 'greeting';
    } else {
      this.#phase = 'offline';
      this.#clock.clearTimeout(this.#nameTimer);
      this.#typingList.clear();
      this.#typingSender.ended();
      this.#outbox.lose();
    }
    this.#emit('connection');
  }

  #greeted({ clientId }) {
    this.#userId = clientId;
    this.#ownIds.add(clientId);
    forgetBeyond(this.#ownIds, MAX_OWN_IDS);
    this.#nameRetries = 0;
    this.#takeName();
  }

  #takeName() {
    this.#clock.clearTimeout(this.#nameTimer);
    this.#phase = 'naming';
    this.#connection.send({ type: 'set_username', username: this.#username });
  }

  #nameRefused(message, code) {
    const mayBeOurOldConnection = this.#loggedIn && code !== 'username_too_short';
    if (mayBeOurOldConnection && this.#nameRetries < NAME_RETRIES) {
      this.#nameRetries += 1;
      this.#nameTimer = this.#clock.setTimeout(() => this.#takeName(), NAME_RETRY_MS);
      return;
    }
    this.#phase = 'nameless';
    this.#loggedIn = false;
    this.#emit('login-refused', { message });
  }

  #named({ username }) {
    const first = !this.#loggedIn;
    this.#username = username;
    this.#loggedIn = true;
    this.#enterRoom();
    if (first) {
      this.#emit('login');
    }
  }

  #enterRoom() {
    this.#phase = 'entering';
    this.#connection.send({ type: 'join_room', room: this.#room });
  }

  #entered({ room }) {
    this.#room = room;
    this.#phase = 'ready';
    this.#typingList.clear();
    // The answers to what was said in another room went there.
    this.#outbox.lose(({ target }) => target.room === undefined || target.room === room);
    this.#conversations.inRoom(room);
    this.#emit('room');
  }

  #roomRefused(message) {
    this.#phase = 'nowhere';
    this.#members.clear();
    this.#emit('members');
    this.#emit('room-refused', { message });
  }

  // What the server says.

  #received(frame) {
    switch (frame.type) {
      case 'connection':
        this.#greeted(frame);
        break;
      case 'username_set':
        this.#named(frame);
        break;
      case 'room_joined':
        this.#entered(frame);
        break;
      case 'message_history':
        this.#historyCame(frame);
        break;
      case 'room_users':
        this.#members = new Map(frame.users.map((user) => [user.id, user]));
        frame.users.forEach(({ id, username }) => this.#seen(username, id));
        this.#emit('members');
        this.#outbox.flush();
        break;
      case 'user_joined':
        this.#members.set(frame.userId, { id: frame.userId, username: frame.username });
        this.#seen(frame.username, frame.userId);
        this.#note(`${frame.username} joined`);
        this.#emit('members');
        break;
      case 'user_left':
        this.#members.delete(frame.userId);
        this.#typingList.stopped(frame.userId);
        this.#note(`${frame.username} left`);
        this.#emit('members');
        break;
      case 'message_received':
        this.#messageCame(frame);
        break;
      case 'private_message':
        this.#privateCame(frame);
        break;
      case 'private_message_sent':
        this.#privateSent(frame);
        break;
      case 'typing_indicator':
        if (frame.isTyping) {
          this.#typingList.started(frame.userId, frame.username);
        } else {
          this.#typingList.stopped(frame.userId);
        }
        break;
      case 'error':
        this.#errorCame(frame);
        break;
      default: // A receiver ignores what it does not know.
    }
  }

  #historyCame({ messages }) {
    const key = roomKey(this.#room);
    this.#conversations.inRoom(this.#room).replay(messages, this.#clock.now());
    messages
      .filter(({ userId }) => this.isOwn(userId))
      .forEach(({ userId, content }) => this.#outbox.confirm(key, userId, content, false));
    this.#emit('messages', { key });
  }

  #messageCame(message) {
    const key = roomKey(message.room);
    this.#typingList.stopped(message.userId);
    const isNew = this.#conversations.inRoom(message.room).add(message);
    if (isNew && this.isOwn(message.userId)) {
      this.#outbox.confirm(key, message.userId, message.content, true);
    }
    this.#emit('messages', { key });
  }

  #privateCame(frame) {
    this.#seen(frame.fromUsername, frame.fromId);
    this.#conversations.addPrivate(frame.fromUsername, frame.fromId, frame).unread += 1;
    this.#emit('messages', { key: privateKey(frame.fromUsername) });
    this.#emit('conversations');
    this.#emit('private', { username: frame.fromUsername });
  }

  #privateSent(frame) {
    const key = privateKey(frame.toUsername);
    this.#seen(frame.toUsername, frame.toId);
    this.#conversations.addPrivate(frame.toUsername, frame.toId, frame);
    this.#outbox.confirm(key, frame.fromId, frame.content, true);
    this.#emit('messages', { key });
  }

  #errorCame({ message, code }) {
    if (this.#phase === 'naming') {
      this.#nameRefused(message, code);
    } else if (this.#phase === 'entering' && !MESSAGE_ERRORS.has(code)) {
      this.#roomRefused(message);
    } else {
      const isPrivate = code === 'user_not_found' || message === 'User not found';
      const meant = ({ target }) => !isPrivate || target.username !== undefined;
      if (!this.#outbox.refuse(meant, message)) {
        this.#emit('problem', { message });
      }
    }
  }

  // What this user says.

  /** @returns the id under which the item was sent, or null if it cannot be now */
  #transmit({ target, content }) {
    if (target.room !== undefined) {
      const here = this.#phase === 'ready' && target.room === this.#room;
      return here && this.#connection.send({ type: 'chat_message', content }) ? this.#userId : null;
    }
    const targetId = this.#memberId(target.username) ?? this.#conversations.idOf(target.username);
    const frame = { type: 'private_message', targetId: targetId ?? '', content };
    const can = this.#phase === 'ready' || this.#phase === 'nowhere';
    return can && this.#connection.send(frame) ? this.#userId : null;
  }

  // What is remembered.

  #note(text) {
    this.#conversations.inRoom(this.#room).note(text, this.#clock.now());
    this.#emit('messages', { key: roomKey(this.#room) });
  }

  #memberId(username) {
    return [...this.#members.values()].find((member) => member.username === username)?.id;
  }

  #sawMember(username) {
    const userId = this.#memberId(username);
    if (userId !== undefined) {
      this.#seen(username, userId);
    }
  }

  #seen(username, userId) {
    if (this.#conversations.seen(username, userId)) {
      this.#emit('messages', { key: privateKey(username) });
    }
  }

  #emit(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** A room's name as the server will have it. */
export function normalRoom(room) {
  return room.trim().toLowerCase().slice(0, 30);
}
