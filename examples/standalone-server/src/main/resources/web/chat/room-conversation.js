import { Conversation } from './conversation.js';

const ALPHABET = new Intl.Collator();

/** A room that this user has joined or is joining. */
export class RoomConversation extends Conversation {
  #room;
  #wasJoined = false;

  /**
   * @param room the client's room
   * @param chat see `Conversation`; is also called: `membersChanged(conversation)`,
   *     `typingChanged(conversation)` and `refused(conversation, error)`
   * @param {?{epoch: string, seq: number}} read see `Conversation`
   */
  constructor(room, chat, read) {
    super(chat, read);
    this.#room = room;
    const isFirst = read === null;
    room.on('messages', ({ messages }) => {
      if (isFirst && !this.#wasJoined) {
        // Messages from before the first visit of this user do not count as unread.
        messages.forEach((message) => this.timeline.add(message));
        this.changed();
      } else {
        this.received(messages);
      }
    });
    room.on('incomplete', (gap) => this.incomplete(gap));
    room.on('updated', (update) => this.updated(update));
    room.on('typing', () => chat.typingChanged(this));
    room.on('members', ({ joined, left }) => {
      joined.forEach(({ username }) => this.timeline.note(`${username} joined`));
      left.forEach(({ username }) => this.timeline.note(`${username} left`));
      this.trim();
      chat.membersChanged(this);
    });
    room.on('state', ({ state, error }) => {
      if (state === 'joined') {
        this.#wasJoined = true;
        this.startReading();
      } else if (state === 'refused') {
        chat.refused(this, error);
      }
      this.changed();
    });
  }

  get key() {
    return `#${this.#room.name}`;
  }

  get name() {
    return this.#room.name;
  }

  get title() {
    return `#${this.#room.name}`;
  }

  get isPrivate() {
    return false;
  }

  /** Whether this user has joined the room at least once. */
  get isJoined() {
    return this.#wasJoined;
  }

  /** The members of the room, including this user: `{id, username}`. */
  get members() {
    return this.#room.members;
  }

  /** The members in alphabetical order. */
  get sortedMembers() {
    return this.members.sort((a, b) => ALPHABET.compare(a.username, b.username));
  }

  get typingNames() {
    return this.#room.typingUsers.map(({ username }) => username);
  }

  /** The ids of the users who are typing. */
  get typingIds() {
    return new Set(this.#room.typingUsers.map(({ id }) => id));
  }

  /** Reports that this user is typing, or has emptied or left the field. */
  typed(isTyping) {
    if (isTyping) {
      this.#room.typing();
    } else {
      this.#room.stopTyping();
    }
  }

  deliver(content, extras) {
    return this.#room.send(content, extras);
  }

  page(request) {
    return this.#room.history(request);
  }

  leave() {
    this.#room.leave();
  }
}
