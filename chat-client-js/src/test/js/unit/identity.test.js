import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { comeBack, errorsOf, inside, nextAttempt, outcome, settle, start } from './fakes.js';

describe('A name', () => {
  it('is set before rooms are joined', () => {
    const test = start({ username: ' ann ' });
    test.client.join('tea');
    test.socket.accept();
    assert.equal(test.socket.all('join_room').length, 0);
    assert.equal(test.socket.last('set_username').username, ' ann ');
    test.socket.nameSet('ann');
    assert.equal(test.client.username, 'ann');
    assert.equal(test.socket.all('join_room').length, 1);
  });

  it('is resumed with the session, and set again in a new one', async () => {
    const test = start({ username: 'ann' });
    test.socket.accept();
    test.socket.nameSet('ann');
    test.client.join('tea');
    await comeBack(test);
    assert.equal(test.socket.all('set_username').length, 0);
    await comeBack(test, { resumed: false, userId: 'u2' });
    assert.equal(test.socket.all('set_username').length, 1);
    assert.equal(test.socket.all('join_room').length, 0);
  });

  it('that is taken causes an error, and another name can be chosen', async () => {
    const test = start({ username: 'ann' });
    const errors = errorsOf(test);
    test.client.join('tea');
    test.socket.accept();
    test.socket.refuse('set_username', 'username_taken');
    assert.deepEqual(errors, ['username_taken']);
    const chosen = outcome(test.client.setUsername('ana'));
    test.socket.refuse('set_username', 'username_taken');
    const other = outcome(test.client.setUsername('anna'));
    test.socket.nameSet('anna');
    await settle();
    assert.deepEqual([chosen.code, other.value, errors.length], ['username_taken', 'anna', 1]);
    assert.equal(test.socket.all('join_room').length, 1);
  });

  it('that a lost connection still holds is requested again', async () => {
    const test = start({ username: 'ann' });
    const errors = errorsOf(test);
    test.client.join('tea');
    test.socket.accept();
    test.socket.nameSet('ann');
    await comeBack(test, { resumed: false, userId: 'u2' });
    for (let i = 1; i <= 10; i += 1) {
      assert.equal(test.socket.all('set_username').length, i);
      test.socket.refuse('set_username', 'username_taken');
      test.socket.caughtUp();
      await test.clock.advance(2_000);
    }
    test.socket.nameSet('ann');
    assert.deepEqual(errors, []);
    assert.equal(test.socket.all('join_room').length, 1);
  });

  /** A client whose name the server has refused as taken. */
  const refusedAtFirst = () => {
    const test = start({ username: 'ann' });
    test.errors = [];
    test.client.on('error', ({ code }) => test.errors.push(code));
    test.joined = outcome(test.client.join('tea').joined);
    test.sent = outcome(test.client.join('tea').send('x'));
    test.socket.accept();
    test.socket.refuse('set_username', 'username_taken');
    return test;
  };

  /** The server refuses the name further times. */
  const waitRefused = async (test, times) => {
    for (let i = 0; i < times; i += 1) {
      test.socket.receive({ type: 'any' });
      await test.clock.advance(2_000);
      test.socket.refuse('set_username', 'username_taken');
    }
  };

  it('that is held when the client starts is requested again, with one error', async () => {
    const test = refusedAtFirst();
    assert.deepEqual(test.errors, ['username_taken']);
    await waitRefused(test, 15);
    test.socket.receive({ type: 'any' });
    await test.clock.advance(2_000);
    test.socket.nameSet('ann');
    test.socket.enter('tea');
    await settle();
    assert.equal(test.joined.state, 'fulfilled');
    assert.equal(test.socket.all('chat_message').length, 1);
    assert.deepEqual(test.errors, ['username_taken']);
  });

  it('that stays taken rejects what waits for it, until another name is chosen', async () => {
    const test = refusedAtFirst();
    await waitRefused(test, 30);
    assert.deepEqual([test.joined.code, test.sent.code], ['username_taken', 'username_taken']);
    assert.deepEqual(test.errors, ['username_taken', 'username_taken']);
    const room = test.client.join('tea');
    const other = test.client.join('cocoa');
    for (const promise of [room.joined, room.send('y'), other.joined, other.send('z')]) {
      await assert.rejects(promise, { code: 'username_taken' });
    }
    assert.equal(room.state, 'joining');

    const chosen = outcome(test.client.setUsername('anna'));
    const [joined, sent] = [outcome(room.joined), outcome(room.send('y'))];
    test.socket.nameSet('anna');
    test.socket.enter('tea');
    await settle();
    assert.deepEqual([chosen.value, joined.state, sent.state], ['anna', 'fulfilled', 'pending']);
    assert.equal(test.socket.all('chat_message').length, 1);
  });

  it('that is chosen but refused rejects what waits for it', async () => {
    const test = start();
    const chosen = outcome(test.client.setUsername('a'));
    const joined = outcome(test.client.join('tea').joined);
    test.socket.accept();
    test.socket.refuse('set_username', 'username_too_short');
    await settle();
    assert.deepEqual([chosen.code, joined.code], ['username_too_short', 'username_too_short']);
  });

  it('that is refused to a client that has a name changes nothing', async () => {
    const test = start({ username: 'ann' });
    test.socket.accept();
    test.socket.nameSet('ann');
    const room = test.client.join('tea');
    test.socket.enter('tea');
    const sent = outcome(room.send('x'));
    const chosen = outcome(test.client.setUsername('bob'));
    test.socket.refuse('set_username', 'username_taken');
    await settle();
    assert.deepEqual([chosen.code, sent.state, test.client.username], ['username_taken', 'pending', 'ann']);
    await comeBack(test, { resumed: false, userId: 'u2' });
    assert.equal(test.socket.last('set_username').username, 'ann');
  });

  it('can be chosen by a listener of the error', async () => {
    const test = start({ username: 'ann' });
    test.client.on('error', () => test.client.setUsername('anna'));
    const joined = outcome(test.client.join('tea').joined);
    test.socket.accept();
    test.socket.refuse('set_username', 'username_taken');
    assert.equal(test.socket.last('set_username').username, 'anna');
    test.socket.nameSet('anna');
    test.socket.enter('tea');
    await settle();
    assert.equal(joined.state, 'fulfilled');
  });

  it('whose request was not answered may be held, too', async () => {
    const test = start({ username: 'ann' });
    const errors = errorsOf(test);
    test.socket.accept();
    await comeBack(test, { resumed: false, userId: 'u2' });
    test.socket.refuse('set_username', 'username_taken');
    test.socket.caughtUp();
    await test.clock.advance(2_000);
    test.socket.nameSet('ann');
    assert.deepEqual([errors, test.client.username], [[], 'ann']);
  });

  it('that the server has forgotten is sent again', async () => {
    const test = await inside('tea', { seq: 2 }, { username: 'ann', token: () => 'T' });
    test.room.send('x');
    test.socket.refuse('chat_message', 'username_required');
    assert.equal(test.socket.all('set_username').length, 1);
    assert.equal(test.socket.all('join_room').length, 1);
    test.socket.nameSet('ann');
    assert.deepEqual(test.socket.last('join_room').since, { epoch: 'E', seq: 2, revision: 0 });
    test.socket.enter('tea', { seq: 2, complete: true });
    assert.equal(test.socket.all('chat_message').length, 2);
  });

  it('that another user has had for longer is requested again, and the rooms stay', async () => {
    const test = start({ username: 'ann' });
    const room = test.client.join('tea');
    test.socket.accept();
    test.socket.nameSet('ann');
    test.socket.enter('tea');
    const errors = errorsOf(test);
    test.socket.receive({ type: 'error', code: 'username_taken', message: 'x' });
    assert.equal(test.socket.all('set_username').length, 2);
    test.socket.refuse('set_username', 'username_taken');
    assert.deepEqual(errors, ['username_taken']);
    await test.clock.advance(2_000);
    test.socket.refuse('set_username', 'username_taken');
    await test.clock.advance(2_000);
    test.socket.nameSet('ann');
    assert.deepEqual(errors, ['username_taken']);
    assert.equal(room.state, 'joined');
    assert.equal(test.socket.all('join_room').length, 1);
  });

  it('that is required but not set causes an error', async () => {
    const test = start();
    const room = test.client.join('tea');
    const joined = outcome(room.joined);
    test.socket.accept();
    test.socket.refuse('join_room', 'username_required');
    await settle();
    assert.equal(joined.code, 'username_required');
  });

  it('can be chosen while there is no connection', async () => {
    const test = start();
    const chosen = outcome(test.client.setUsername('ann'));
    test.socket.accept();
    test.socket.nameSet('ann');
    await settle();
    assert.equal(chosen.value, 'ann');
  });

  it('can be changed', async () => {
    const test = start({ username: 'ann' });
    test.socket.accept();
    const first = outcome(test.client.setUsername('anna'));
    test.socket.nameSet('ann');
    const { username } = test.socket.last('set_username');
    assert.equal(username, 'anna');
    test.socket.nameSet('anna');
    await settle();
    assert.equal(first.value, 'anna');
    assert.equal(test.client.username, 'anna');
  });
});

const NEXT_TOKEN = (n) => `token-${n}`;

/** Makes tokens, but not the second time. */
const failingOnce = (n) => {
  if (n === 2) {
    throw new Error('not now');
  }
  return NEXT_TOKEN(n);
};

/**
 * A client with a token provider, and the reasons of the provider's calls. A token is made from the
 * number of the call.
 */
function startWithToken(make = NEXT_TOKEN, options = {}) {
  const asked = [];
  const token = ({ reason }) => {
    asked.push(reason);
    return make(asked.length);
  };
  return Object.assign(start({ token, ...options }), { asked });
}

/** The same, connected to a server that has not answered yet. */
async function openedWithToken(make, options) {
  const test = startWithToken(make, options);
  await settle();
  test.socket.open();
  return test;
}

describe('A token', () => {
  it('is provided before the first connection, and used until it ends', async () => {
    const test = startWithToken(async (n) => `token-${n}`);
    assert.equal(test.sockets.length, 0);
    assert.equal(test.client.state, 'connecting');
    await settle();
    test.socket.open();
    assert.equal(test.socket.last('hello').token, 'token-1');
    test.socket.welcome();
    await comeBack(test);
    await settle();
    assert.equal(test.socket.last('hello').token, 'token-1');
    assert.deepEqual(test.asked, ['first']);
  });

  it('is renewed before it ends', async () => {
    const test = await openedWithToken();
    const expires = (ms) => new Date(test.clock.now() + ms).toISOString();
    test.socket.welcome({ expiresAt: expires(300_000) });
    const heartbeat = async (ms) => {
      for (let left = ms; left > 0; left -= 10_000) {
        await test.clock.advance(Math.min(left, 10_000));
        test.socket.receive({ type: 'any' });
      }
    };
    await heartbeat(269_000);
    assert.deepEqual(test.asked, ['first']);
    await heartbeat(1_000);
    assert.deepEqual(test.asked, ['first', 'expiring']);
    const { ref, token: renewed } = test.socket.last('authenticate');
    assert.equal(renewed, 'token-2');
    test.socket.receive({ type: 'authenticated', userId: 'u1', expiresAt: expires(20_000), ref });
    await heartbeat(10_000);
    assert.deepEqual(test.asked, ['first', 'expiring', 'expiring']);
    // The next connection uses the renewed token.
    test.socket.end(1006);
    await nextAttempt(test);
    test.socket.open();
    assert.equal(test.socket.last('hello').token, 'token-2');
  });

  it('that cannot be renewed is requested again until it ends', async () => {
    const test = await openedWithToken(failingOnce);
    test.socket.welcome({ expiresAt: new Date(test.clock.now() + 40_000).toISOString() });
    await test.clock.advance(20_000);
    assert.equal(test.asked.length, 2);
    await test.clock.advance(5_000);
    assert.equal(test.socket.last('authenticate').token, 'token-3');
    test.socket.refuse('authenticate', 'unauthorized');
    await test.clock.advance(5_000);
    assert.equal(test.socket.last('authenticate').token, 'token-4');
  });

  /** A client whose token the server renews with the same answer each time. */
  const renewing = async (lifeOf, clockMs = 0) => {
    const test = startWithToken();
    const serverNow = () => test.clock.now();
    test.clock.set(clockMs);
    const life = () => lifeOf(serverNow() - clockMs);
    await settle();
    test.socket.accept(life());
    let answered = 0;
    const live = async (ms) => {
      for (let left = ms; left > 0; left -= 250) {
        await test.clock.advance(Math.min(left, 250));
        test.socket.receive({ type: 'any' });
        const frames = test.socket.all('authenticate').slice(answered);
        answered += frames.length;
        frames.forEach(({ ref }) => test.socket.receive({ type: 'authenticated', ref, ...life() }));
      }
    };
    return { ...test, live };
  };

  for (const clockMs of [-3_600_000, 0, 3_600_000]) {
    it(`is renewed in time by expiresInMs, with a clock that is ${clockMs} ms off`, async () => {
      const { asked, live } = await renewing(
        (now) => ({ expiresInMs: 300_000, expiresAt: new Date(now + 300_000).toISOString() }),
        clockMs,
      );
      await live(269_500);
      assert.equal(asked.length, 1);
      await live(1_000);
      assert.equal(asked.length, 2);
      await live(540_000);
      assert.equal(asked.length, 4);
    });
  }

  it('is renewed in time though the clock is set meanwhile', async () => {
    const { asked, live, clock } = await renewing(() => ({ expiresInMs: 300_000 }));
    await live(100_000);
    clock.set(-3_600_000);
    await live(169_500);
    assert.equal(asked.length, 1);
    await live(1_000);
    assert.equal(asked.length, 2);
  });

  for (const [what, life] of [
    ['is past by this clock', { expiresAt: '1970-01-01T00:00:00.000Z' }],
    ['cannot be read', { expiresAt: '+1000000000-12-31T23:59:59.999999999Z' }],
    ['is no text', { expiresAt: {} }],
    ['is now', { expiresInMs: 0 }],
    ['makes no sense', { expiresInMs: 'soon' }],
  ]) {
    it(`whose end ${what} is renewed after waits that grow`, async () => {
      const { asked, live } = await renewing(() => life);
      await live(4_750);
      assert.equal(asked.length, 1);
      await live(500);
      assert.equal(asked.length, 2);
      await live(600_000);
      assert.ok(asked.length <= 9, `${asked.length} times`);
    });
  }

  it('that is provided again with little time left is not renewed in a row', async () => {
    let end;
    const { asked, live } = await renewing((now) => {
      end ??= now + 60_000;
      return { expiresAt: new Date(Math.max(end, now + 1)).toISOString() };
    });
    await live(60_000);
    assert.ok(asked.length <= 7, `${asked.length} times`);
  });

  it('that is valid for a short time is renewed, too', async () => {
    const { asked, live } = await renewing(() => ({ expiresInMs: 2_000 }));
    await live(10_000);
    assert.ok(asked.length >= 8, `${asked.length} times`);
  });

  it('that cannot be renewed is requested again though the clock is set meanwhile', async () => {
    const test = await openedWithToken(failingOnce);
    test.socket.welcome({ expiresInMs: 40_000 });
    test.clock.set(3_600_000);
    await test.clock.advance(20_000);
    assert.equal(test.asked.length, 2);
    await test.clock.advance(5_000);
    assert.equal(test.asked.length, 3);
  });

  it('that has ended while the machine slept is requested again', async () => {
    const test = await openedWithToken();
    test.socket.welcome({ expiresInMs: 300_000 });
    // The monotonic clock has not moved.
    test.clock.set(3_600_000);
    test.socket.end(1006);
    await nextAttempt(test);
    assert.deepEqual(test.asked, ['first', 'expired']);
  });

  it('may be valid for longer than one timer can last', async () => {
    const test = await openedWithToken();
    test.socket.welcome({ expiresInMs: 2 ** 40 });
    await test.clock.advance(30_000);
    assert.equal(test.asked.length, 1);
  });

  it('that has ended is replaced before the next connection', async () => {
    const test = await openedWithToken(NEXT_TOKEN, { maxWaitMs: 3_600_000, minWaitMs: 3_600_000 });
    test.socket.welcome({ expiresAt: new Date(test.clock.now() + 60_000).toISOString() });
    test.socket.end(1006);
    await nextAttempt(test);
    await settle();
    assert.deepEqual(test.asked, ['first', 'expired']);
    test.socket.open();
    assert.equal(test.socket.last('hello').token, 'token-2');
  });

  it('that ends while the client sleeps is replaced after 4001', async () => {
    const test = await openedWithToken();
    test.socket.welcome();
    test.socket.end(4001);
    assert.deepEqual([test.client.state, test.client.connection.reason], ['waiting', 'unauthorized']);
    await nextAttempt(test);
    assert.deepEqual(test.asked, ['first', 'expired']);
    test.socket.open();
    assert.equal(test.socket.last('hello').token, 'token-2');
    test.socket.end(4001);
    assert.deepEqual([test.client.state, test.client.connection.reason], ['closed', 'unauthorized']);
  });

  it('that ended during failed attempts is replaced, even after a refusal', async () => {
    const test = await openedWithToken();
    test.socket.end(4001);
    await nextAttempt(test);
    test.socket.end(1006);
    await nextAttempt(test);
    test.socket.open();
    assert.equal(test.socket.last('hello').token, 'token-2');
    test.socket.end(4001);
    await nextAttempt(test);
    assert.deepEqual(test.asked, ['first', 'expired', 'expired']);
    test.socket.open();
    assert.equal(test.socket.last('hello').token, 'token-3');
    test.socket.end(4001);
    assert.deepEqual([test.client.state, test.client.connection.reason], ['closed', 'unauthorized']);
  });

  it('that is refused is not sent a second time', async () => {
    const test = await openedWithToken(() => 'same');
    test.socket.end(4001);
    await nextAttempt(test);
    assert.equal(test.sockets.length, 1);
    assert.equal(test.asked.length, 2);
    assert.deepEqual([test.client.state, test.client.connection.reason], ['closed', 'unauthorized']);
  });

  it('that the provider cannot get is requested again', async () => {
    const test = startWithToken(async (n) => {
      if (n < 3) {
        throw new Error('the server that gives tokens is away');
      }
      return 'good';
    });
    await settle();
    assert.deepEqual([test.client.state, test.client.connection.reason], ['waiting', 'token_unavailable']);
    await nextAttempt(test);
    await nextAttempt(test);
    await settle();
    test.socket.open();
    assert.equal(test.socket.last('hello').token, 'good');
  });

  it('that the provider refuses with unauthorized closes the client', async () => {
    const test = startWithToken(() => {
      throw Object.assign(new Error('signed out'), { code: 'unauthorized' });
    });
    await settle();
    assert.deepEqual([test.client.state, test.client.connection.reason], ['closed', 'unauthorized']);
    assert.equal(test.sockets.length, 0);
  });

  it('may be absent', async () => {
    const test = await openedWithToken(() => null, { username: 'ann' });
    assert.ok(!('token' in test.socket.last('hello')));
    test.socket.welcome();
    assert.equal(test.socket.all('set_username').length, 1);
  });

  it('replaces a name', async () => {
    const test = await openedWithToken(NEXT_TOKEN, { username: 'ann' });
    test.socket.welcome();
    assert.equal(test.socket.all('set_username').length, 0);
  });

  it('that comes after the client was closed opens no connection', async () => {
    let give;
    const test = start({ token: () => new Promise((resolve) => (give = resolve)) });
    test.client.close();
    give('late');
    await settle();
    assert.equal(test.sockets.length, 0);
    assert.equal(test.clock.size, 0);
  });

  it('provider that hangs does not hang the client', async () => {
    let calls = 0;
    const test = start({ token: () => (++calls === 1 ? new Promise(() => {}) : 'second') });
    await test.clock.advance(15_000);
    assert.equal(test.client.state, 'waiting');
    await nextAttempt(test);
    test.socket.open();
    assert.equal(test.socket.last('hello').token, 'second');
  });
});
