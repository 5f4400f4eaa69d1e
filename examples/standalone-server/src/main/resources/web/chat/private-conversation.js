import { ChatError } from '/chat-client/chat-client.js';
import { Conversation } from './conversation.js';

/**
 * The private messages between this user and another one. Its key is the other user's name, because
 * a guest gets a new id on each connection.
 */
export class PrivateConversation extends Conversation {
  username;
  #client;
  #current = null;
  #unsubscribers = [];

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

  /** There is no typing in private conversations. */
  typed() {}

  /** The other user's id; null if unknown. */
  get userId() {
    return this.#current?.with ?? null;
  }

  /** Sets the other user's id. */
  setUserId(userId) {
    if (userId !== this.userId) {
      this.close();
      this.#current = this.#client.conversation(userId);
      this.#unsubscribers = [
        this.#current.on('messages', ({ messages }) => this.received(messages)),
        this.#current.on('incomplete', (gap) => this.incomplete(gap)),
        this.#current.on('updated', (update) => this.updated(update)),
      ];
    }
  }

  /** Removes the listeners. */
  close() {
    this.#unsubscribers.forEach((unsubscribe) => unsubscribe());
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
