import assert from 'node:assert/strict';
import net from 'node:net';
import { describe, it } from 'node:test';
import { connect } from '../../../../chat-client.js';

// The servers, as HOST:PORT. The client reconnects to the last one.
const servers = (process.env.CHAT_SERVERS ?? '').split(',').filter((server) => server !== '');

const IMPATIENT = { minWaitMs: 10, maxWaitMs: 100 };

/** A proxy to the servers that can be cut. */
class Wire {
  #sockets = new Set();
  #isCut = false;
  #server = net.createServer((client) => this.#accept(client));
  target = servers[0];

  listen() {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => resolve(this.#server.address().port));
    });
  }

  #accept(client) {
    if (this.#isCut) {
      client.destroy();
      return;
    }
    const [host, port] = this.target.split(':');
    const server = net.connect({ host, port: Number(port) });
    for (const [one, other] of [[client, server], [server, client]]) {
      this.#sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => other.destroy());
      one.pipe(other);
    }
  }

  cut() {
    this.#isCut = true;
    this.#sockets.forEach((socket) => socket.destroy());
  }

  mend(target) {
    this.target = target;
    this.#isCut = false;
  }

  close() {
    this.cut();
    this.#server.close();
  }
}

/** Waits for a condition, and names it if it does not come true. */
async function until(what, condition, change) {
  const end = Date.now() + 20_000;
  while (!condition()) {
    assert.ok(Date.now() < end, `${what} in time`);
    await Promise.race([change(), new Promise((resolve) => setTimeout(resolve, 20))]);
  }
}

const next = (emitter, event) =>
  new Promise((resolve) => {
    const off = emitter.on(event, (value) => {
      off();
      resolve(value);
    });
  });

describe('A client that reconnects', () => {
  it('gets private messages that it missed, even from a new user, in order and once', async () => {
    const wire = new Wire();
    const port = await wire.listen();
    const signIn = (name) => ({ ...IMPATIENT, token: async () => name });
    const ann = connect(`ws://${servers[0]}/`, signIn('ann'));
    const eve = connect(`ws://${servers[0]}/`, signIn('eve'));
    const bob = connect(`ws://127.0.0.1:${port}/`, signIn('bob'));
    const received = [];
    const resumed = [];
    bob.on('conversation', (conversation) => {
      conversation.on('messages', ({ messages }) =>
        messages.forEach(({ seq, content }) => received.push(`${conversation.with} ${seq} ${content}`)));
      conversation.on('incomplete', (gap) => received.push(`incomplete ${JSON.stringify(gap)}`));
    });
    bob.on('state', ({ state, resumed: same }) => state === 'online' && resumed.push(same));
    try {
      await until('bob is online', () => resumed.length === 1, () => next(bob, 'state'));
      await eve.conversation('bob').send('one');
      await until('bob receives from eve', () => received.length === 1, () => next(bob, 'conversation'));

      wire.cut();
      await until('bob is away', () => bob.state.state !== 'online', () => next(bob, 'state'));
      await ann.conversation('bob').send('a');
      await ann.conversation('bob').send('b');
      await eve.conversation('bob').send('two');
      wire.mend(servers.at(-1));
      await until('bob is back', () => resumed.length === 2, () => next(bob, 'state'));
      await ann.conversation('bob').send('c');
      await until('bob has all', () => received.length >= 5, () => next(bob, 'conversation'));

      assert.deepEqual(resumed, [false, true]);
      assert.deepEqual(
        received.filter((line) => line.startsWith('ann')), ['ann 1 a', 'ann 2 b', 'ann 3 c'],
      );
      assert.deepEqual(received.filter((line) => line.startsWith('eve')), ['eve 1 one', 'eve 2 two']);
      assert.equal(received.length, 5);
    } finally {
      [ann, eve, bob].forEach((client) => client.close());
      wire.close();
    }
  });
});
