import net from 'node:net';

/** Random numbers from 0 to below 1, which depend on the seed alone (mulberry32). */
export function randomBy(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What may happen to a connection after a number of bytes. */
const FAULTS = [
  'cut', // Both ends are closed, perhaps in the middle of a frame.
  'reset', // Both ends are closed with RST.
  'blackHole', // Nothing passes any more, and both ends stay open.
  'deaf', // The server gets nothing any more.
  'mute', // The client gets nothing any more.
  'closedToClient', // The client sees the end of the connection, and the server does not.
  'closedToServer', // The server sees the end of the connection, and the client does not.
];

/** What may happen before the first byte. */
const BEGINNINGS = ['refuse', 'hang'];

const MAX_DELAY_MS = 40;

/**
 * A proxy to some servers that cuts, resets, delays, half-closes and drops. The seed decides what
 * happens to its n-th connection.
 */
export class FaultyProxy {
  #upstreams;
  #random;
  #server = net.createServer((client) => this.#accept(client));
  #sockets = new Set();
  #healed = false;

  /** How often each fault happened. */
  counts = { connections: 0, delayed: 0 };

  constructor(upstreams, seed) {
    this.#upstreams = upstreams;
    this.#random = randomBy(seed);
  }

  /** @returns {Promise<number>} its port */
  listen(port = 0) {
    return new Promise((resolve) => {
      this.#server.listen(port, '127.0.0.1', () => resolve(this.#server.address().port));
    });
  }

  /** New connections have no faults from now on. */
  heal() {
    this.#healed = true;
  }

  close() {
    this.#server.close();
    this.#sockets.forEach((socket) => socket.destroy());
  }

  #plan() {
    const { port, host } = this.#upstreams[Math.floor(this.#random() * this.#upstreams.length)];
    const good = { port, host, fault: null, after: Infinity, delay: false };
    if (this.#healed) {
      return good;
    }
    const kind = this.#random();
    const choose = (list) => list[Math.floor(this.#random() * list.length)];
    if (kind < 0.1) {
      return { ...good, fault: choose(BEGINNINGS), after: 0 };
    }
    return {
      ...good,
      fault: choose(FAULTS),
      // Some connections end in their handshake, and some last long.
      after: 50 + Math.floor(this.#random() ** 2 * 40_000),
      delay: this.#random() < 0.3,
    };
  }

  #count(what) {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  #accept(client) {
    const plan = this.#plan();
    this.#count('connections');
    this.#keep(client);
    if (plan.fault === 'refuse') {
      this.#count('refuse');
      client.destroy();
      return;
    }
    if (plan.fault === 'hang') {
      this.#count('hang');
      client.resume();
      return;
    }
    const server = net.connect({ port: plan.port, host: plan.host, allowHalfOpen: true });
    this.#keep(server);
    if (plan.delay) {
      this.#count('delayed');
    }
    this.#join(client, server, plan);
  }

  #keep(socket) {
    socket.allowHalfOpen = true;
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #join(client, server, plan) {
    let passed = 0;
    const state = { toServer: true, toClient: true, silent: false };
    const pass = (from, to, way) => {
      let last = Promise.resolve();
      const inTurn = (action) => {
        if (!plan.delay) {
          action();
          return;
        }
        const ms = this.#random() * MAX_DELAY_MS;
        last = last.then(() => new Promise((resolve) => setTimeout(resolve, ms))).then(action);
      };
      from.on('data', (bytes) => {
        const room = Math.max(0, plan.after - passed);
        passed += bytes.length;
        const part = bytes.subarray(0, room);
        if (part.length > 0) {
          inTurn(() => state[way] && to.write(part));
        }
        if (passed >= plan.after && plan.fault !== null && !state.done) {
          state.done = true;
          inTurn(() => this.#happen(plan.fault, client, server, state));
        } else if (part.length < bytes.length) {
          inTurn(() => state[way] && to.write(bytes.subarray(room)));
        }
      });
      from.on('end', () => inTurn(() => state[way] && to.end()));
      from.on('close', () => inTurn(() => state.silent || to.destroy()));
    };
    pass(client, server, 'toServer');
    pass(server, client, 'toClient');
  }

  #happen(fault, client, server, state) {
    this.#count(fault);
    switch (fault) {
      case 'cut':
        client.destroy();
        server.destroy();
        break;
      case 'reset':
        client.resetAndDestroy();
        server.resetAndDestroy();
        break;
      case 'blackHole':
        Object.assign(state, { toServer: false, toClient: false, silent: true });
        break;
      case 'deaf':
        Object.assign(state, { toServer: false, silent: true });
        break;
      case 'mute':
        Object.assign(state, { toClient: false, silent: true });
        break;
      case 'closedToClient':
        Object.assign(state, { toClient: false, silent: true });
        client.end();
        break;
      case 'closedToServer':
        Object.assign(state, { toServer: false, silent: true });
        server.end();
        break;
      default:
        throw new Error(`Unknown fault ${fault}`);
    }
  }
}

// As a program: node faulty-proxy.js SEED HOST:PORT… prints its port, and at the end of its input
// the counts of faults.
if (process.argv[1]?.endsWith('faulty-proxy.js')) {
  const [seed, ...upstreams] = process.argv.slice(2);
  const proxy = new FaultyProxy(
    upstreams.map((upstream) => {
      const [host, port] = upstream.split(':');
      return { host, port: Number(port) };
    }),
    Number(seed),
  );
  console.log(await proxy.listen());
  process.stdin.on('data', () => proxy.heal());
  process.stdin.on('end', () => {
    console.log(JSON.stringify(proxy.counts));
    proxy.close();
    process.exit();
  });
}
