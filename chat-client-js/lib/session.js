import { closePolicyOf, INTERNAL_ERROR, ServerFailures } from './close-policy.js';
import { Connection } from './connection.js';
import { Credentials } from './credentials.js';
import { Dispatcher } from './dispatcher.js';
import { Heartbeat } from './heartbeat.js';
import { readHistory } from './history.js';
import { LogTable } from './log-table.js';
import { Naming } from './naming.js';
import { SendBudget } from './outbox.js';
import { Pacer } from './pacer.js';
import { Requests } from './requests.js';
import { ChatError, durationOf, Emitter, errorOf, isWellFormed } from './util.js';

/** How many former ids of this client are remembered as its own. */
const MAX_OWN_IDS = 100;

/**
 * The session of this client on the server, over all its connections. It owns the connection and
 * its users: requests, the name, the token, rooms and private logs.
 */
export class Session {
  options;
  env;
  events = new Emitter('state', 'conversation', 'error');
  requests;
  logs;
  userId = null;
  limits = null;
  ownIds = new Set();

  /** Whether the server has admitted this client, on this connection. */
  isWelcomed = false;

  /** Whether the missed messages have arrived, on this connection. */
  isSynced = false;

  isClosed = false;

  /** Why this client does not reconnect by itself; null while it does. */
  end = null;

  #connection;
  #pacer;
  #heartbeat;
  #dispatcher;
  #naming;
  #credentials;
  #failures;
  #budget;
  #resumeToken = null;
  #helloRef = null;
  #hellos = 0;
  #unsubscribers = [];

  /** @param facadeOf returns the application's view of a log */
  constructor(url, options, facadeOf) {
    const env = options.environment;
    this.options = options;
    this.env = env;
    this.#failures = new ServerFailures(options);
    this.#connection = new Connection(url, options, this);
    this.#pacer = new Pacer(env, options.framesPerSecond, (frame) => this.#connection.send(frame));
    this.requests = new Requests(env, this.#pacer);
    this.#naming = new Naming(env, this.requests, options.username, this);
    this.#credentials = new Credentials(env, this.requests, options.token);
    this.#budget = new SendBudget(options);
    this.logs = new LogTable(this.#logContext());
    this.#dispatcher = new Dispatcher({
      logs: this.logs,
      requests: this.requests,
      isHello: (ref) => ref === this.#helloRef,
      onConversation: (log) => this.events.emit('conversation', facadeOf(log)),
    });
    this.#heartbeat = new Heartbeat(
      env,
      () => this.requests.send({ type: 'ping' }, {}, true),
      () => this.#connection.giveUp('silent'),
    );
    this.#listenToPage();
    this.#connection.open();
  }

  /** The part of this session that rooms and private logs need. */
  #logContext() {
    return {
      env: this.env,
      options: this.options,
      requests: this.requests,
      budget: this.#budget,
      userId: () => this.userId,
      refusal: () => this.#refusal,
      readHistory: (scope, page) => readHistory(this, scope, page),
      isSynced: () => this.isSynced,
      canJoin: () => this.isWelcomed && this.#naming.isSet,
      nameLost: () => this.#naming.onLost(),
      sendIfIdle: (frame) => this.#pacer.sendIfIdle(frame),
    };
  }

  get state() {
    return this.#connection.state;
  }

  get username() {
    return this.#naming.username;
  }

  /** How many messages wait for their acknowledgement. */
  get pending() {
    return this.#budget.messages;
  }

  /** Why no room can be joined and nothing sent until the application acts; or null. */
  get #refusal() {
    return this.end ?? this.#naming.error;
  }

  // -- events of the page and the network

  #listenToPage() {
    const { window, document } = this.env;
    const listen = (target, type, listener) => {
      target?.addEventListener?.(type, listener);
      this.#unsubscribers.push(() => target?.removeEventListener?.(type, listener));
    };
    listen(window, 'online', () => this.#onNetworkHint());
    listen(window, 'offline', () => this.#heartbeat.probe());
    listen(window, 'pagehide', () => this.#connection.pageHidden());
    listen(window, 'pageshow', () => this.#onNetworkHint());
    listen(document, 'visibilitychange', () => {
      if (document.visibilityState === 'visible') {
        this.#onNetworkHint();
      }
    });
  }

  /** The network may be back, or may have changed. */
  #onNetworkHint() {
    this.#connection.retrySoon();
    this.#heartbeat.probe();
  }

  // -- calls of the application

  setUsername(username) {
    return this.#naming.choose(username);
  }

  /** @returns the room of that name, which is joined if it is new */
  join(given) {
    const name = normalRoomName(given);
    if (this.isClosed) {
      throw new ChatError('closed', 'The client is closed');
    }
    if (!isWellFormed(name)) {
      throw new ChatError('invalid_content', 'The name of a room must be well-formed Unicode text');
    }
    const known = this.logs.findRoom(name);
    if (known !== undefined) {
      return known;
    }
    const room = this.logs.addRoom(name);
    if (this.#refusal !== null) {
      room.block(this.#refusal);
    }
    room.join();
    return room;
  }

  reconnect() {
    if (!this.isClosed) {
      this.#credentials.clearRefusals();
      if (this.end !== null) {
        this.end = null;
        this.#failures.reset();
        this.#naming.clearError();
      }
      this.#connection.open();
    }
  }

  close() {
    if (!this.isClosed) {
      this.isClosed = true;
      this.#unsubscribers.forEach((unsubscribe) => unsubscribe());
      this.end = new ChatError('closed', 'The client is closed');
      this.#connection.close('closed');
      this.#stop(this.end);
      this.logs.rooms.forEach((room) => room.end('left', this.end));
    }
  }

  /** This client does not reconnect by itself. */
  #stop(error) {
    this.end = error;
    this.#failWaiting(error);
    this.#naming.onEnd(error);
    this.#stopTimers();
  }

  /** Rejects the messages to send, and the promises of rooms to join. */
  #failWaiting(error) {
    this.logs.rooms.forEach((room) => room.block(error));
    this.logs.all.forEach((log) => log.outbox.failAll(error));
  }

  #stopTimers() {
    this.#heartbeat.stop();
    this.#pacer.stop();
    this.#failures.stop();
    this.#credentials.stop();
    this.#naming.stop();
  }

  // -- calls of the connection

  onStateChanged(state) {
    const end = state.state === 'closed' && !this.isClosed ? endOf(state) : null;
    if (end !== null) {
      this.#stop(end);
    }
    this.events.emit('state', { ...state });
    if (end?.code === 'internal_error') {
      this.events.emit('error', end);
    }
  }

  /** Gets a token if one is needed. @returns a promise, or undefined if none is needed */
  prepare() {
    return this.#credentials.prepare();
  }

  onOpened() {
    this.#pacer.reset();
    this.#hellos += 1;
    this.#helloRef = `hello-${this.#hellos}`;
    this.#pacer.sendNow(this.#hello());
  }

  #hello() {
    const { token } = this.#credentials;
    const hello = { type: 'hello', version: 1, ref: this.#helloRef, token };
    const direct = this.logs.directPositions;
    if (this.#resumeToken !== null) {
      hello.resume = this.#resumeToken;
      hello.rooms = this.logs.roomPositions;
      // Sent even if empty: with it, the server also sends the logs that are not named.
      hello.direct = direct;
    } else if (Object.keys(direct).length > 0) {
      hello.direct = direct;
    }
    return hello;
  }

  onLost() {
    this.isWelcomed = false;
    this.isSynced = false;
    this.#stopTimers();
    this.logs.rooms.forEach((room) => room.onConnectionLost());
    this.logs.directs.forEach((direct) => direct.onConnectionLost());
    this.requests.onConnectionLost();
  }

  /** The reaction to a close code; see `closePolicyOf`. */
  closePolicy(code) {
    const policy = closePolicyOf(code);
    switch (code) {
      case INTERNAL_ERROR:
        return this.#onServerFailure();
      case 1009:
        this.#failInFlight('too_large', 'The server does not accept a message of this size');
        return policy;
      case 4001:
        // The session is over, but another token may begin a new one.
        return this.#credentials.onRefused() ? { reason: policy.reason } : policy;
      case 4029:
        this.#pacer.slowDown();
        return policy;
      default:
        return policy;
    }
  }

  #onServerFailure() {
    const policy = this.#failures.add();
    if (this.#failures.isSessionSuspect) {
      this.#resumeToken = null;
    }
    return policy;
  }

  #failInFlight(code, message) {
    this.logs.all.forEach((log) => log.outbox.failInFlight({ code, message }));
  }

  onFrame(frame) {
    this.#heartbeat.onFrame();
    if (frame.type === 'welcome') {
      this.#onWelcome(frame);
    } else if (frame.type === 'error') {
      this.#onError(frame);
    } else if (this.isWelcomed) {
      this.#dispatcher.dispatch(frame);
    } else {
      this.#dispatcher.dispatchEarly(frame);
    }
  }

  // -- frames about the session

  #onWelcome(frame) {
    const { resumed, ref } = frame;
    if (this.isWelcomed || ref !== this.#helloRef) {
      return;
    }
    this.isWelcomed = true;
    this.#setUserId(frame.userId);
    this.limits = frame.limits;
    this.#resumeToken = frame.resumeToken;
    this.#naming.onWelcome({ resumed, isSignedIn: this.#credentials.token !== undefined });
    const { heartbeatMs, heartbeatTimeoutMs } = this.options;
    const wantedMs = (durationOf(frame.heartbeatSeconds) ?? Infinity) * 1_000;
    this.#heartbeat.start(Math.min(heartbeatMs, wantedMs), heartbeatTimeoutMs);
    this.#credentials.onWelcome(frame);
    this.#failures.onWelcome();
    if (resumed) {
      this.logs.rooms.forEach((room) => room.onResuming(ref));
    }
    // The server answers it after all missed messages.
    this.requests.send({ type: 'ping' }, { answered: () => this.#onSynced() });
    this.#connection.onWelcome({ resumed });
    if (!this.#naming.isSet) {
      this.#naming.request();
    }
    this.#joinRooms();
  }

  #setUserId(userId) {
    this.userId = userId;
    this.ownIds.add(userId);
    if (this.ownIds.size > MAX_OWN_IDS) {
      this.ownIds.delete(this.ownIds.values().next().value);
    }
  }

  #onSynced() {
    this.isSynced = true;
    this.logs.rooms.forEach((room) => room.onResumed());
    this.logs.directs.forEach((direct) => {
      direct.locate();
      direct.outbox.flush();
    });
  }

  #joinRooms() {
    this.logs.rooms.forEach((room) => room.join());
  }

  #onError(error) {
    if (error.ref === this.#helloRef) {
      this.#onHelloError(error);
    } else if (error.ref === undefined && error.code === 'username_taken') {
      this.#naming.onTakenByOther();
    } else {
      this.requests.failed(error);
    }
  }

  #onHelloError(error) {
    if (error.code === 'store_unavailable' && error.room !== undefined) {
      this.logs.rooms.get(error.room)?.onHistoryUnavailable();
    } else if (error.code === 'store_unavailable' && error.with !== undefined) {
      // The history that follows is marked as incomplete, and the log is read later.
    } else if (error.code === 'store_unavailable' || error.code === 'overloaded') {
      // The server does not send all missed private messages.
      this.events.emit('error', errorOf(error));
    } else if (error.code === 'unsupported') {
      this.events.emit('error', errorOf(error));
      this.#connection.close('unsupported');
    } else if (error.code === 'invalid_frame') {
      // The server cannot use the former session in `hello`.
      this.#resumeToken = null;
      this.#connection.giveUp('refused');
    }
  }

  // -- calls of the naming

  onNameRequested() {
    this.logs.rooms.forEach((room) => room.unblock());
  }

  onNameSet() {
    this.#joinRooms();
    this.logs.directs.forEach((direct) => direct.outbox.flush());
  }

  onNameFailed(error) {
    this.#failWaiting(error);
  }

  onNameError(error) {
    this.events.emit('error', error);
  }
}

/** Why the client does not reconnect by itself. */
const endOf = ({ code }) =>
  code === INTERNAL_ERROR
    ? new ChatError('internal_error', 'The server failed in this session several times')
    : new ChatError('closed', 'The client is closed and does not reconnect');

/** The likely spelling of a room's name by the server, whose answer counts. */
function normalRoomName(name) {
  if (typeof name !== 'string' || name.trim() === '') {
    throw new TypeError('The name of a room must be a string that is not blank');
  }
  return name.trim().toLowerCase();
}
