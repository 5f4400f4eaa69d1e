import { connect } from '../../../../chat-client.js';

/**
 * Connects a page that would wait for an hour after a lost connection. It loses the connection when
 * the browser goes offline, because the sockets of a browser outlast that.
 */
export function begin(url) {
  const sockets = [];
  class Socket extends WebSocket {
    constructor(...args) {
      super(...args);
      sockets.push(this);
    }
  }
  const hour = 3_600_000;
  const environment = { random: () => 0.999 };
  const waits = { minWaitMs: hour, maxWaitMs: hour };
  const client = connect(url, { WebSocket: Socket, environment, username: 'ann', ...waits });
  client.on('state', ({ state, resumed }) => {
    if (state === 'online') {
      window.resumed = resumed ? 'resumed' : 'anew';
    }
  });
  addEventListener('offline', () => sockets.at(-1).close(4000));
  window.chat = client;
}
