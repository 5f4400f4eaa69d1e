/** Writes the name by which the client joins a room, for each text of a file. */
import { readFileSync, writeFileSync } from 'node:fs';

import { connect } from '../../../../chat-client.js';

class SilentSocket extends EventTarget {
  close() {}
}

const [texts, names] = process.argv.slice(2);
const client = connect('ws://chat.example', { WebSocket: SilentSocket });

/** Null if the client rejects the text, false if it has a character that this Node does not know. */
function nameOf(text) {
  if (/\p{Unassigned}/u.test(text)) {
    return false;
  }
  try {
    const room = client.join(text);
    room.leave();
    return room.name;
  } catch {
    return null;
  }
}

writeFileSync(names, JSON.stringify(JSON.parse(readFileSync(texts, 'utf8')).map(nameOf)));
client.close();
