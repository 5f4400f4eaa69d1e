import { connect } from '/chat-client/chat-client.js';
import { PrivateConversation } from './private-conversation.js';
import { RoomConversation } from './room-conversation.js';

/** How many private conversations are kept: the latest. */
const MAX_PRIVATE = 200;

/** How many ids from before the page was loaded are remembered as this user's. */
const MAX_OWN_IDS = 20;

/**
 * One user's chat: several rooms at a time, and private conversations. It has the content of a
 * page, but no access to the page; the client handles the network.
 *
 * Events, with the fields of their `detail`:
 * - `connection`: the state of the connection has changed;
 * - `conversation` (`conversation`): something in a conversation has changed;
 * - `members`, `typing` (`conversation`): the members or the typing users of a room have changed;
 * - `conversations`: a conversation was added or removed, or a number of unread messages has changed;
 * - `arrived` (`conversation`, `messages`): other users have written messages;
 * - `failed` (`conversation`, `item`): a message of this user was not sent;
 * - `refused` (`conversation`, `error`): this user may not join a room;
 * - `nameRefused` (`error`): the server has refused the name of this user.
 */
export class Chat extends EventTarget {
  #client;
  #rooms = new Set();
  #private = new Map();
  #left = new Map();
  #earlierName;
  #earlierIds;
  #earlierRead;
  #isReading;

  /**
   * @param {string} url the address of the server
   * @param {{username: ?string, read: object, ownIds: string[]}} remembered from an earlier load of
   *     the page; used only for the user of that name
   * @param {(conversation) => boolean} isReading whether the user sees the end of a conversation now
   */
  constructor(url, { username, read, ownIds }, isReading) {
    super();
    this.#earlierName = username;
    this.#earlierRead = new Map(Object.entries(read));
    this.#earlierIds = new Set(ownIds);
    this.#isReading = isReading;
    this.#client = connect(url);
    this.#client.on('state', () => this.#emit('connection'));
    this.#client.on('error', (error) => {
      if (error.code.startsWith('username_')) {
        this.#emit('nameRefused', { error });
      }
    });
    this.#client.on('conversation', (opened) => this.#privateBegun(opened));
  }

  get connection() {
    return this.#client.connection;
  }

  get username() {
    return this.#client.username;
  }

  get userId() {
    return this.#client.userId;
  }

  /** The limits of the server; null if unknown. */
  get limits() {
    return this.#client.limits;
  }

  /** The open rooms, in the order of opening. */
  get rooms() {
    return [...this.#rooms];
  }

  /** The private conversations, the latest first. */
  get privateConversations() {
    return [...this.#private.values()].reverse();
  }

  /** How many messages are unread in all conversations. */
  get unread() {
    return [...this.#rooms, ...this.#private.values()].reduce(
      (sum, { unread }) => sum + unread,
      0,
    );
  }

  /** What the page saves for its next load. */
  get remembered() {
    const read = this.rooms.map((room) => [room.name, room.read ?? this.#readBefore(room.name)]);
    const earlierIds = this.isRemembered ? [...this.#earlierIds] : [];
    const ownIds = [...earlierIds, this.userId].filter((id) => id !== null);
    return {
      username: this.username,
      rooms: this.rooms.map(({ name }) => name),
      read: Object.fromEntries(read.filter(([, position]) => position)),
      ownIds: ownIds.slice(-MAX_OWN_IDS),
    };
  }

  /** Whether the saved state is this user's. In a duplicated tab it is another user's. */
  get isRemembered() {
    return this.username === this.#earlierName;
  }

  /** The position up to which this user has read a room that is not open. */
  #readBefore(room) {
    const earlier = this.isRemembered ? this.#earlierRead.get(room) : undefined;
    return this.#left.get(room) ?? earlier ?? null;
  }

  /** Chooses a name. @returns {Promise<string>} rejected if the server refuses it */
  chooseName(username) {
    return this.#client.setUsername(username);
  }

  /** Opens a room, or returns it if it is open. */
  openRoom(name) {
    const room = this.#client.join(name);
    let conversation = this.rooms.find((each) => each.name === room.name);
    if (conversation === undefined) {
      conversation = new RoomConversation(room, this, this.#readBefore(room.name));
      this.#rooms.add(conversation);
      this.#emit('conversations');
    }
    return conversation;
  }

  /** Opens the private conversation with a user, new or existing. */
  openPrivate(username) {
    const conversation = this.#private.get(username) ?? this.#beginPrivate(username);
    const userId = this.#idOf(username);
    if (userId !== undefined) {
      conversation.setUserId(userId);
    }
    this.#emit('conversations');
    return conversation;
  }

  /** Leaves a room, or forgets a private conversation. */
  close(conversation) {
    if (conversation.isPrivate) {
      conversation.close();
      this.#private.delete(conversation.username);
    } else {
      this.#rooms.delete(conversation);
      this.#left.set(conversation.name, conversation.read);
      conversation.leave();
    }
    this.#emit('conversations');
  }

  /** Whether a user is in one of the open rooms. */
  isInOpenRoom(username) {
    return this.#idOf(username) !== undefined;
  }

  reconnect() {
    this.#client.reconnect();
  }

  /** Closes the client. */
  leave() {
    this.#client.close();
  }

  // Calls by the conversations.

  isOwn(userId) {
    const wasOwn = this.isRemembered && this.#earlierIds.has(userId);
    return wasOwn || this.#client.isOwn(userId);
  }

  isBeingRead(conversation) {
    return this.#isReading(conversation);
  }

  changed(conversation) {
    this.#emit('conversation', { conversation });
    this.#emit('conversations');
  }

  membersChanged(conversation) {
    for (const { id, username } of conversation.members) {
      this.#private.get(username)?.setUserId(id);
    }
    this.#emit('members', { conversation });
    this.changed(conversation);
  }

  typingChanged(conversation) {
    this.#emit('typing', { conversation });
  }

  arrived(conversation, messages) {
    if (conversation.isPrivate) {
      // A re-inserted conversation is the latest.
      this.#private.delete(conversation.username);
      this.#private.set(conversation.username, conversation);
    }
    this.#emit('arrived', { conversation, messages });
  }

  failed(conversation, item) {
    this.#emit('failed', { conversation, item });
  }

  refused(conversation, error) {
    this.#rooms.delete(conversation);
    this.#emit('conversations');
    this.#emit('refused', { conversation, error });
  }

  // Private conversations.

  #privateBegun(opened) {
    // The first message, which follows at once, has the name of the other user.
    const unsubscribe = opened.on('messages', ({ messages }) => {
      unsubscribe();
      const { userId, username: from, toUsername } = messages[0];
      const username = this.isOwn(userId) ? toUsername : from;
      const conversation = this.#private.get(username) ?? this.#beginPrivate(username);
      if (conversation.userId !== opened.with) {
        conversation.setUserId(opened.with);
        conversation.received(messages);
      }
    });
  }

  #beginPrivate(username) {
    const conversation = new PrivateConversation(username, this.#client, this);
    this.#private.set(username, conversation);
    if (this.#private.size > MAX_PRIVATE) {
      const oldest = this.#private.values().next().value;
      oldest.close();
      this.#private.delete(oldest.username);
    }
    this.#emit('conversations');
    return conversation;
  }

  #idOf(username) {
    for (const { members } of this.#rooms) {
      const found = members.find((member) => member.username === username);
      if (found !== undefined) {
        return found.id;
      }
    }
    return undefined;
  }

  #emit(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
