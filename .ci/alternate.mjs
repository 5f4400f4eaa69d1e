// Listens on one port and passes each connection on to the next of some others, in turn:
//   node alternate.mjs PORT TARGET TARGET...
import net from "node:net";

const [port, ...targets] = process.argv.slice(2).map(Number);
let next = 0;

net
  .createServer((client) => {
    const server = net.connect(targets[next++ % targets.length], "127.0.0.1");
    for (const [from, to] of [
      [client, server],
      [server, client],
    ]) {
      from.setNoDelay(true);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
    }
  })
  .listen(port, "127.0.0.1");
