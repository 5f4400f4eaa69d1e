/**
 * A client of ChatEngine for browsers and for Node: plain modules without dependencies or a build
 * step. This module is the entry, and exports all that an application uses.
 *
 * The client uses the extended protocol (`hello`), reconnects by itself, and delivers the messages
 * of each room in order, each once. The event `incomplete` reports messages that it cannot get. A
 * sent message is kept over reconnects under one id; its promise is fulfilled with the position of
 * the message, or rejected with a {@link ChatError}.
 *
 * From the outside in: {@link connect} makes a {@link ChatClient}, which makes {@link Room}s and
 * {@link Conversation}s. They are views of a `RoomLog` or `DirectLog`, which has the position up to
 * which the conversation was read, and an `Outbox` of messages to send. The logs, the `Naming` and
 * the `Credentials` belong to a `Session`. Below it are `Requests` (not answered yet), a `Pacer`
 * (sends no faster than the server accepts) and a `Connection` (a WebSocket that reconnects). A
 * `Dispatcher` passes the server's frames to requests and logs.
 */

import { checkedOptions } from './lib/options.js';
import { publicPosition } from './lib/position.js';
import { RoomLog } from './lib/room-log.js';
import { Session } from './lib/session.js';
import { ChatError } from './lib/util.js';
export { ChatError, createMessageId } from './lib/util.js';

/**
 * A room that this client has joined or is joining.
 *
 * Events, for `on`:
 * - `messages` `{messages, live}`: the next messages, oldest first, in order, each once; `live` if
 *   they were sent just now, and not if they were missed or are the history on joining;
 * - `incomplete` `{from, to}`: messages after the position `from`, up to `to`, may be missing;
 *   `history` reads those that are stored;
 * - `updated` `{message}`: a message has changed;
 * - `members` `{members, joined, left}`;
 * - `typing` `{users}`: the users who are typing;
 * - `state` `{state, error?}`: `joining`, `joined`, `left`, `refused`.
 */
export class Room {
  #log;

  /** @internal */
  constructor(log) {
    this.#log = log;
  }

  /** The name of the room, as the server writes it. */
  get name() {
    return this.#log.name;
  }

  /** @returns {'joining'|'joined'|'left'|'refused'} */
  get state() {
    return this.#log.state;
  }

  /**
   * Fulfilled when this client has joined the room. Rejected if the server refuses it, the client
   * leaves before or has no name, or does not reconnect by itself. `setUsername` and `reconnect`
   * replace a rejected promise.
   */
  get joined() {
    return this.#log.joined.promise;
  }

  /** The members of the room: `{id, username}`. */
  get members() {
    return [...this.#log.members];
  }

  /** The users who are typing: `{id, username}`. */
  get typingUsers() {
    return this.#log.typing.users;
  }

  /** The position up to which the room was read: `{epoch, seq}`, or null if it is not known yet. */
  get position() {
    return publicPosition(this.#log.position);
  }

  /** Adds a listener. @returns {() => void} a function that removes it */
  on(type, listener) {
    return this.#log.events.on(type, listener);
  }

  /**
   * Sends a message. The messages of one room are stored in the order of the calls.
   *
   * @param {string} content
   * @param {{clientMessageId?: string, replyTo?: string, mentions?: string[],
   *     attachments?: object[]}} [extras]
   * @returns {Promise<{epoch: string, seq: number, id: string, timestamp: string,
   *     clientMessageId: string}>} the position, once the message is stored; rejected with a
   *     {@link ChatError}
   */
  send(content, extras) {
    if (this.#log.isOver) {
      return Promise.reject(new ChatError('left', 'The room was left'));
    }
    return this.#log.send(content, extras);
  }

  /**
   * Reports that this user is typing, for 6 seconds; to be called at each keystroke.
   */
  typing() {
    this.#log.typingSender.typed();
  }

  /** Reports that this user has stopped typing. */
  stopTyping() {
    this.#log.typingSender.stop();
  }

  /**
   * Reads a page of the history, oldest first: the newest messages, or those before or after a
   * number.
   *
   * @param {{before?: number, after?: number, limit?: number}} [page] `limit` is 50 by default, and
   *     at most 200
   * @returns {Promise<{messages: object[], hasMore: boolean}>}
   */
  history(page) {
    return this.#log.history(page);
  }

  /** Leaves the room. @returns {Promise<void>} fulfilled when no more events of it will come */
  leave() {
    return this.#log.leave();
  }
}

/**
 * The private messages between this user and another one.
 *
 * Between known users, who signed in, they are stored and numbered, and come in order as in a room.
 * A message from or to a guest is passed on but not stored; then `send` returns `seq: null`.
 *
 * Events, for `on`: `messages`, `incomplete` and `updated`, like those of {@link Room}.
 */
export class Conversation {
  #log;

  /** @internal */
  constructor(log) {
    this.#log = log;
  }

  /** The other user's id. */
  get with() {
    return this.#log.with;
  }

  /**
   * The position up to which the conversation was read: `{epoch, seq}`, or null if it is not known
   * yet, or the conversation is not stored.
   */
  get position() {
    return publicPosition(this.#log.position);
  }

  /** Adds a listener. @returns {() => void} a function that removes it */
  on(type, listener) {
    return this.#log.events.on(type, listener);
  }

  /** Sends a message; see {@link Room#send}. */
  send(content, extras) {
    return this.#log.send(content, extras);
  }

  /** Reads a page of the history, if it is stored; see {@link Room#history}. */
  history(page) {
    return this.#log.history(page);
  }
}

/**
 * A client, which reconnects by itself.
 *
 * Events, for `on`:
 * - `state` `{state, reason?, code?, nextAttemptAt?, resumed?}`: see {@link ChatClient#state};
 * - `conversation` ({@link Conversation}): another user begins a private conversation;
 * - `error` ({@link ChatError}): an error that rejects no promise, such as that the name is taken.
 */
export class ChatClient {
  #session;
  #facades = new WeakMap();

  /** @internal */
  constructor(url, options) {
    this.#session = new Session(url, options, (log) => this.#facade(log));
  }

  #facade(log) {
    let facade = this.#facades.get(log);
    if (facade === undefined) {
      const Facade = log instanceof RoomLog ? Room : Conversation;
      facade = new Facade(log);
      this.#facades.set(log, facade);
    }
    return facade;
  }

  /**
   * The state of the connection: `connecting`; `online` (`resumed`: whether the session was
   * resumed); `waiting` or `offline` until `nextAttemptAt` (milliseconds since 1970); `closed`
   * until `reconnect`. `reason` and `code` explain it.
   */
  get state() {
    return this.#session.state.state;
  }

  /** The state with its details, as in the event `state`. */
  get connection() {
    return { ...this.#session.state };
  }

  /** The id of this user; null before the first `online`. */
  get userId() {
    return this.#session.userId;
  }

  /** The chosen name as the server writes it; null before the server has confirmed one. */
  get username() {
    return this.#session.username;
  }

  /** The limits of the server, from its `welcome`; null before the first `online`. */
  get limits() {
    return this.#session.limits;
  }

  /** How many messages wait for their acknowledgement. */
  get pending() {
    return this.#session.pending;
  }

  /** The rooms that this client has joined or is joining. */
  get rooms() {
    return [...this.#session.logs.rooms.values()].map((log) => this.#facade(log));
  }

  /** The private conversations so far. */
  get conversations() {
    return [...this.#session.logs.directs.values()].map((log) => this.#facade(log));
  }

  /** Whether an id is or was this user's. A guest may get another id. */
  isOwn(userId) {
    return this.#session.ownIds.has(userId);
  }

  /** Adds a listener. @returns {() => void} a function that removes it */
  on(type, listener) {
    return this.#session.events.on(type, listener);
  }

  /**
   * Joins a room, now or as soon as possible, and again after each reconnect.
   *
   * @param {string} room the name, which is trimmed and put into lower case
   * @returns {Room} one object per room until the room is left
   */
  join(room) {
    return this.#facade(this.#session.join(room));
  }

  /**
   * The private conversation with a user.
   *
   * @param {string} userId
   * @returns {Conversation}
   */
  conversation(userId) {
    if (typeof userId !== 'string' || userId === '') {
      throw new TypeError('The id of a user must be a string that is not empty');
    }
    const log = this.#session.logs.direct(userId);
    log.locate();
    return this.#facade(log);
  }

  /**
   * Chooses a name, or another name.
   *
   * @param {string} username
   * @returns {Promise<string>} the name as the server writes it; rejected with a {@link ChatError},
   *     such as `username_taken`
   */
  setUsername(username) {
    if (typeof username !== 'string') {
      throw new TypeError('A name must be a string');
    }
    return this.#session.setUsername(username);
  }

  /** Connects now: ends a wait, or starts a closed client again. */
  reconnect() {
    this.#session.reconnect();
  }

  /** Closes the client. It does not reconnect. */
  close() {
    this.#session.close();
  }
}

/** The address of a WebSocket; `url` may also begin with http. */
function socketUrl(url) {
  const full = new URL(url, globalThis.location?.href);
  full.protocol = full.protocol.replace(/^http/u, 'ws');
  if (full.protocol !== 'ws:' && full.protocol !== 'wss:') {
    throw new TypeError('The address must begin with ws, wss, http or https');
  }
  full.hash = '';
  return full.href;
}

/**
 * Connects to a server, and stays connected.
 *
 * @param {string|URL} url the address of the server; in a page it may be relative to the page
 * @param {object} [options] see `ChatOptions` in the declarations
 * @returns {ChatClient}
 */
export function connect(url, options = {}) {
  return new ChatClient(socketUrl(url), checkedOptions(options));
}
