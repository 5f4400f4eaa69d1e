/**
 * A client of ChatEngine for browsers and for Node: one module, no dependencies, no build step.
 *
 * It speaks the extended protocol (`hello`), comes back by itself when the connection is lost, and
 * gives the application each room's messages in order, each once, whatever the network did. What it
 * cannot have it says (`incomplete`). A message that is sent is kept over reconnects under one id,
 * and its promise ends with the message's place or with a {@link ChatError} that names what became
 * of it.
 *
 * The parts, from the outside in: {@link connect} makes a {@link ChatClient}, which hands out
 * {@link Room}s and {@link Conversation}s. They are views of a `Session`, which owns a
 * `Connection` (a WebSocket that comes back), a `Pacer` (not faster than the server likes),
 * `Requests` (what is asked and not answered yet) and one `Log` for each room and each private
 * conversation: how far it was read, and what waits to be sent.
 */

import { checkedOptions } from './lib/options.js';
import { publicPosition } from './lib/position.js';
import { RoomLog } from './lib/room-log.js';
import { Session } from './lib/session.js';
import { ChatError } from './lib/util.js';
export { ChatError, createMessageId } from './lib/util.js';

/**
 * A room that this client is in, or is on its way to.
 *
 * Events, for `on`:
 * - `messages` `{messages, live}`: the next messages, oldest first, each once, in order; `live`
 *   where they were said just now, not where they were missed or are the history on joining;
 * - `incomplete` `{from, to}`: messages after the place `from`, up to `to`, may be missing;
 *   `history` has what is kept;
 * - `updated` `{message}`: a message has changed;
 * - `members` `{members, joined, left}`;
 * - `typing` `{users}`: those who type at the moment;
 * - `state` `{state, error?}`: `joining`, `joined`, `left`, `refused`.
 */
export class Room {
  #log;

  /** @internal */
  constructor(log) {
    this.#log = log;
  }

  /** Its name, as the server writes it. */
  get name() {
    return this.#log.name;
  }

  /** @returns {'joining'|'joined'|'left'|'refused'} */
  get state() {
    return this.#log.state;
  }

  /**
   * Fulfilled once this client is in the room; rejected if it is not let in, leaves before, gets no
   * name, or does not come back by itself. It changes with `setUsername` and `reconnect`.
   */
  get joined() {
    return this.#log.joined.promise;
  }

  /** Who is in the room: `{id, username}`. */
  get members() {
    return [...this.#log.members];
  }

  /** Who types at the moment: `{id, username}`. */
  get typingUsers() {
    return this.#log.typing.users;
  }

  /** How far it was read: `{epoch, seq}`, or null before anything is known of it. */
  get place() {
    return publicPosition(this.#log.position);
  }

  /** Listens. @returns {() => void} which ends that */
  on(type, listener) {
    return this.#log.events.on(type, listener);
  }

  /**
   * Says something. Messages of one room land in the order of the calls.
   *
   * @param {string} content
   * @param {{clientMessageId?: string, replyTo?: string, mentions?: string[],
   *     attachments?: object[]}} [extras]
   * @returns {Promise<{epoch: string, seq: number, id: string, timestamp: string,
   *     clientMessageId: string}>} its place, once it is kept; rejected with a {@link ChatError}
   */
  send(content, extras) {
    if (this.#log.isOver) {
      return Promise.reject(new ChatError('left', 'The room was left'));
    }
    return this.#log.send(content, extras);
  }

  /** Says that this user types; to be called at each keystroke. Ends by itself after 6 seconds. */
  typing() {
    this.#log.typingSender.typed();
  }

  /** Says that this user types no more. */
  stopTyping() {
    this.#log.typingSender.stop();
  }

  /**
   * Reads a page of what was said, oldest first: the newest, or those before or after a number.
   *
   * @param {{before?: number, after?: number, limit?: number}} [page] 50 unless `limit`, at most
   *     200, says otherwise
   * @returns {Promise<{messages: object[], hasMore: boolean}>}
   */
  history(page) {
    return this.#log.history(page);
  }

  /** Leaves. @returns {Promise<void>} fulfilled once nothing comes from there any more */
  leave() {
    return this.#log.leave();
  }
}

/**
 * What is said between this user and another one.
 *
 * Between users who signed in it is kept, numbered and comes in order as in a room; between those
 * who only chose a name it is passed on, and `send` gives `seq: null`.
 *
 * Events, for `on`: `messages`, `incomplete` and `updated`, as those of {@link Room}.
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

  /** How far it was read: `{epoch, seq}`, or null if it is not known, or not kept. */
  get place() {
    return publicPosition(this.#log.position);
  }

  /** Listens. @returns {() => void} which ends that */
  on(type, listener) {
    return this.#log.events.on(type, listener);
  }

  /** Says something; see {@link Room#send}. */
  send(content, extras) {
    return this.#log.send(content, extras);
  }

  /** Reads a page of what was said; see {@link Room#history}. Only where it is kept. */
  history(page) {
    return this.#log.history(page);
  }
}

/**
 * A client, which comes back by itself.
 *
 * Events, for `on`:
 * - `state` `{state, reason?, code?, nextAttemptAt?, resumed?}`: see {@link ChatClient#state};
 * - `conversation` ({@link Conversation}): somebody begins to write to this user;
 * - `error` ({@link ChatError}): what no promise tells, such as that the name is taken.
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
   * What the connection is: `connecting`; `online` (`resumed`: whether the session goes on);
   * `waiting` and `offline`, until `nextAttemptAt` (milliseconds since 1970); `closed`, for good
   * until `reconnect`. `reason` and `code` say why.
   */
  get state() {
    return this.#session.state.state;
  }

  /** The same with all that goes with it, as the event `state` tells it. */
  get connection() {
    return { ...this.#session.state };
  }

  /** By which others see this user; null before the first `online`. */
  get userId() {
    return this.#session.userId;
  }

  /** The name that was chosen, if one was. */
  get username() {
    return this.#session.username;
  }

  /** What the server allows, as its `welcome` said; null before the first `online`. */
  get limits() {
    return this.#session.limits;
  }

  /** How many messages wait for their acknowledgement. */
  get pending() {
    return this.#session.pending;
  }

  /** The rooms that this client is in, or is on its way to. */
  get rooms() {
    return [...this.#session.logs.rooms.values()].map((log) => this.#facade(log));
  }

  /** The private conversations that are known. */
  get conversations() {
    return [...this.#session.logs.directs.values()].map((log) => this.#facade(log));
  }

  /** Whether an id is, or was, this client's: a user without a token may get another one. */
  isOwn(userId) {
    return this.#session.ownIds.has(userId);
  }

  /** Listens. @returns {() => void} which ends that */
  on(type, listener) {
    return this.#session.events.on(type, listener);
  }

  /**
   * Enters a room, now or as soon as that is possible, and again whenever the client comes back.
   *
   * @param {string} room its name; trimmed, and in lower case
   * @returns {Room} the same one as long as it is not left
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
      throw new TypeError('The id of a user must be text');
    }
    const log = this.#session.logs.direct(userId);
    log.locate();
    return this.#facade(log);
  }

  /**
   * Chooses a name, or another one.
   *
   * @param {string} username
   * @returns {Promise<string>} the name as the server writes it; rejected with `username_taken` …
   */
  setUsername(username) {
    if (typeof username !== 'string') {
      throw new TypeError('A name must be text');
    }
    return this.#session.setUsername(username);
  }

  /** Connects now: ends a wait, or comes back after the server has closed for good. */
  reconnect() {
    this.#session.reconnect();
  }

  /** Leaves, and comes back no more. */
  close() {
    this.#session.close();
  }
}

/** An address of a page as that of a WebSocket. */
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
 * @param {string|URL} url where it is; in a page also relative to it
 * @param {object} [options] see `ChatOptions` in the declarations
 * @returns {ChatClient}
 */
export function connect(url, options = {}) {
  return new ChatClient(socketUrl(url), checkedOptions(options));
}
