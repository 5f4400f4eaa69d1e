#!/usr/bin/env bash
# Node 22.23.3, the WebSocket that is built in: an attempt to connect that is refused fires `error` alone. `close` never follows, and
# readyState stays 0 (CONNECTING). The WHATWG standard, browsers and Node 24.21.0 fire `error`, then `close` with 1006.
# A client that plans its next attempt in the handler of `close`, as most do, never tries again.
#
# Seen: node 22.23.3: error readyState=0; after 2 s: readyState=0
#       node 24.21.0: error readyState=3, close 1006 readyState=3; after 2 s: readyState=3
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >attempt.mjs <<'JS'
import net from 'node:net';
const server = net.createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const { port } = server.address();
await new Promise((closed) => server.close(closed));
const events = [];
const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
socket.addEventListener('error', () => events.push(`error readyState=${socket.readyState}`));
socket.addEventListener('close', ({ code }) => events.push(`close ${code} readyState=${socket.readyState}`));
setTimeout(() => {
  console.log(`node ${process.versions.node}: ${events.join(', ')}; after 2 s: readyState=${socket.readyState}`);
  process.exit();
}, 2000);
JS

for version in 22.23.3 24.21.0; do
  npm install --silent --no-audit --no-fund --prefix "node-$version" "node@$version" >/dev/null
  "node-$version/node_modules/node/bin/node" attempt.mjs
done | tee seen

diff seen - <<'SEEN'
node 22.23.3: error readyState=0; after 2 s: readyState=0
node 24.21.0: error readyState=3, close 1006 readyState=3; after 2 s: readyState=3
SEEN
echo "as stated"
