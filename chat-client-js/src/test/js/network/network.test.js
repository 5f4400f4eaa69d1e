import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FaultyProxy } from './faulty-proxy.js';
import { soak } from './soak.js';

// The servers, as HOST:PORT, and what to try.
const servers = (process.env.CHAT_SERVERS ?? '').split(',').filter((server) => server !== '');
const seeds = (process.env.CHAT_SEEDS ?? '1').split(',').map(Number);
const tokenMs = Number(process.env.CHAT_TOKEN_MS ?? 0);
const framesPerSecond = Number(process.env.CHAT_FRAMES_PER_SECOND ?? Infinity);

/** Which servers are restarted, one after the other. */
const restarts = (process.env.CHAT_RESTARTS ?? '').split(',').filter((index) => index !== '');

/** A token has the user's name, its life in ms from its first use, and a number. */
let tokens = 0;
const signIn = (name) => ({
  token: async () => (tokenMs > 0 ? `${name}|${tokenMs}|${(tokens += 1)}` : name),
});

describe('Through a network that cuts, delays, half-closes and drops', () => {
  for (const seed of seeds) {
    it(`nothing is lost, doubled or out of order (seed ${seed})`, async () => {
      const proxy = new FaultyProxy(
        servers.map((server) => ({ host: server.split(':')[0], port: Number(server.split(':')[1]) })),
        seed,
      );
      const port = await proxy.listen();
      try {
        const { faults, counts } = await soak({
          url: `ws://127.0.0.1:${port}/`,
          goodUrl: `ws://${servers[0]}/`,
          heal: () => proxy.heal(),
          run: `${seed}`,
          signIn,
          options: { framesPerSecond },
          incidents: restarts.map((index, i) => ({
            at: (i + 1) / (restarts.length + 1),
            // A server may be too busy with its restart to answer.
            happen: () => fetch(`http://${servers[index]}/restart?node=${index}`).catch(() => {}),
          })),
          messages: Number(process.env.CHAT_MESSAGES ?? 18),
        });
        const figures = { seed, ...counts, ...proxy.counts };
        console.log(`figures ${JSON.stringify(figures)}`);
        assert.deepEqual(faults, []);
        assert.ok(counts.resumed > 5, `sessions were resumed: ${JSON.stringify(figures)}`);
      } finally {
        proxy.close();
      }
    });
  }
});
