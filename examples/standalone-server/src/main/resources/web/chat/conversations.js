import { Timeline } from './timeline.js';

/** So many private conversations are kept; the one that was quiet longest goes first. */
const MAX_PRIVATE = 100;

/** So many rooms are remembered with what was said there; the one entered first goes first. */
const MAX_ROOMS = 20;

const ROOM = 'room:';
const PRIVATE = 'private:';

/** The key of a room's conversation. */
export const roomKey = (room) => ROOM + room;

/** The key of the private conversation with a user. */
export const privateKey = (username) => PRIVATE + username;

/**
 * What is remembered of rooms and private conversations. The base protocol knows users by
 * connections and gives private messages no ids, so a private conversation goes by the other's
 * name, which is unique among those who are connected.
 */
export class Conversations {
  #rooms = new Map();
  #private = new Map();
  #privateCount = 0;
  #clock;

  constructor(clock) {
    this.#clock = clock;
  }

  /** The rooms, in the order in which they were first entered. */
  get rooms() {
    return [...this.#rooms.keys()];
  }

  /** `{username, unread}` of each private conversation, the latest first. */
  get private() {
    return [...this.#private]
      .reverse()
      .map(([username, { unread }]) => ({ username, unread }));
  }

  /** The entries of a conversation. */
  entries(key) {
    const timeline = key.startsWith(ROOM)
      ? this.#rooms.get(key.slice(ROOM.length))
      : this.#private.get(key.slice(PRIVATE.length))?.timeline;
    return timeline?.entries ?? [];
  }

  /** A room's timeline. */
  inRoom(room) {
    let timeline = this.#rooms.get(room);
    if (timeline === undefined) {
      timeline = new Timeline();
      this.#rooms.set(room, timeline);
      forgetBeyond(this.#rooms, MAX_ROOMS);
    }
    return timeline;
  }

  /** The id under which the other of a private conversation was seen last. */
  idOf(username) {
    return this.#private.get(username)?.userId;
  }

  /** Begins a private conversation, or goes on with it, and counts it as read. */
  open(username) {
    this.#with(username).unread = 0;
  }

  /** Adds a private message, from or to the user of that name and id. */
  addPrivate(username, userId, { fromId, fromUsername, content, timestamp }) {
    const conversation = this.#with(username);
    conversation.userId ??= userId;
    this.#privateCount += 1;
    const id = `private-${this.#privateCount}`;
    conversation.timeline.add({ id, userId: fromId, username: fromUsername, content, timestamp });
    // The latest goes to the end.
    this.#private.delete(username);
    this.#private.set(username, conversation);
    return conversation;
  }

  /**
   * A name was seen with an id. A name is not an account: whoever has it now may not be who had it
   * before, and the conversation says so.
   *
   * @returns {boolean} whether something was said about it in the conversation
   */
  seen(username, userId) {
    const conversation = this.#private.get(username);
    if (conversation === undefined || conversation.userId === userId) {
      return false;
    }
    const another = conversation.userId !== undefined && conversation.timeline.entries.length > 0;
    if (another) {
      conversation.timeline.note(`${username} has a new connection`, this.#clock.now());
    }
    conversation.userId = userId;
    return another;
  }

  #with(username) {
    let conversation = this.#private.get(username);
    if (conversation === undefined) {
      conversation = { userId: undefined, unread: 0, timeline: new Timeline() };
      this.#private.set(username, conversation);
      forgetBeyond(this.#private, MAX_PRIVATE);
    }
    return conversation;
  }
}

/** Drops the oldest entries of a map or set that has become too large. */
export function forgetBeyond(collection, size) {
  for (const key of collection.keys()) {
    if (collection.size <= size) {
      break;
    }
    collection.delete(key);
  }
}
