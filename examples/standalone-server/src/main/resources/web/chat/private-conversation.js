import { ChatError } from '/chat-client/chat-client.js';
import { Conversation } from './conversation.js';

/**
 * What is said between this user and another one, who is known by the name: users who only chose a
 * name have another id each time they come.
 */
export class PrivateConversation extends Conversation {
  username;
  #client;
  #current = null;
  #offs = [];

  /** @param client the client @param chat see `Conversation` */
  constructor(username, client, chat) {
    super(chat);
    this.username = username;
    this.#client = client;
  }

  get key() {
    return `@${this.username}`;
  }

  get title() {
    return this.username;
  }

  get isPrivate() {
    return true;
  }

  /** Private messages tell of no typing. */
  typed() {}

  /** The other user's id, as far as it is known. */
  get userId() {
    return this.#current?.with ?? null;
  }

  /** The other user was seen under an id. */
  isNow(userId) {
    if (userId !== this.userId) {
      this.close();
      this.#current = this.#client.conversation(userId);
      this.#offs = [
        this.#current.on('messages', ({ messages }) => this.received(messages)),
        this.#current.on('incomplete', (gap) => this.incomplete(gap)),
        this.#current.on('updated', (update) => this.updated(update)),
      ];
    }
  }

  /** Hears of nothing any more. */
  close() {
    this.#offs.forEach((off) => off());
  }

  async deliver(content, extras) {
    const to = this.#current;
    if (to === null) {
      throw new ChatError('user_not_found', 'User not found');
    }
    try {
      return await to.send(content, extras);
    } catch (error) {
      if (error.code === 'user_not_found' && to !== this.#current) {
        return this.#current.send(content, extras);
      }
      throw error;
    }
  }

  page(request) {
    return this.#current.history(request);
  }
}
