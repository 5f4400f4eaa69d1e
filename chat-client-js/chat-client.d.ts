/** What can be set on connecting. Times are in milliseconds. */
export interface ChatOptions {
  /**
   * The name of a user who does not sign in. Nothing by default; see also `setUsername`. If it is
   * taken, `error` says so (`username_taken`), and it is asked for again for a minute: the server
   * may hold it for a program that was killed and is started again.
   */
  username?: string;

  /**
   * Gives the token with which this user signs in, or nothing for a user without one. Asked before
   * the first connection, before the decision about the last token ends, and after the server has
   * refused it. What it throws counts as passing by, and is tried again later, unless it has the
   * `code` `unauthorized`: then the client is closed.
   */
  token?: (why: {
    reason: 'first' | 'expiring' | 'expired';
  }) => string | null | undefined | Promise<string | null | undefined>;

  /** Subprotocols to ask for. None by default. */
  protocols?: string | string[];

  /** The class of sockets, where there is no global one (Node before 22). */
  WebSocket?: WebSocketConstructor;

  /** The first bound of the random wait before coming back; it doubles. 500 by default. */
  minWaitMs?: number;

  /** The largest bound of that wait. 20,000 by default. */
  maxWaitMs?: number;

  /** An attempt that has got no further by then is given up. 15,000 by default. */
  connectTimeoutMs?: number;

  /** After so long without a sign, or less by the server's wish, it is asked. 25,000 by default. */
  heartbeatMs?: number;

  /** A connection that gives no sign for so long after that is dead. 10,000 by default. */
  heartbeatTimeoutMs?: number;

  /** How long a message may wait to be acknowledged, over all connections. 120,000 by default. */
  sendTimeoutMs?: number;

  /** How long a page of the history may take. 30,000 by default. */
  requestTimeoutMs?: number;

  /** How many messages may wait for their acknowledgement. 100 by default. */
  maxPending?: number;

  /** How many bytes they may be. 262,144 by default. */
  maxPendingBytes?: number;

  /** How many frames a second the server takes of a connection, or `Infinity`. 10 by default. */
  framesPerSecond?: number;

  /** The clock, chance and surroundings, for tests. */
  environment?: Partial<ChatEnvironment>;
}

/** A class of sockets as browsers have it. */
export type WebSocketConstructor = new (url: string, protocols?: string | string[]) => {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number): void;
  addEventListener(type: string, listener: (event: any) => void): void;
};

/** What the client takes from its surroundings. */
export interface ChatEnvironment {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since some moment; it is never set. As `now` where only that is given. */
  monotonicNow(): number;
  setTimeout(action: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
  /** From 0 to less than 1. */
  random(): number;
  /** Where `online`, `offline`, `pagehide` and `pageshow` are heard. */
  window?: unknown;
  /** Where `visibilitychange` is heard. */
  document?: unknown;
  /** Which says `onLine`. */
  navigator?: unknown;
}

/** A place in a log: `epoch` names the log, and `seq` counts its messages from 1. */
export interface Place {
  epoch: string;
  seq: number;
}

/** Where a message landed. */
export interface SentMessage extends Place {
  id: string;
  /** ISO 8601, UTC, with milliseconds. */
  timestamp: string;
  clientMessageId: string;
}

/** Where a private message landed; without a place where it is not kept. */
export type SentPrivately =
  | SentMessage
  | { epoch: null; seq: null; id: null; timestamp: string; clientMessageId: string };

/** What is attached. Whoever shows a `url` has to check it. */
export interface Attachment {
  url: string;
  name?: string;
  mediaType?: string;
  /** In bytes. */
  size?: number;
}

/** What goes with a message. */
export interface MessageExtras {
  /** By the same id, sending twice is sending once. A new one by default; see `createMessageId`. */
  clientMessageId?: string;
  /** The id of the message that this one answers. */
  replyTo?: string;
  /** At most 50 ids of users. */
  mentions?: string[];
  /** At most 10. */
  attachments?: Attachment[];
}

interface AnyMessage {
  userId: string;
  username: string;
  content: string;
  /** ISO 8601, UTC, with milliseconds. */
  timestamp: string;
  clientMessageId?: string;
  replyTo?: string;
  mentions?: string[];
  attachments?: Attachment[];
  revision?: number;
  editedAt?: string;
  deleted?: boolean;
  reactions?: Record<string, string[]>;
}

/** A message of a room. */
export interface Message extends AnyMessage {
  /** No other message has it. */
  id: string;
  room: string;
  seq: number;
  /** Not in pages of the history. */
  epoch?: string;
}

/** A private message. What is not kept has no `id`, `epoch` and `seq`. */
export interface PrivateMessage extends AnyMessage {
  id?: string;
  /** The other user. */
  with: string;
  fromId: string;
  fromUsername: string;
  toId: string;
  toUsername?: string | null;
  seq?: number;
  epoch?: string;
}

/** A user in a room. */
export interface Member {
  id: string;
  username: string;
}

/** Which page of the history. `before` and `after` exclude each other. */
export interface PageRequest {
  /** The messages before this number. */
  before?: number;
  /** The messages after this number. */
  after?: number;
  /** 50 by default, at most 200. */
  limit?: number;
}

/** A page of the history, oldest first. */
export interface HistoryPage<M> {
  messages: M[];
  /** Whether there is more in that direction. */
  hasMore: boolean;
}

/** The next messages, oldest first, each once, in order. */
export interface Messages<M> {
  messages: M[];
  /** Whether they were said just now. */
  live: boolean;
}

/** Messages after `from`, up to `to`, may be missing. Null where it is not known. */
export interface Incomplete {
  from: Place | null;
  to: Place | null;
}

/** Ends the listening. */
export type Unsubscribe = () => void;

export interface RoomEvents {
  messages: Messages<Message>;
  incomplete: Incomplete;
  updated: { message: Message };
  members: { members: Member[]; joined: Member[]; left: Member[] };
  typing: { users: Member[] };
  state: { state: 'joining' | 'joined' | 'left' | 'refused'; error?: ChatError };
}

export interface ConversationEvents {
  messages: Messages<PrivateMessage>;
  incomplete: Incomplete;
  updated: { message: PrivateMessage };
}

/** What the connection is. */
export interface ConnectionState {
  state: 'connecting' | 'online' | 'waiting' | 'offline' | 'closed';

  /**
   * Why: `lost`, `silent`, `timeout`, `done` and `going_away` (said by the server or by a proxy),
   * `restarting`, `page_hidden` (the page may be brought back), `slow_consumer`, `flooding`,
   * `too_large`, `protocol_error`, `internal_error` (the server failed in this session), `refused`,
   * `token_unavailable`. If `closed`: `unauthorized`, `replaced`, `unsupported`, `internal_error`
   * (after five attempts), `closed` (by this client).
   */
  reason?: string;

  /** The close code of the connection that ended. */
  code?: number;

  /** What the server said on closing, for people. */
  text?: string;

  /** Of what the token provider threw. */
  error?: unknown;

  /** Milliseconds since 1970, if `waiting` or `offline`. */
  nextAttemptAt?: number;

  /** If `online`: whether the session before goes on. */
  resumed?: boolean;
}

export interface ClientEvents {
  state: ConnectionState;
  conversation: Conversation;
  error: ChatError;
}

/** What the server allows. */
export interface Limits {
  contentLength: number;
  usernameLength: number;
  roomNameLength: number;
  rooms: number;
  historyPage: number;
}

/** Why something could not be done. */
export class ChatError extends Error {
  constructor(
    code: string,
    message: string,
    details?: { clientMessageId?: string; retryAfterMs?: number },
  );

  /**
   * One of the server's codes, or `outbox_full`, `expired`, `outcome_unknown`, `too_large`,
   * `invalid_content`, `timeout`, `left`, `same_room`, `closed`, `internal_error`, `replaced`.
   */
  readonly code: string;

  /** Of the message that could not be sent. */
  readonly clientMessageId?: string;

  /** After which it may be tried again. */
  readonly retryAfterMs?: number;
}

/** A room that the client is in, or is on its way to. */
export class Room {
  private constructor();
  readonly name: string;
  readonly state: 'joining' | 'joined' | 'left' | 'refused';
  /**
   * Fulfilled once the client is in the room. Rejected if it is not let in, leaves before, gets no
   * name, or does not come back by itself. It changes with `setUsername` and `reconnect`.
   */
  readonly joined: Promise<void>;
  readonly members: Member[];
  readonly typingUsers: Member[];
  /** How far it was read. */
  readonly place: Place | null;
  on<E extends keyof RoomEvents>(type: E, listener: (event: RoomEvents[E]) => void): Unsubscribe;
  /** Messages of one room land in the order of the calls. Rejected with a `ChatError`. */
  send(content: string, extras?: MessageExtras): Promise<SentMessage>;
  typing(): void;
  stopTyping(): void;
  history(page?: PageRequest): Promise<HistoryPage<Message>>;
  leave(): Promise<void>;
}

/** What is said between this user and another one. */
export class Conversation {
  private constructor();
  readonly with: string;
  readonly place: Place | null;
  on<E extends keyof ConversationEvents>(
    type: E,
    listener: (event: ConversationEvents[E]) => void,
  ): Unsubscribe;
  send(content: string, extras?: MessageExtras): Promise<SentPrivately>;
  history(page?: PageRequest): Promise<HistoryPage<PrivateMessage>>;
}

/** A client, which comes back by itself. */
export class ChatClient {
  private constructor();
  readonly state: ConnectionState['state'];
  readonly connection: ConnectionState;
  /** Null before the first `online`. */
  readonly userId: string | null;
  readonly username: string | null;
  readonly limits: Limits | null;
  /** How many messages wait for their acknowledgement. */
  readonly pending: number;
  readonly rooms: Room[];
  readonly conversations: Conversation[];
  isOwn(userId: string): boolean;
  on<E extends keyof ClientEvents>(
    type: E,
    listener: (event: ClientEvents[E]) => void,
  ): Unsubscribe;
  join(room: string): Room;
  conversation(userId: string): Conversation;
  /** Rejected with `username_taken` at once; then another one may be chosen. */
  setUsername(username: string): Promise<string>;
  reconnect(): void;
  close(): void;
}

/** Connects to a server, and stays connected. */
export function connect(url: string | URL, options?: ChatOptions): ChatClient;

/** A new id for a message. */
export function createMessageId(): string;
