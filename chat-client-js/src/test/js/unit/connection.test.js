import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { connect } from '../../../../chat-client.js';
import { errorsOf, FakeSocket, inside, nextAttempt, online, outcome, said, settle, start } from './fakes.js';

const names = (states) => states.map(({ state }) => state);

describe('A connection', () => {
  it('sends hello first, and is online after welcome', () => {
    const { client, socket, states } = start();
    assert.equal(client.state, 'connecting');
    socket.open();
    assert.deepEqual(socket.sent.map(({ type, version }) => ({ type, version })), [
      { type: 'hello', version: 1 },
    ]);
    assert.equal(client.state, 'connecting');

    socket.welcome();
    assert.deepEqual(names(states), ['online']);
    assert.equal(states[0].resumed, false);
    assert.equal(client.userId, 'u1');
    assert.equal(client.limits.rooms, 100);
    assert.ok(client.isOwn('u1'));
  });

  it('reconnects with its resume token after a random wait within a bound that doubles', async () => {
    const test = await online({}, { random: () => 0.999 });
    const waits = [];
    for (let i = 0; i < 8; i += 1) {
      const { clock, states } = test;
      test.socket.end(1006);
      const waiting = states.at(-1);
      assert.equal(waiting.state, 'waiting');
      assert.equal(waiting.reason, 'lost');
      waits.push(Math.ceil(waiting.nextAttemptAt - clock.now()));
      const before = test.sockets.length;
      await clock.advance(waiting.nextAttemptAt - clock.now() - 1);
      assert.equal(test.sockets.length, before);
      await clock.advance(1);
      assert.equal(test.sockets.length, before + 1);
      test.socket.open();
      assert.equal(test.socket.last('hello').resume, 'resume-1');
    }
    assert.deepEqual(waits, [500, 999, 1998, 3996, 7992, 15984, 19980, 19980]);
  });

  it('waits for a random time between zero and the bound', async () => {
    for (const [random, wait] of [[0, 0], [0.25, 125]]) {
      const test = await online({}, { random: () => random });
      test.socket.end(1006);
      assert.equal(test.states.at(-1).nextAttemptAt - test.clock.now(), wait);
    }
  });

  it('has the first bound again after a connection that lasted', async () => {
    const test = await online();
    for (let i = 0; i < 6; i += 1) {
      test.socket.end(1006);
      await nextAttempt(test);
      if (i < 5) {
        test.socket.open();
      }
    }
    test.socket.accept();
    await test.clock.advance(5_000);
    test.socket.end(1006);
    assert.equal(test.states.at(-1).nextAttemptAt - test.clock.now(), 250);
  });

  for (const [code, reason] of [
    [1000, 'done'],
    [1001, 'going_away'],
    [1006, 'lost'],
    [1011, 'internal_error'],
    [1012, 'restarting'],
    [4008, 'slow_consumer'],
  ]) {
    it(`reconnects after ${code}`, async () => {
      const test = await online();
      test.socket.end(code);
      assert.deepEqual([test.client.state, test.client.connection.reason], ['waiting', reason]);
      await nextAttempt(test);
      assert.equal(test.sockets.length, 2);
      test.socket.open();
      assert.ok(test.socket.last('hello').resume);
    });
  }

  for (const [code, reason] of [[4001, 'unauthorized'], [4002, 'replaced']]) {
    it(`does not reconnect by itself after ${code}`, async () => {
      const test = await online();
      test.socket.end(code);
      assert.deepEqual([test.client.state, test.client.connection.reason], ['closed', reason]);
      await test.clock.advance(3_600_000);
      assert.equal(test.sockets.length, 1);
      assert.equal(test.clock.size, 0);
      test.client.reconnect();
      assert.equal(test.sockets.length, 2);
    });

    it(`rejects room.joined after ${code}`, async () => {
      const test = await online();
      const room = test.client.join('tea');
      const first = outcome(room.joined);
      test.socket.end(code);
      await settle();
      assert.deepEqual([first.code, room.state], ['closed', 'joining']);
      test.client.reconnect();
      const second = outcome(room.joined);
      test.socket.accept();
      test.socket.enter('tea');
      await settle();
      assert.equal(second.state, 'fulfilled');
    });
  }

  for (const [how, lose] of [
    ['is closed', (test) => test.socket.end(1006)],
    ['fails without a close', (test) => test.socket.dispatchEvent(new Event('error'))],
  ]) {
    it(`that ${how} is not followed by another one if a listener closes the client`, async () => {
      const test = await inside('tea', { users: [{ id: 'u2', username: 'bob' }] });
      test.socket.receive({ type: 'typing_indicator', room: 'tea', userId: 'u2', username: 'bob', isTyping: true });
      test.room.on('typing', () => test.client.close());
      const sockets = test.sockets.length;
      lose(test);
      await test.clock.advance(60_000);
      assert.equal(test.client.state, 'closed');
      assert.equal(test.sockets.length, sockets);
    });
  }

  for (const code of [1002, 1007, 1009, 4029]) {
    it(`reconnects after a long wait after ${code}`, async () => {
      const test = await online();
      test.socket.end(code);
      assert.equal(test.client.connection.nextAttemptAt - test.clock.now(), 10_000);
    });
  }

  describe('that the server closes with 1011 several times', () => {
    /** Lets the client reconnect and the server fail. @returns what each hello resumed */
    const failing = async (test, times, failed = async () => test.socket.end(1011)) => {
      const resumed = [];
      for (let i = 0; i < times; i += 1) {
        await nextAttempt(test);
        test.socket.open();
        resumed.push(test.socket.last('hello').resume);
        test.socket.welcome();
        await failed();
      }
      return resumed;
    };

    it('is tried five times after growing waits, first with its session, then with a new one', async () => {
      const test = await online({}, { random: () => 0.999 });
      const errors = errorsOf(test);
      const room = test.client.join('tea');
      const joined = outcome(room.joined);
      const sent = outcome(room.send('x'));
      const waits = [];
      test.client.on('state', ({ state, nextAttemptAt }) => {
        if (state === 'waiting') {
          waits.push(Math.ceil(nextAttemptAt - test.clock.now()));
        }
      });
      test.socket.end(1011);
      const resumed = await failing(test, 5, async () => {
        await test.clock.advance(6_000);
        test.socket.end(1011);
      });
      await settle();
      assert.deepEqual(resumed, ['resume-1', 'resume-1', undefined, undefined, undefined]);
      assert.deepEqual(waits, [500, 999, 1998, 3996, 7992]);
      const { state, code, reason } = test.client.connection;
      assert.deepEqual([state, code, reason], ['closed', 1011, 'internal_error']);
      assert.deepEqual([joined.code, sent.code, errors], Array(2).fill('internal_error').concat([['internal_error']]));
      assert.equal(test.clock.size, 0);
    });

    it('rejects later requests with internal_error, and can be started again', async () => {
      const test = await online();
      test.socket.end(1011);
      await failing(test, 5);
      const room = test.client.join('tea');
      for (const promise of [room.joined, room.send('x'), room.history(), test.client.setUsername('ann')]) {
        await assert.rejects(promise, { code: 'internal_error' });
      }
      test.client.reconnect();
      test.socket.accept();
      const joined = outcome(room.joined);
      test.socket.enter('tea');
      await settle();
      assert.equal(joined.state, 'fulfilled');
      test.socket.end(1011);
      assert.equal(test.client.state, 'waiting');
    });

    it('can be started again by a listener', async () => {
      const test = await online();
      const errors = errorsOf(test);
      test.client.on('state', ({ state }) => state === 'closed' && test.client.reconnect());
      test.socket.end(1011);
      await failing(test, 5);
      assert.deepEqual([test.client.state, errors], ['connecting', ['internal_error']]);
    });

    it('is tried further if a connection was healthy meanwhile', async () => {
      const test = await online();
      test.socket.end(1011);
      await failing(test, 8, async () => {
        for (let i = 0; i < 6; i += 1) {
          await test.clock.advance(10_000);
          test.socket.receive({ type: 'any' });
        }
        test.socket.end(1011);
      });
      assert.equal(test.client.state, 'waiting');
    });
  });

  it('gives up an attempt that makes no progress', async () => {
    const test = start({ connectTimeoutMs: 3_000 });
    await test.clock.advance(3_000);
    assert.equal(test.client.connection.reason, 'timeout');
    await nextAttempt(test);
    test.socket.open();
    const mute = test.socket;
    await test.clock.advance(3_000);
    assert.equal(mute.closedWith, 4000);
    mute.welcome();
    assert.equal(test.client.state, 'waiting');
  });

  it('makes the next attempt after an error without a close', async () => {
    const test = start();
    test.socket.dispatchEvent(new Event('error'));
    await test.clock.advance(500);
    assert.deepEqual([test.client.state, test.client.connection.reason], ['waiting', 'lost']);
    await nextAttempt(test);
    test.socket.accept();
    test.socket.dispatchEvent(new Event('error'));
    await test.clock.advance(500);
    assert.equal(test.client.state, 'waiting');
  });

  it('takes the reason from the close after an error', async () => {
    const test = await online();
    test.socket.dispatchEvent(new Event('error'));
    await test.clock.advance(1);
    test.socket.end(4002, 'taken over');
    await test.clock.advance(500);
    assert.deepEqual([test.client.state, test.client.connection.text], ['closed', 'taken over']);
  });

  it('detects a dead connection within the heartbeat and its timeout', async () => {
    const test = await online({ heartbeatMs: 8_000, heartbeatTimeoutMs: 2_000 });
    const { socket } = test;
    await test.clock.advance(7_000);
    socket.receive({ type: 'unknown' });
    const before = socket.all('ping').length;
    await test.clock.advance(7_999);
    assert.equal(socket.all('ping').length, before);
    await test.clock.advance(1);
    assert.equal(socket.all('ping').length, before + 1);
    socket.receive({ type: 'pong', ref: socket.last('ping').ref });
    await test.clock.advance(8_000);
    assert.equal(socket.all('ping').length, before + 2);
    assert.equal(test.client.state, 'online');
    await test.clock.advance(2_000);
    assert.deepEqual([test.client.state, test.client.connection.reason], ['waiting', 'silent']);
    // After this close code the server keeps the session.
    assert.equal(socket.closedWith, 4000);
  });

  it('sends a ping as often as the server wants', async () => {
    const test = start();
    test.socket.accept({ heartbeatSeconds: 5 });
    const before = test.socket.all('ping').length;
    await test.clock.advance(5_000);
    assert.equal(test.socket.all('ping').length, before + 1);
  });

  it('sends another ping after a sleep before it gives the connection up', async () => {
    const test = await online();
    await test.clock.advance(25_000);
    const before = test.socket.all('ping').length;
    await test.clock.sleep(3_600_000);
    assert.equal(test.client.state, 'online');
    assert.equal(test.socket.all('ping').length, before + 1);
    await test.clock.advance(10_000);
    assert.equal(test.client.state, 'waiting');
  });

  it('that is dead is detected although all timers are late, as in the background', async () => {
    const test = await online();
    const minute = () => test.clock.sleep(60_000);
    await minute();
    test.socket.caughtUp();
    await minute();
    test.socket.caughtUp();
    assert.equal(test.client.state, 'online');
    await minute();
    await minute();
    assert.equal(test.client.state, 'online');
    await minute();
    assert.equal(test.client.connection.reason, 'silent');
  });

  it('ignores events of an old connection', async () => {
    const test = await inside();
    const old = test.socket;
    old.end(1006);
    await nextAttempt(test);
    old.receive({ type: 'user_joined', room: 'tea', userId: 'u9', username: 'eve' });
    old.end(4002);
    assert.equal(test.client.state, 'connecting');
    assert.deepEqual(test.room.members.map(({ id }) => id), ['u1']);
  });

  it('ignores unknown frames and text that is no frame', async () => {
    const test = await online();
    for (const data of ['', '{', '1', 'null', '[]', '{"type":7}', '{"type":"new"}']) {
      test.socket.dispatchEvent(Object.assign(new Event('message'), { data }));
    }
    assert.equal(test.client.state, 'online');
  });

  it('rejects all promises when the client is closed', async () => {
    const test = await inside();
    const sent = outcome(test.room.send('x'));
    test.room.typing();
    test.client.close();
    await settle();
    assert.equal(test.socket.closedWith, 1000);
    assert.deepEqual([test.client.state, test.client.connection.reason], ['closed', 'closed']);
    assert.equal(sent.code, 'outcome_unknown');
    assert.equal(test.room.state, 'left');
    assert.equal(test.clock.size, 0);
    test.client.reconnect();
    assert.equal(test.sockets.length, 1);
    assert.throws(() => test.client.join('other'), { code: 'closed' });
    await assert.rejects(test.client.setUsername('eve'), { code: 'closed' });
    await assert.rejects(test.room.history(), { code: 'closed' });
  });

  it('can be closed by a listener of its state', async () => {
    const test = await online();
    test.client.on('state', ({ state }) => state === 'connecting' && test.client.close());
    test.socket.end(1006);
    await nextAttempt(test);
    assert.equal(test.client.state, 'closed');
    assert.equal(test.sockets.length, 1);
    assert.equal(test.clock.size, 0);
  });

  it('rejects a bad option by its name', () => {
    const options = { WebSocket: FakeSocket };
    assert.throws(() => connect('ws://x/', { ...options, tokn: 1 }), /tokn/u);
    assert.throws(() => connect('ws://x/', { ...options, heartbeatMs: 0 }), /heartbeatMs/u);
    assert.throws(() => connect('ws://x/', { ...options, minWaitMs: 2, maxWaitMs: 1 }), /maxWaitMs/u);
    assert.throws(() => connect('ws://x/', { ...options, maxWaitMs: Infinity }), /maxWaitMs/u);
    assert.throws(() => connect('ws://x/', { ...options, token: 'abc' }), /token/u);
    assert.throws(() => connect('ftp://x/', options), /address/u);
    assert.throws(() => connect('ws://x/', { WebSocket: 'no' }), /WebSocket/u);
  });

  it('accepts the address of a page, and subprotocols', () => {
    const sockets = [];
    class Socket extends FakeSocket {
      constructor(...args) {
        super(...args);
        sockets.push(this);
      }
    }
    connect('https://host/chat?a=1#top', { WebSocket: Socket, protocols: ['chat'] }).close();
    assert.deepEqual([sockets[0].url, sockets[0].protocols], ['wss://host/chat?a=1', ['chat']]);
  });

  it('stops if the server does not support the version', async () => {
    const test = start();
    const errors = errorsOf(test);
    test.socket.open();
    test.socket.refuse('hello', 'unsupported');
    assert.deepEqual(errors, ['unsupported']);
    assert.deepEqual([test.client.state, test.client.connection.reason], ['closed', 'unsupported']);
  });
});

describe('The page and the network', () => {
  const around = async (options = {}) => {
    const window = new EventTarget();
    const document = Object.assign(new EventTarget(), { visibilityState: 'hidden' });
    const navigator = { onLine: true };
    const test = await online(options, { window, document, navigator });
    return Object.assign(test, { window, document, navigator });
  };

  it('end a wait when the network is back', async () => {
    const test = await around();
    await test.clock.advance(6_000);
    test.navigator.onLine = false;
    test.socket.end(1006);
    assert.equal(test.client.state, 'offline');
    assert.ok(test.client.connection.nextAttemptAt > test.clock.now());
    test.navigator.onLine = true;
    test.window.dispatchEvent(new Event('online'));
    await test.clock.advance(0);
    assert.equal(test.client.state, 'connecting');
    assert.equal(test.sockets.length, 2);
  });

  it('end a wait when the page becomes visible, and not when it is hidden', async () => {
    const test = await around();
    await test.clock.advance(6_000);
    test.socket.end(1006);
    test.document.dispatchEvent(new Event('visibilitychange'));
    await test.clock.advance(0);
    assert.equal(test.client.state, 'waiting');
    test.document.visibilityState = 'visible';
    test.document.dispatchEvent(new Event('visibilitychange'));
    await test.clock.advance(0);
    assert.equal(test.client.state, 'connecting');
  });

  it('do not cause attempts in a row, and none of their events is lost', async () => {
    const test = await around({ minWaitMs: 3_600_000, maxWaitMs: 3_600_000 });
    await test.clock.advance(6_000);
    test.socket.end(1006);
    for (let i = 0; i < 20; i += 1) {
      test.window.dispatchEvent(new Event('online'));
      await test.clock.advance(0);
      test.socket.end(1006);
    }
    assert.equal(test.sockets.length, 2);
    assert.equal(test.client.connection.reason, 'lost');
    test.window.dispatchEvent(new Event('online'));
    assert.equal(test.client.connection.nextAttemptAt - test.clock.now(), 1_000);
    await test.clock.advance(1_000);
    assert.equal(test.sockets.length, 3);
  });

  it('end the session when the page is left, and begin another one when it is brought back', async () => {
    const test = await around({ username: 'ann' });
    test.socket.nameSet('ann');
    const room = test.client.join('tea');
    test.socket.enter('tea', { seq: 3 });
    await test.clock.advance(6_000);
    test.window.dispatchEvent(new Event('pagehide'));
    assert.equal(test.socket.closedWith, 1000);
    assert.deepEqual([test.client.state, test.client.connection.reason], ['waiting', 'page_hidden']);
    await test.clock.advance(9_999);
    assert.equal(test.sockets.length, 1);

    test.window.dispatchEvent(new Event('pageshow'));
    await test.clock.advance(0);
    test.socket.accept({ resumed: false, userId: 'u2' });
    test.socket.nameSet('ann');
    assert.deepEqual(test.socket.last('join_room').since, { epoch: 'E', seq: 3, revision: 0 });
    assert.equal(room.state, 'joined');
  });

  it('reconnect if the page runs on after pagehide', async () => {
    const test = await around();
    test.window.dispatchEvent(new Event('pagehide'));
    await test.clock.advance(10_000);
    assert.equal(test.sockets.length, 2);
  });

  it('do not reconnect a client that has stopped', async () => {
    const test = await around();
    test.socket.end(4002);
    test.window.dispatchEvent(new Event('pagehide'));
    test.window.dispatchEvent(new Event('pageshow'));
    await test.clock.advance(60_000);
    assert.deepEqual([test.client.state, test.sockets.length], ['closed', 1]);
  });

  it('cause a ping when the network changes', async () => {
    const test = await around();
    for (const type of ['offline', 'online']) {
      const before = test.socket.all('ping').length;
      test.window.dispatchEvent(new Event(type));
      assert.equal(test.socket.all('ping').length, before + 1);
      test.socket.caughtUp();
    }
  });

  it('have no listeners after the client was closed', async () => {
    const test = await around();
    test.client.close();
    test.window.dispatchEvent(new Event('online'));
    assert.equal(test.sockets.length, 1);
  });
});

describe('A wall clock that is set', () => {
  const HOUR = 3_600_000;

  for (const [way, ms] of [['back', -HOUR], ['forward', HOUR]]) {
    it(`${way} does not hide a dead connection`, async () => {
      const test = await online();
      await test.clock.advance(10_000);
      test.clock.set(ms);
      await test.clock.advance(15_000);
      assert.equal(test.client.state, 'online');
      assert.equal(test.socket.all('ping').length, 2);
      test.clock.set(ms);
      await test.clock.advance(10_000);
      assert.equal(test.client.connection.reason, 'silent');
    });

    it(`${way} does not delay the next attempt`, async () => {
      const window = new EventTarget();
      const test = await online({ minWaitMs: 20_000 }, { window });
      test.socket.end(1006);
      test.clock.set(ms);
      window.dispatchEvent(new Event('online'));
      const { nextAttemptAt } = test.client.connection;
      assert.ok(nextAttemptAt <= test.clock.now() + 1_000, `${nextAttemptAt - test.clock.now()} ms`);
      await test.clock.advance(1_000);
      assert.equal(test.sockets.length, 2);
    });

    it(`${way} does not change the rate of frames`, async () => {
      const test = await inside('tea', {}, { framesPerSecond: 4 });
      test.socket.refuse('join_room', 'rate_limited', { retryAfterMs: 500 });
      await test.clock.advance(100);
      test.clock.set(ms);
      test.room.send('x');
      await test.clock.advance(399);
      assert.equal(test.socket.all('chat_message').length, 0);
      await test.clock.advance(1);
      assert.equal(test.socket.all('chat_message').length, 1);
    });

    it(`${way} does not change how long a message may wait`, async () => {
      const test = await online({ sendTimeoutMs: 10_000 });
      const sent = outcome(test.client.join('tea').send('x'));
      await test.clock.advance(9_000);
      test.clock.set(ms);
      test.socket.enter('tea');
      assert.equal(test.socket.all('chat_message').length, 1);
      await test.clock.advance(1_000);
      assert.equal(sent.code, 'outcome_unknown');
    });

    it(`${way} does not change how often typing is sent`, async () => {
      const test = await inside();
      test.room.typing();
      await test.clock.advance(2_000);
      test.clock.set(ms);
      test.room.typing();
      assert.equal(test.socket.all('typing_start').length, 1);
      await test.clock.advance(1_000);
      test.room.typing();
      assert.equal(test.socket.all('typing_start').length, 2);
    });
  }
});

describe('Durations that are too long for one timer', () => {
  const MONTH = 30 * 24 * 3_600_000;

  for (const ms of [2 ** 31, MONTH, Number.MAX_VALUE, Infinity]) {
    it(`last as long as the option says: ${ms}`, async () => {
      const long = { connectTimeoutMs: ms, sendTimeoutMs: ms, requestTimeoutMs: ms };
      const test = start({ ...long, heartbeatMs: 1_000, heartbeatTimeoutMs: ms });
      const room = test.client.join('tea');
      const sent = outcome(room.send('x'));
      const page = outcome(room.history());
      await test.clock.advance(1);
      assert.deepEqual([sent.state, page.state], ['pending', 'pending']);
      await test.clock.advance(20_000);
      assert.equal(test.client.state, 'connecting');
      test.socket.accept();
      await test.clock.advance(20_000);
      assert.equal(test.client.state, 'online');
      assert.deepEqual([sent.state, page.state], ['pending', 'pending']);
    });
  }

  it('fire at their end', async () => {
    const test = start({ sendTimeoutMs: MONTH, connectTimeoutMs: Infinity });
    const sent = outcome(test.client.join('tea').send('x'));
    await test.clock.advance(1);
    assert.equal(sent.state, 'pending');
    await test.clock.advance(MONTH - 2);
    assert.equal(sent.state, 'pending');
    await test.clock.advance(1);
    assert.equal(sent.code, 'expired');
  });

  it('can be cancelled', async () => {
    const test = await inside('tea', {}, { sendTimeoutMs: MONTH });
    const sent = outcome(test.room.send('x'));
    await test.clock.advance(20_000);
    assert.equal(sent.state, 'pending');
    test.socket.acknowledge(1);
    test.socket.receive(...said('tea', 1));
    await settle();
    test.client.close();
    assert.deepEqual([sent.state, test.clock.size], ['fulfilled', 0]);
  });

  it('may come from the server', async () => {
    const test = start({ framesPerSecond: Infinity });
    test.socket.accept({ heartbeatSeconds: 1e300 });
    const pings = test.socket.all('ping').length;
    test.client.join('tea');
    test.socket.refuse('join_room', 'rate_limited', { retryAfterMs: MONTH });
    test.client.join('cocoa');
    const timers = test.clock.count;
    await test.clock.advance(20_000);
    assert.equal(test.socket.all('join_room').length, 1);
    assert.equal(test.socket.all('ping').length, pings);
    assert.ok(test.clock.count < timers + 10, `${test.clock.count - timers} timers`);
  });
});

describe('Durations from the server that are not valid', () => {
  for (const heartbeatSeconds of ['soon', -1, null, {}]) {
    it(`do not replace the interval of the heartbeat: ${JSON.stringify(heartbeatSeconds)}`, async () => {
      const test = start();
      test.socket.accept({ heartbeatSeconds });
      await test.clock.advance(24_999);
      assert.equal(test.socket.all('ping').length, 1);
      await test.clock.advance(1);
      assert.equal(test.socket.all('ping').length, 2);
    });
  }

  for (const retryAfterMs of ['soon', -1, null, {}]) {
    it(`do not shorten the wait after rate_limited: ${JSON.stringify(retryAfterMs)}`, async () => {
      const test = await online();
      test.client.join('tea');
      test.socket.refuse('join_room', 'rate_limited', { retryAfterMs });
      await test.clock.advance(999);
      assert.equal(test.socket.all('join_room').length, 1);
      await test.clock.advance(1_001);
      assert.equal(test.socket.all('join_room').length, 2);
    });
  }
});

describe('The pacer', () => {
  it('sends the frames of one second at once, and the others in order', async () => {
    const test = await online({ framesPerSecond: 5 });
    await test.clock.advance(2_000);
    for (let i = 0; i < 12; i += 1) {
      test.client.join(`room-${i}`);
    }
    assert.equal(test.socket.all('join_room').length, 5);
    await test.clock.advance(1_000);
    assert.equal(test.socket.all('join_room').length, 10);
    await test.clock.advance(1_000);
    assert.equal(test.socket.all('join_room').length, 12);
  });

  it('waits after rate_limited, and sends the request again', async () => {
    const test = await online();
    test.client.join('tea');
    const { ref } = test.socket.last('join_room');
    test.socket.refuse('join_room', 'rate_limited', { retryAfterMs: 700 });
    test.client.join('cocoa');
    await test.clock.advance(699);
    assert.equal(test.socket.all('join_room').length, 1);
    await test.clock.advance(200);
    assert.deepEqual(
      test.socket.all('join_room').map(({ room, ref: given }) => [room, given === ref]),
      [['tea', true], ['cocoa', false], ['tea', true]],
    );
  });

  it('is slower after a close with 4029', async () => {
    const test = await online({ framesPerSecond: 8 });
    test.socket.end(4029);
    await nextAttempt(test);
    test.socket.accept();
    test.socket.caughtUp();
    await test.clock.advance(5_000);
    for (let i = 0; i < 12; i += 1) {
      test.client.join(`room-${i}`);
    }
    assert.equal(test.socket.all('join_room').length, 4);
  });

  it('is never faster after a close with 4029', async () => {
    const test = start({ framesPerSecond: 0.5 });
    test.socket.open();
    test.socket.end(4029);
    await nextAttempt(test);
    test.socket.accept();
    test.client.join('tea');
    test.client.join('cocoa');
    await test.clock.advance(4_000);
    assert.equal(test.socket.all('join_room').length, 1);
  });

  it('can send less than one frame a second', async () => {
    const test = start({ framesPerSecond: 0.5 });
    test.socket.accept();
    test.client.join('tea');
    assert.deepEqual(test.socket.sent.map(({ type }) => type), ['hello']);
    await test.clock.advance(2_000);
    assert.deepEqual(test.socket.sent.map(({ type }) => type), ['hello', 'ping']);
    await test.clock.advance(2_000);
    assert.deepEqual(test.socket.sent.map(({ type }) => type), ['hello', 'ping', 'join_room']);
  });

  it('has no limit if the option is Infinity', async () => {
    const test = await online({ framesPerSecond: Infinity });
    for (let i = 0; i < 50; i += 1) {
      test.client.join(`room-${i}`);
    }
    assert.equal(test.socket.all('join_room').length, 50);
  });
});
