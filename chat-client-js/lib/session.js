import { FATES, HEALTHY_AFTER_MS, INTERNAL_ERROR, ServerFailures } from './close-policy.js';
import { Connection } from './connection.js';
import { TokenLife } from './credentials.js';
import { DirectLog } from './direct-log.js';
import { Heartbeat } from './heartbeat.js';
import { readHistory } from './history.js';
import { SendBudget } from './outbox.js';
import { Naming } from './naming.js';
import { Pacer } from './pacer.js';
import { wirePositions } from './position.js';
import { Requests } from './requests.js';
import { RoomLog } from './room-log.js';
import { ChatError, durationOf, Emitter, errorOf, isWellFormed } from './util.js';

/** So many places in private conversations are told on coming back: the latest. */
const MAX_DIRECT_PLACES = 100;

/** So many private conversations are remembered. */
const MAX_DIRECTS = 1_000;

/** So many ids that this client had are remembered as its own. */
const MAX_OWN_IDS = 100;

/** Who this client is to the server, over all its connections. */
export class Session {
  options;
  env;
  events = new Emitter('state', 'conversation', 'error');
  rooms = new Map();
  directs = new Map();
  requests;
  /** Gives what an application sees of a log. */
  facadeOf;
  userId = null;
  limits = null;
  ownIds = new Set();

  /** Whether the server has let this client in, on this connection. */
  welcomed = false;

  /** Whether what was missed has come, on this connection. */
  synced = false;

  isClosed = false;

  /** Why this client does not come back by itself; null while it does. */
  end = null;

  #connection;
  #failures;
  #health = null;
  #pacer;
  #heartbeat;
  #resumeToken = null;
  #helloRef = null;
  #hellos = 0;
  #token;
  #tokenLife;
  #tokenStale = true;
  #refusedToken;
  #refusals = 0;
  #renewal = null;
  #naming;
  #budget;
  #context;
  #uses = 0;
  #offs = [];

  constructor(url, options, facadeOf) {
    this.options = options;
    this.env = options.environment;
    this.facadeOf = facadeOf;
    this.#tokenLife = new TokenLife(this.env);
    this.#failures = new ServerFailures(options, this.env.random);
    this.#connection = new Connection(url, options, this);
    this.#pacer = new Pacer(this.env, options.framesPerSecond, (frame) =>
      this.#connection.send(frame),
    );
    this.requests = new Requests(this.env, this.#pacer);
    this.#naming = new Naming(this.env, this.requests, options.username, this);
    this.#budget = new SendBudget(options);
    this.#context = this.#logContext();
    this.#heartbeat = new Heartbeat(
      this.env,
      () => this.requests.send({ type: 'ping' }, {}, true),
      () => this.#connection.giveUp('silent'),
    );
    this.#listenAround();
    this.#connection.open();
  }

  /** What rooms and private logs need of this session. */
  #logContext() {
    return {
      env: this.env,
      options: this.options,
      requests: this.requests,
      budget: this.#budget,
      userId: () => this.userId,
      refusal: () => this.#refusal,
      readHistory: (scope, page) => readHistory(this, scope, page),
      isSynced: () => this.synced,
      canJoin: () => this.welcomed && this.#naming.isSet,
      nameLost: () => this.#naming.onLost(),
      sendIfIdle: (frame) => this.#pacer.sendIfIdle(frame),
      removeRoom: (room) => this.rooms.delete(room.name),
    };
  }

  get state() {
    return this.#connection.state;
  }

  get pending() {
    return this.#budget.messages;
  }

  // -- what happens around

  #listenAround() {
    const { window, document } = this.env;
    const listen = (target, type, listener) => {
      target?.addEventListener?.(type, listener);
      this.#offs.push(() => target?.removeEventListener?.(type, listener));
    };
    listen(window, 'online', () => this.#hope());
    listen(window, 'offline', () => this.#heartbeat.probe());
    listen(window, 'pagehide', () => this.#connection.pageHidden());
    listen(window, 'pageshow', () => this.#hope());
    listen(document, 'visibilitychange', () => {
      if (document.visibilityState === 'visible') {
        this.#hope();
      }
    });
  }

  /** The network may be there again, or another one. */
  #hope() {
    this.#connection.hurry();
    this.#heartbeat.probe();
  }

  reconnect() {
    if (!this.isClosed) {
      this.#refusals = 0;
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
      this.#offs.forEach((off) => off());
      this.end = new ChatError('closed', 'The client is closed');
      this.#connection.close('closed');
      this.#ended(this.end);
      this.rooms.forEach((room) => room.end('left', this.end));
    }
  }

  /** This client does not come back by itself. */
  #ended(error) {
    this.end = error;
    this.#failWaiting(error);
    this.#naming.onEnd(error);
    this.#stopTimers();
  }

  /** What waits to be sent, and who waits to be let in, is told. */
  #failWaiting(error) {
    this.rooms.forEach((room) => room.block(error));
    [...this.rooms.values(), ...this.directs.values()].forEach((log) =>
      log.outbox.failAll(error),
    );
  }

  #stopTimers() {
    this.#heartbeat.stop();
    this.#pacer.stop();
    this.env.clearTimeout(this.#health);
    this.env.clearTimeout(this.#renewal);
    this.#naming.stop();
  }

  // -- the connection's owner

  changed(state) {
    const end = state.state === 'closed' && !this.isClosed ? endOf(state) : null;
    if (end !== null) {
      this.#ended(end);
    }
    this.events.emit('state', { ...state });
    if (end?.code === 'internal_error') {
      this.events.emit('error', end);
    }
  }

  /** Gets a token, if one is asked for and none is there that is good. */
  prepare() {
    const ask = this.options.token;
    if (ask === undefined || (!this.#tokenStale && !this.#tokenLife.isOver)) {
      return undefined;
    }
    const reason = this.#token === undefined ? 'first' : 'expired';
    return Promise.resolve(ask({ reason })).then((token) => {
      if (token !== null && token !== undefined && typeof token !== 'string') {
        throw new TypeError('token must give a string');
      }
      if (typeof token === 'string' && token === this.#refusedToken) {
        throw new ChatError('unauthorized', 'The token was refused before');
      }
      this.#takeToken(token ?? undefined);
    });
  }

  #takeToken(token) {
    this.#token = token;
    this.#tokenStale = false;
    this.#tokenLife.forget();
  }

  opened() {
    this.#pacer.reset();
    this.#hellos += 1;
    this.#helloRef = `hello-${this.#hellos}`;
    this.#pacer.urgent(this.#hello());
  }

  #hello() {
    const hello = { type: 'hello', version: 1, ref: this.#helloRef, token: this.#token };
    if (this.#resumeToken !== null) {
      hello.resume = this.#resumeToken;
      hello.rooms = wirePositions([...this.rooms.values()].map((room) => [room.name, room.position]));
    }
    const latest = [...this.directs.values()]
      .filter(({ position }) => position !== null)
      .sort((a, b) => b.usedAt - a.usedAt)
      .slice(0, MAX_DIRECT_PLACES);
    if (latest.length > 0 || this.#resumeToken !== null) {
      // Also if there are none: who keeps places gets what it does not name from its beginning.
      hello.direct = wirePositions(latest.map((log) => [log.with, log.position]));
    }
    return hello;
  }

  lost() {
    this.welcomed = false;
    this.synced = false;
    this.#stopTimers();
    this.rooms.forEach((room) => room.onConnectionLost());
    this.directs.forEach((direct) => direct.onConnectionLost());
    this.requests.lost();
  }

  fate(code) {
    const fate = FATES.get(code) ?? { reason: 'lost' };
    if (code === INTERNAL_ERROR) {
      this.#failures.add();
      if (this.#failures.isSessionDoubtful) {
        this.#resumeToken = null;
      }
      return this.#failures.fate;
    } else if (code === 4029) {
      this.#pacer.slower();
    } else if (code === 1009) {
      this.#failUnderWay('too_large', 'The server does not take a message of this size');
    } else if (code === 4001) {
      this.#tokenStale = true;
      this.#refusedToken = this.#token;
      this.#refusals = this.welcomed ? 1 : this.#refusals + 1;
      // The session is over, but a user who signs in again may come back.
      if (this.options.token !== undefined && this.#refusals <= 1) {
        return { reason: fate.reason };
      }
    }
    return fate;
  }

  #failUnderWay(code, message) {
    for (const log of [...this.rooms.values(), ...this.directs.values()]) {
      log.outbox.failInFlight({ code, message });
    }
  }

  received(frame) {
    this.#heartbeat.heard();
    if (frame.type === 'welcome') {
      this.#welcome(frame);
    } else if (frame.type === 'error') {
      this.#failed(frame);
    } else if (this.welcomed) {
      this.#route(frame);
    } else if (frame.type.startsWith('private_message')) {
      // What is numbered and expected comes again after the welcome.
      const log = this.directs.get(otherOf(frame));
      if (log === undefined || log.position === null || frame.seq === undefined) {
        this.#privateCame(frame);
      }
    }
  }

  // -- coming in

  #welcome(frame) {
    const { userId, resumeToken, limits, heartbeatSeconds, resumed, ref } = frame;
    if (this.welcomed || ref !== this.#helloRef) {
      return;
    }
    this.welcomed = true;
    this.userId = userId;
    this.ownIds.add(userId);
    if (this.ownIds.size > MAX_OWN_IDS) {
      this.ownIds.delete(this.ownIds.values().next().value);
    }
    this.limits = limits;
    this.#resumeToken = resumeToken;
    this.#refusals = 0;
    this.#naming.onWelcome({ resumed, isSignedIn: this.#token !== undefined });
    const { heartbeatMs, heartbeatTimeoutMs } = this.options;
    const interval = Math.min(heartbeatMs, (durationOf(heartbeatSeconds) ?? Infinity) * 1_000);
    this.#heartbeat.start(interval, heartbeatTimeoutMs);
    this.#renewInTime(frame);
    this.#health = this.env.setTimeout(() => this.#failures.reset(), HEALTHY_AFTER_MS);
    if (resumed) {
      this.rooms.forEach((room) => room.onResuming(ref));
    }
    // It is answered once everything is here that was missed.
    this.requests.send({ type: 'ping' }, { answered: () => this.#caughtUp() });
    this.#connection.welcomed({ resumed });
    if (!this.#naming.isSet) {
      this.#naming.request();
    }
    this.#enterRooms();
  }

  #caughtUp() {
    this.synced = true;
    this.rooms.forEach((room) => room.onResumed());
    this.directs.forEach((direct) => {
      direct.locate();
      direct.outbox.flush();
    });
  }

  #enterRooms() {
    this.rooms.forEach((room) => room.join());
  }

  // -- the name

  get username() {
    return this.#naming.username;
  }

  setUsername(username) {
    return this.#naming.choose(username);
  }

  /** With a name rooms can be joined. */
  onNameRequested() {
    this.rooms.forEach((room) => room.unblock());
  }

  onNameSet() {
    this.#enterRooms();
    this.directs.forEach((direct) => direct.outbox.flush());
  }

  onNameFailed(error) {
    this.#failWaiting(error);
  }

  onNameError(error) {
    this.events.emit('error', error);
  }

  // -- the token

  #renewInTime({ expiresInMs, expiresAt }) {
    this.env.clearTimeout(this.#renewal);
    const ends = expiresInMs !== undefined || expiresAt !== undefined;
    if (ends && this.options.token !== undefined) {
      this.#tokenLife.begin({ expiresInMs, expiresAt });
      this.#renewIn(this.#tokenLife.renewalWait);
    }
  }

  #renewIn(ms) {
    this.#renewal = this.env.setTimeout(() => this.#renew(), ms);
  }

  #renew() {
    const connection = this.#hellos;
    const again = () => {
      if (this.welcomed && this.#hellos === connection) {
        this.#renewIn(this.#tokenLife.retryWait);
      }
    };
    const asked = new Promise((resolve) => resolve(this.options.token({ reason: 'expiring' })));
    asked.then((token) => {
      if (typeof token !== 'string') {
        again();
      } else if (this.welcomed && this.#hellos === connection) {
        this.#authenticate(token, again);
      } else {
        this.#takeToken(token);
      }
    }, again);
  }

  #authenticate(token, again) {
    const answered = (frame) => {
      this.#takeToken(token);
      this.#renewInTime(frame);
    };
    this.requests.send({ type: 'authenticate', token }, { answered, failed: again });
  }

  // -- what comes

  #route(frame) {
    switch (frame.type) {
      case 'room_joined':
        this.#roomJoined(frame);
        break;
      case 'message_history':
        this.#historyCame(frame);
        break;
      case 'room_users':
        this.rooms.get(frame.room)?.onRoomUsers(frame);
        this.requests.answered(frame);
        break;
      case 'message_received':
        this.rooms.get(frame.room)?.onMessage(frame);
        break;
      case 'message_updated':
        this.#updated(frame);
        break;
      case 'private_message':
        this.#privateCame(frame);
        break;
      case 'private_message_sent':
        if (frame.ref === undefined) {
          this.#privateCame(frame);
        } else {
          this.requests.answered(frame);
        }
        break;
      case 'user_joined':
        this.rooms.get(frame.room)?.onUserJoined(frame);
        break;
      case 'user_left':
        this.rooms.get(frame.room)?.onUserLeft(frame);
        break;
      case 'typing_indicator':
        this.rooms.get(frame.room)?.onTyping(frame);
        break;
      case 'room_left':
        if (this.requests.handler(frame.ref) === undefined) {
          this.rooms.get(frame.room)?.onRemoved();
        }
        this.requests.answered(frame);
        break;
      case 'ack':
      case 'authenticated':
      case 'history_page':
      case 'pong':
      case 'username_set':
        this.requests.answered(frame);
        break;
      default: // A receiver ignores what it does not know.
    }
  }

  #logOf({ room, with: userId }) {
    return userId === undefined ? this.rooms.get(room) : this.directs.get(userId);
  }

  #roomJoined(frame) {
    const asking = this.requests.handler(frame.ref)?.room;
    if (asking !== undefined && asking.name !== frame.room && !asking.isOver) {
      this.#rename(asking, frame.room);
    }
    const room = this.rooms.get(frame.room);
    if (room !== undefined) {
      room.onRoomJoined(frame);
    } else if (frame.ref === this.#helloRef) {
      // It was left while the connection was lost.
      this.requests.send({ type: 'leave_room', room: frame.room }, {});
    }
  }

  /** The server writes the name of a room in another way. */
  #rename(room, name) {
    if (this.rooms.has(name)) {
      const message = `To the server this is the room ${name}, in which the client is already`;
      room.end('refused', new ChatError('same_room', message));
    } else {
      this.rooms.delete(room.name);
      room.name = name;
      this.rooms.set(name, room);
    }
  }

  #updated(frame) {
    this.#logOf(frame)?.onUpdated(frame);
  }

  #historyCame(frame) {
    const log = frame.with === undefined ? this.rooms.get(frame.room) : this.#directOf(frame.with);
    log?.onHistory(frame);
  }

  #privateCame(frame) {
    this.#directOf(otherOf(frame)).onMessage(frame);
  }

  /** A conversation in which something was said, be it by somebody who begins it. */
  #directOf(userId) {
    const isNew = !this.directs.has(userId);
    const log = this.direct(userId);
    if (isNew) {
      this.events.emit('conversation', this.facadeOf(log));
    }
    return log;
  }

  #failed(error) {
    if (error.ref === this.#helloRef) {
      this.#helloFailed(error);
    } else if (error.ref === undefined && error.code === 'username_taken') {
      this.#naming.onTakenByOther();
    } else {
      this.requests.failed(error);
    }
  }

  #helloFailed(error) {
    if (error.code === 'store_unavailable' && error.room !== undefined) {
      this.rooms.get(error.room)?.onHistoryUnavailable();
    } else if (error.code === 'store_unavailable' && error.with !== undefined) {
      // Its history says that it is not complete, and is read later.
    } else if (error.code === 'store_unavailable' || error.code === 'overloaded') {
      // Private messages were missed of which the server does not tell.
      this.events.emit('error', errorOf(error));
    } else if (error.code === 'unsupported') {
      this.events.emit('error', errorOf(error));
      this.#connection.close('unsupported');
    } else if (error.code === 'invalid_frame') {
      // What it was told to go on from is of no use to the server.
      this.#resumeToken = null;
      this.#connection.giveUp('refused');
    }
  }

  // -- logs

  join(given) {
    const name = normalRoom(given);
    if (this.isClosed) {
      throw new ChatError('closed', 'The client is closed');
    }
    if (!isWellFormed(name)) {
      throw new ChatError('invalid_content', 'The name of a room must be well-formed text');
    }
    const known =
      this.rooms.get(name) ?? [...this.rooms.values()].find((room) => room.givenName === name);
    if (known !== undefined) {
      return known;
    }
    const room = new RoomLog(this.#context, name);
    this.rooms.set(name, room);
    if (this.#refusal !== null) {
      room.block(this.#refusal);
    }
    room.join();
    return room;
  }

  direct(userId) {
    let log = this.directs.get(userId);
    const isNew = log === undefined;
    if (isNew) {
      log = new DirectLog(this.#context, userId);
      this.directs.set(userId, log);
    }
    this.#uses += 1;
    log.usedAt = this.#uses;
    if (isNew) {
      this.#forgetUnused();
    }
    return log;
  }

  #forgetUnused() {
    if (this.directs.size > MAX_DIRECTS) {
      const unused = [...this.directs.values()]
        .filter((log) => log.outbox.isEmpty && !log.events.hasListeners)
        .sort((a, b) => a.usedAt - b.usedAt)[0];
      this.directs.delete(unused?.with);
    }
  }

  // -- what waits to be sent

  /** Why nothing can be sent and no room entered until the application does something; or null. */
  get #refusal() {
    return this.end ?? this.#naming.error;
  }
}

/** What is told where a client does not come back by itself. */
const endOf = ({ code }) =>
  code === INTERNAL_ERROR
    ? new ChatError('internal_error', 'The server failed in this session again and again')
    : new ChatError('closed', 'The client is closed, and comes back no more');

const otherOf = ({ type, with: userId, fromId, toId }) =>
  userId ?? (type === 'private_message' ? fromId : toId);

/** A room's name as the server should have it; what it answers counts. */
function normalRoom(name) {
  if (typeof name !== 'string' || name.trim() === '') {
    throw new TypeError('The name of a room must be text, and not blank');
  }
  return name.trim().toLowerCase();
}
