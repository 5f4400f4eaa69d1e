/** The options of `connect`. Times are in milliseconds. */
export interface ChatOptions {
  /**
   * The name of a guest. None by default; see also `setUsername`. If it is taken, the client emits
   * `error` (`username_taken`) and requests the name again for a minute, because the server may
   * hold it for a program that was killed and is started again.
   */
  username?: string;

  /**
   * Returns the token with which this user signs in, or nothing for a guest. Called before the
   * first connection, before the last token ends, and after the server has refused a token. If it
   * throws, it is called again later, unless the error has the `code` `unauthorized`: then the
   * client is closed.
   */
  token?: (why: {
    reason: 'first' | 'expiring' | 'expired';
  }) => string | null | undefined | Promise<string | null | undefined>;

  /** The subprotocols of the WebSocket. None by default. */
  protocols?: string | string[];

  /** The WebSocket class, if there is no global one (Node before 22). */
  WebSocket?: WebSocketConstructor;

  /** The first bound of the random wait before a reconnect; it doubles. 500 by default. */
  minWaitMs?: number;

  /** The largest bound of that wait. 20,000 by default. */
  maxWaitMs?: number;

  /** How long each step of an attempt to connect may take. 15,000 by default. */
  connectTimeoutMs?: number;

  /** How long without a frame until a `ping`; the server may demand less. 25,000 by default. */
  heartbeatMs?: number;

  /** How long after the `ping` until a connection without a frame is dead. 10,000 by default. */
  heartbeatTimeoutMs?: number;

  /** How long a message may wait for its acknowledgement, over reconnects. 120,000 by default. */
  sendTimeoutMs?: number;

  /** How long it may take to read a page of the history. 30,000 by default. */
  requestTimeoutMs?: number;

  /** How many messages may wait for their acknowledgement. 100 by default. */
  maxPending?: number;

  /** How many bytes these messages may have in all. 262,144 by default. */
  maxPendingBytes?: number;

  /** How many frames the server accepts in a second, or `Infinity`. 10 by default. */
  framesPerSecond?: number;

  /** Clocks, timers, randomness and the page, for tests. */
  environment?: Partial<ChatEnvironment>;
}

/** A WebSocket class like that of browsers. */
export type WebSocketConstructor = new (url: string, protocols?: string | string[]) => {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number): void;
  addEventListener(type: string, listener: (event: any) => void): void;
};

/** What the client takes from the browser or from Node. */
export interface ChatEnvironment {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds of a clock that never jumps. If only `now` is given, it is used for both. */
  monotonicNow(): number;
  setTimeout(action: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
  /** A number from 0 to below 1. */
  random(): number;
  /** The target of the events `online`, `offline`, `pagehide` and `pageshow`. */
  window?: unknown;
  /** The target of the event `visibilitychange`. */
  document?: unknown;
  /** Supplies `onLine`. */
  navigator?: unknown;
}

/** A position in a log: `epoch` names the log, and `seq` counts its messages from 1. */
export interface Position {
  epoch: string;
  seq: number;
}

/** A message that is stored, with its position. */
export interface SentMessage extends Position {
  id: string;
  /** ISO 8601, UTC, with milliseconds. */
  timestamp: string;
  clientMessageId: string;
}

/** A private message that was sent. It has no position if the server does not store it. */
export type SentPrivately =
  | SentMessage
  | { epoch: null; seq: null; id: null; timestamp: string; clientMessageId: string };

/** An attachment. The `url` comes from another user: check it before you show it. */
export interface Attachment {
  url: string;
  name?: string;
  mediaType?: string;
  /** In bytes. */
  size?: number;
}

/** The optional parts of a message. */
export interface MessageExtras {
  /** A message sent twice under one id is stored once. A new id by default: `createMessageId`. */
  clientMessageId?: string;
  /** The id of the message that this message answers. */
  replyTo?: string;
  /** The ids of at most 50 users. */
  mentions?: string[];
  /** At most 10 attachments. */
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
  /** Unique among all messages. */
  id: string;
  room: string;
  seq: number;
  /** Absent in pages of the history. */
  epoch?: string;
}

/** A private message. A message that is not stored has no `id`, `epoch` and `seq`. */
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

/** Selects a page of the history. `before` and `after` exclude each other. */
export interface PageRequest {
  /** Reads messages before this number. */
  before?: number;
  /** Reads messages after this number. */
  after?: number;
  /** 50 by default, at most 200. */
  limit?: number;
}

/** A page of the history, oldest first. */
export interface HistoryPage<M> {
  messages: M[];
  /** Whether there are more messages in that direction. */
  hasMore: boolean;
}

/** The next messages, oldest first, in order, each once. */
export interface Messages<M> {
  messages: M[];
  /** Whether they were sent just now; otherwise they were missed, or are the history on joining. */
  live: boolean;
}

/** Messages after `from`, up to `to`, may be missing. A position is null if it is unknown. */
export interface Incomplete {
  from: Position | null;
  to: Position | null;
}

/** Removes the listener. */
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

/** The state of the connection. */
export interface ConnectionState {
  state: 'connecting' | 'online' | 'waiting' | 'offline' | 'closed';

  /**
   * Why: `lost`, `silent`, `timeout`, `done` and `going_away` (sent by the server or a proxy),
   * `restarting`, `page_hidden` (the browser may bring the page back), `slow_consumer`, `flooding`,
   * `too_large`, `protocol_error`, `internal_error` (the server failed in this session), `refused`,
   * `token_unavailable`. If `closed`: `unauthorized`, `replaced`, `unsupported`, `internal_error`
   * (after five attempts), `closed` (by this client).
   */
  reason?: string;

  /** The close code of the connection that ended. */
  code?: number;

  /** The server's reason for closing, for people. */
  text?: string;

  /** The error of the option `token`. */
  error?: unknown;

  /** Milliseconds since 1970, if `waiting` or `offline`. */
  nextAttemptAt?: number;

  /** If `online`: whether the session was resumed. */
  resumed?: boolean;
}

export interface ClientEvents {
  state: ConnectionState;
  conversation: Conversation;
  error: ChatError;
}

/** The limits of the server. */
export interface Limits {
  contentLength: number;
  usernameLength: number;
  roomNameLength: number;
  rooms: number;
  historyPage: number;
}

/** The cause of a failure. */
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

  /** The id of the message that could not be sent. */
  readonly clientMessageId?: string;

  /** How long to wait before another attempt. */
  readonly retryAfterMs?: number;
}

/** A room that the client has joined or is joining. */
export class Room {
  private constructor();
  readonly name: string;
  readonly state: 'joining' | 'joined' | 'left' | 'refused';
  /**
   * Fulfilled when the client has joined the room. Rejected if the server refuses it, the client
   * leaves before or has no name, or does not reconnect by itself. `setUsername` and `reconnect`
   * replace a rejected promise.
   */
  readonly joined: Promise<void>;
  readonly members: Member[];
  readonly typingUsers: Member[];
  /** The position up to which the room was read. */
  readonly position: Position | null;
  on<E extends keyof RoomEvents>(type: E, listener: (event: RoomEvents[E]) => void): Unsubscribe;
  /** The messages of one room are stored in the order of the calls. Rejected with a `ChatError`. */
  send(content: string, extras?: MessageExtras): Promise<SentMessage>;
  typing(): void;
  stopTyping(): void;
  history(page?: PageRequest): Promise<HistoryPage<Message>>;
  leave(): Promise<void>;
}

/** The private messages between this user and another one. */
export class Conversation {
  private constructor();
  readonly with: string;
  readonly position: Position | null;
  on<E extends keyof ConversationEvents>(
    type: E,
    listener: (event: ConversationEvents[E]) => void,
  ): Unsubscribe;
  send(content: string, extras?: MessageExtras): Promise<SentPrivately>;
  history(page?: PageRequest): Promise<HistoryPage<PrivateMessage>>;
}

/** A client, which reconnects by itself. */
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
  /** Rejected at once if the name is taken (`username_taken`). Then choose another name. */
  setUsername(username: string): Promise<string>;
  reconnect(): void;
  close(): void;
}

/** Connects to a server, and stays connected. */
export function connect(url: string | URL, options?: ChatOptions): ChatClient;

/** A new id for a message. */
export function createMessageId(): string;
