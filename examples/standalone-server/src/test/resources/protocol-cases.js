// The cases of ProtocolTest. Run in a page of the server, with arguments: the name of a case (or null, to
// get all names) and a call-back. Time, randomness and the server are played by the test.
const [wanted, done] = arguments;

const load = async () => {
  const [session, backoff] = await Promise.all([
    import('/chat/session.js'),
    import('/chat/backoff.js'),
  ]);
  return { ...session, ...backoff };
};

class World {
  time = 1_000_000;
  timers = [];
  sockets = [];
  events = [];

  constructor({ ChatSession }) {
    const world = this;
    this.clock = {
      now: () => this.time,
      setTimeout: (action, ms) => {
        const timer = { action, at: this.time + ms };
        this.timers.push(timer);
        return timer;
      },
      clearTimeout: (timer) => {
        this.timers = this.timers.filter((other) => other !== timer);
      },
    };
    this.WebSocket = class extends EventTarget {
      readyState = 0;
      sent = [];

      constructor() {
        super();
        world.sockets.push(this);
      }

      send(text) {
        this.sent.push(JSON.parse(text));
      }

      close() {
        this.readyState = 3;
      }
    };
    this.session = new ChatSession('ws://server/', {
      WebSocket: this.WebSocket,
      clock: this.clock,
      random: () => 0.999,
    });
    for (const type of ['login', 'login-refused', 'problem', 'private', 'room-refused']) {
      this.session.addEventListener(type, ({ detail }) => this.events.push({ type, ...detail }));
    }
  }

  get socket() {
    return this.sockets.at(-1);
  }

  advance(ms) {
    const end = this.time + ms;
    for (;;) {
      const [next] = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) {
        break;
      }
      this.timers = this.timers.filter((timer) => timer !== next);
      this.time = Math.max(this.time, next.at);
      next.action();
    }
    this.time = end;
  }

  accept(clientId) {
    this.socket.readyState = 1;
    this.socket.dispatchEvent(new Event('open'));
    this.receive({ type: 'connection', clientId, message: 'Welcome' });
  }

  receive(frame) {
    this.socket.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }));
  }

  lose(code = 1006) {
    this.socket.readyState = 3;
    this.socket.dispatchEvent(new CloseEvent('close', { code }));
  }

  /** Plays the server's part of logging in and joining. */
  enter(id, { room = 'general', history = [], others = [] } = {}) {
    this.accept(id);
    equal(this.sentTypes().at(-1), 'set_username');
    this.receive({ type: 'username_set', username: 'Ann' });
    this.joined(id, { room, history, others });
  }

  joined(id, { room = 'general', history = [], others = [] } = {}) {
    equal(this.socket.sent.at(-1), { type: 'join_room', room });
    this.receive({ type: 'room_joined', room });
    this.receive({ type: 'message_history', messages: history });
    this.receive({ type: 'room_users', users: [{ id, username: 'Ann' }, ...others] });
  }

  sentTypes() {
    return this.socket.sent.map(({ type }) => type);
  }

  said() {
    return this.socket.sent.filter(({ type }) => type === 'chat_message').map(({ content }) => content);
  }

  shown(key = 'room:general') {
    return this.session
      .conversation(key)
      .entries.filter(({ kind }) => kind === 'message')
      .map(({ message }) => message.content);
  }

  outgoing(key = 'room:general') {
    return this.session
      .conversation(key)
      .outgoing.map(({ content, state }) => `${content}: ${state}`);
  }
}

const message = (id, userId, content, room = 'general') => ({
  type: 'message_received',
  id,
  room,
  userId,
  username: userId,
  content,
  timestamp: '2026-01-01T00:00:00.000Z',
});

function equal(found, expected) {
  if (JSON.stringify(found) !== JSON.stringify(expected)) {
    throw new Error(`expected ${JSON.stringify(expected)} but found ${JSON.stringify(found)}`);
  }
}

const loggedIn = (code) => {
  const world = new World(code);
  world.session.login(' Ann ', 'General');
  world.enter('a1');
  return world;
};

const cases = {
  'waits are random within a bound that doubles from 0.5 to 20 seconds': ({ Backoff }) => {
    const numbers = [1, 1, 1, 1, 1, 1, 1, 0.5, 0];
    const backoff = new Backoff({ random: () => numbers.shift() });
    const waits = [...numbers].map(() => backoff.next());
    equal(waits, [500, 1000, 2000, 4000, 8000, 16000, 20000, 10000, 0]);
  },

  'a lost connection comes back with its name and its room': (code) => {
    const world = loggedIn(code);
    world.session.join('Random');
    world.joined('a1', { room: 'random' });
    world.lose();
    equal(world.session.connectionState.state, 'waiting');
    world.advance(500);
    equal(world.sockets.length, 2);
    world.enter('a2', { room: 'random' });
    equal(world.socket.sent, [
      { type: 'set_username', username: 'Ann' },
      { type: 'join_room', room: 'random' },
    ]);
    equal(world.events, [{ type: 'login' }]);
    equal([world.session.isOwn('a1'), world.session.isOwn('a2')], [true, true]);
  },

  'a server that stays away is asked less and less often': (code) => {
    const world = loggedIn(code);
    world.lose();
    const gaps = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const before = world.time;
      const { until } = world.session.connectionState;
      gaps.push(Math.round((until - before) / 100));
      world.advance(until - before);
      world.lose();
    }
    equal(gaps, [5, 10, 20, 40, 80, 160, 200, 200]);
  },

  'who is replaced or not signed in does not come back': (code) => {
    for (const final of [4001, 4002]) {
      const world = loggedIn(code);
      world.lose(final);
      world.advance(600_000);
      equal(world.session.connectionState.state, 'closed');
      equal(world.sockets.length, 1);
    }
  },

  'a connection that never opens is given up': (code) => {
    const world = new World(code);
    world.session.login('Ann', 'general');
    world.advance(15_000);
    equal(world.session.connectionState.state, 'waiting');
    equal(world.socket.readyState, 3);
  },

  'an old connection is not heard any more': (code) => {
    const world = loggedIn(code);
    const old = world.socket;
    world.lose();
    world.advance(500);
    world.enter('a2');
    old.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message('m1', 'b', 'late')) }));
    old.dispatchEvent(new CloseEvent('close', { code: 1006 }));
    equal(world.shown(), []);
    equal(world.session.isReady, true);
  },

  'what is written without a connection goes out with the next one': (code) => {
    const world = loggedIn(code);
    world.lose();
    world.session.say('one');
    world.session.say('two');
    equal(world.outgoing(), ['one: waiting', 'two: waiting']);
    world.advance(500);
    world.enter('a2');
    equal(world.said(), ['one', 'two']);
    world.receive(message('m1', 'a2', 'one'));
    world.receive(message('m2', 'a2', 'two'));
    equal(world.outgoing(), []);
    equal(world.shown(), ['one', 'two']);
  },

  'what was sent and not answered is not sent again by itself': (code) => {
    const world = loggedIn(code);
    world.session.say('once');
    equal(world.said(), ['once']);
    world.lose();
    world.advance(500);
    world.enter('a2');
    equal(world.said(), []);
    equal(world.outgoing(), ['once: unconfirmed']);
    world.session.retry(world.session.conversation('room:general').outgoing[0].key);
    equal(world.said(), ['once']);
  },

  'the history confirms what was sent before the connection was lost': (code) => {
    const world = loggedIn(code);
    world.session.say('once');
    world.lose();
    world.advance(500);
    world.enter('a2', { history: [message('m1', 'x', 'once'), message('m2', 'a1', 'once')] });
    equal(world.outgoing(), []);
    equal(world.shown(), ['once', 'once']);
  },

  'a message that is never answered ends the connection': (code) => {
    const world = loggedIn(code);
    world.session.say('hello?');
    world.advance(14_999);
    equal(world.session.isReady, true);
    world.advance(1);
    equal(world.session.connectionState.state, 'waiting');
    equal(world.outgoing(), ['hello?: unconfirmed']);
  },

  'a message is shown once, by its id': (code) => {
    const world = loggedIn(code);
    world.receive(message('m1', 'b', 'first'));
    world.receive(message('m2', 'b', 'second'));
    world.receive(message('m2', 'b', 'second'));
    world.lose();
    world.advance(500);
    const history = ['m1', 'm2', 'm3'].map((id) => message(id, 'b', id));
    world.enter('a2', { history });
    world.receive(message('m3', 'b', 'm3'));
    world.receive(message('m4', 'b', 'm4'));
    equal(world.shown(), ['first', 'second', 'm3', 'm4']);
  },

  'messages that may be missing are told': (code) => {
    const world = loggedIn(code);
    world.receive(message('old', 'b', 'old'));
    world.lose();
    world.advance(500);
    const history = Array.from({ length: 50 }, (_, i) => message(`n${i}`, 'b', `n${i}`));
    world.enter('a2', { history });
    const notice = world.session.conversation('room:general').entries[1];
    equal([notice.kind, notice.text], ['notice', 'Older messages may be missing here.']);
  },

  'what was written for one room is not said in another': (code) => {
    const world = loggedIn(code);
    world.lose();
    world.session.say('for general');
    world.session.join('random');
    world.advance(500);
    world.enter('a2', { room: 'random' });
    equal(world.said(), []);
    world.session.join('general');
    world.joined('a2');
    equal(world.said(), ['for general']);
  },

  'many messages at once go out no faster than a server likes': (code) => {
    const world = loggedIn(code);
    for (let i = 0; i < 12; i += 1) {
      world.session.say(`m${i}`);
    }
    equal(world.said().length, 5);
    world.advance(1_000);
    equal(world.said().length, 10);
    world.advance(1_000);
    equal(world.said().length, 12);
  },

  'a refused message says why': (code) => {
    const world = loggedIn(code);
    world.session.say('no');
    world.receive({ type: 'error', code: 'forbidden', message: 'Not here' });
    equal(world.outgoing(), ['no: refused']);
    equal(world.session.conversation('room:general').outgoing[0].error, 'Not here');
  },

  'a private message to somebody who is gone is refused, and not one to the room': (code) => {
    const world = loggedIn(code);
    world.receive({ type: 'user_joined', userId: 'b1', username: 'Bob' });
    world.session.say('to all');
    world.session.whisper('Bob', 'to Bob');
    equal(world.socket.sent.at(-1), { type: 'private_message', targetId: 'b1', content: 'to Bob' });
    world.receive({ type: 'error', code: 'user_not_found', message: 'User not found' });
    equal(world.outgoing('private:Bob'), ['to Bob: refused']);
    equal(world.outgoing(), ['to all: sent']);
  },

  'a private conversation follows its user to a new connection': (code) => {
    const world = loggedIn(code);
    const frame = { type: 'private_message', toId: 'a1', toUsername: 'Ann', content: 'hi' };
    world.receive({ ...frame, fromId: 'b1', fromUsername: 'Bob', timestamp: '2026-01-01T00:00:00Z' });
    equal(world.session.conversations, [{ username: 'Bob', unread: 1 }]);
    world.receive({ type: 'user_joined', userId: 'b2', username: 'Bob' });
    world.session.whisper('Bob', 'hello');
    equal(world.socket.sent.at(-1).targetId, 'b2');
    world.receive({ type: 'user_left', userId: 'b2', username: 'Bob' });
    world.session.whisper('Bob', 'still there?');
    equal(world.socket.sent.at(-1).targetId, 'b2');
    equal(world.session.conversations, [{ username: 'Bob', unread: 0 }]);
  },

  'a taken name is told at once on logging in': (code) => {
    const world = new World(code);
    world.session.login('Ann', 'general');
    world.accept('a1');
    world.receive({ type: 'error', code: 'username_taken', message: 'Username is already taken' });
    equal(world.events, [{ type: 'login-refused', message: 'Username is already taken' }]);
    world.session.login('Anna', 'general');
    equal(world.socket.sent.at(-1), { type: 'set_username', username: 'Anna' });
  },

  'a name that the lost connection still holds is asked for again': (code) => {
    const world = loggedIn(code);
    world.lose();
    world.advance(500);
    world.accept('a2');
    const taken = { type: 'error', code: 'username_taken', message: 'Username is already taken' };
    world.receive(taken);
    equal(world.sentTypes().length, 1);
    world.advance(2_000);
    equal(world.sentTypes(), ['set_username', 'set_username']);
    for (let attempt = 0; attempt < 8; attempt += 1) {
      world.receive(taken);
      world.advance(2_000);
    }
    equal(world.events.at(-1), { type: 'login-refused', message: 'Username is already taken' });
  },

  'typing is said sparingly, and its end once': (code) => {
    const world = loggedIn(code);
    for (let i = 0; i < 40; i += 1) {
      world.session.typed(`text ${i}`);
      world.advance(100);
    }
    equal(world.sentTypes().slice(2), ['typing_start', 'typing_start']);
    world.advance(6_000);
    equal(world.sentTypes().slice(2), ['typing_start', 'typing_start', 'typing_stop']);
    world.session.typed('more');
    world.session.say('more');
    world.advance(10_000);
    equal(world.sentTypes().slice(5), ['typing_start', 'chat_message']);
  },

  'the typing of others ends by itself, by their message, and by their leaving': (code) => {
    const world = loggedIn(code);
    const types = { type: 'typing_indicator', userId: 'b', username: 'Bob', isTyping: true };
    world.receive(types);
    world.advance(5_999);
    equal(world.session.typingNames, ['Bob']);
    world.advance(1);
    equal(world.session.typingNames, []);
    world.receive(types);
    world.receive(message('m1', 'b', 'done'));
    equal(world.session.typingNames, []);
    world.receive(types);
    world.receive({ type: 'user_left', userId: 'b', username: 'Bob' });
    equal(world.session.typingNames, []);
  },

  'frames that it does not know are ignored': (code) => {
    const world = loggedIn(code);
    world.receive({ type: 'fireworks' });
    world.socket.dispatchEvent(new MessageEvent('message', { data: '{"type":' }));
    world.socket.dispatchEvent(new MessageEvent('message', { data: 'null' }));
    equal(world.session.isReady, true);
  },
};

if (wanted === null) {
  done(Object.keys(cases));
} else {
  load()
    .then((code) => cases[wanted](code))
    .then(() => done('ok'), (failure) => done(String(failure.stack)));
}
