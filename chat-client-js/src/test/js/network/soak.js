import { connect } from '../../../../chat-client.js';

/** Short waits, so that many connections fit into one test. */
const IMPATIENT = {
  minWaitMs: 10,
  maxWaitMs: 100,
  connectTimeoutMs: 1_000,
  heartbeatMs: 200,
  heartbeatTimeoutMs: 400,
  framesPerSecond: Infinity,
};

/** With this many faults the test ends early. */
const MANY_FAULTS = 10;

/** The faults that were found. */
class Faults {
  all = [];
  /** Fulfilled when there are many. */
  many = new Promise((resolve) => (this.isMany = resolve));

  add(fault) {
    if (this.all.push(fault) >= MANY_FAULTS) {
      this.isMany({});
    }
  }
}

/** Reads a private log or a room, and checks the numbers of its messages. */
class Reader {
  #name;
  #faults;
  seen = [];
  #epoch = null;

  constructor(name, log, faults, whenRead) {
    this.#name = name;
    this.#faults = faults;
    log.on('messages', ({ messages }) => {
      messages.forEach((message) => this.#read(message));
      whenRead();
    });
    log.on('incomplete', (gap) => this.#fault('gets incomplete', gap));
  }

  #fault(what, why) {
    this.#faults.add(`${this.#name} ${what}: ${JSON.stringify(why)}`);
  }

  #read({ seq, id, content, epoch }) {
    const last = this.seen.at(-1);
    if (last !== undefined && seq !== last.seq + 1) {
      this.#fault(`expects ${last.seq + 1} and gets`, { seq, content });
    }
    if (this.#epoch !== null && epoch !== this.#epoch) {
      this.#fault('is in another log', { epoch, was: this.#epoch });
    }
    this.#epoch = epoch;
    this.seen.push({ seq, id, content });
  }

  get last() {
    return this.seen.at(-1)?.seq ?? 0;
  }
}

/** One user who talks in all rooms, and with another user in private. */
class Talker {
  readers = new Map();
  results = [];
  counts = { online: 0, resumed: 0, anew: 0, unknown: 0, restarting: 0 };
  name;
  #faults;
  #messages;
  #isGuest;
  #conversation = null;
  #whenSaid;
  #settled = 0;

  constructor(name, client, { rooms, messages, faults, isGuest, whenRead, whenSaid, friend }) {
    this.name = name;
    this.#faults = faults;
    this.#messages = messages;
    this.#isGuest = isGuest;
    this.client = client;
    this.#whenSaid = whenSaid;
    client.on('state', (state) => this.#changed(state));
    client.on('error', (error) => faults.add(`${name} ${error.code}`));
    this.rooms = rooms.map((room) => client.join(room));
    this.rooms.forEach((room) => {
      this.readers.set(room.name, new Reader(`${name} in ${room.name}`, room, faults, whenRead));
    });
    if (friend !== undefined) {
      this.#conversation = client.conversation(friend);
      const reader = new Reader(`${name} with ${friend}`, this.#conversation, faults, whenRead);
      this.readers.set(`with ${friend}`, reader);
    }
  }

  #changed({ state, resumed, reason }) {
    this.counts.restarting += reason === 'restarting' ? 1 : 0;
    if (state === 'online') {
      this.counts.online += 1;
      this.counts[resumed ? 'resumed' : 'anew'] += 1;
      if (this.#isGuest && this.counts.anew > 1 && !resumed) {
        // The server holds the name of the old session for 30 seconds: takes another one meanwhile.
        this.client.setUsername(`${this.name}-${this.counts.anew}`).catch(() => {});
      }
    } else if (state === 'closed' && reason !== 'closed') {
      this.#faults.add(`${this.name} was closed: ${reason}`);
    }
  }

  /** Which share of its messages is settled. */
  get share() {
    return this.#settled / (this.readers.size * this.#messages);
  }

  toString() {
    const places = [...this.readers].map(([key, { last }]) => `${key} ${last}`);
    const open = this.results.filter(({ place }) => place === null).length;
    return `${this.name} is ${this.client.state}, ${places.join(', ')}, without a position ${open}`;
  }

  /** Sends all its messages, in each room, three at a time. */
  async talk() {
    const logs = this.rooms.map((room) => [room.name, room]);
    if (this.#conversation !== null) {
      // The first message of a private log may get lost: it is not known to be stored, so the
      // client does not send it again.
      logs.push([`with ${this.#conversation.with}`, this.#conversation]);
    }
    await Promise.all(logs.map(([key, log]) => this.#talkIn(key, log)));
  }

  async #talkIn(key, log) {
    for (let i = 0; i < this.#messages; i += 3) {
      const together = [0, 1, 2].map((n) => this.#say(key, log, `${this.name} says ${i + n} in ${key}`));
      await Promise.all(together);
    }
  }

  async #say(key, log, content) {
    const result = { key, content, place: null };
    this.results.push(result);
    try {
      result.place = await log.send(content);
    } catch (error) {
      const mayBe = this.#isGuest || key.startsWith('with');
      if (error.code === 'outcome_unknown' && mayBe) {
        this.counts.unknown += 1;
      } else {
        this.#faults.add(`${this.name} cannot say ${content}: ${error.code} ${error.message}`);
      }
    }
    this.#settled += 1;
    this.#whenSaid();
  }
}

/** The whole log of a conversation, page by page. */
async function readAll(log) {
  const all = [];
  let page;
  do {
    page = await log.history({ after: all.at(-1)?.seq ?? 0, limit: 200 });
    all.push(...page.messages);
  } while (page.hasMore);
  return all;
}

/**
 * Lets users talk to each other through a faulty network. Compares what each client has shown with
 * the logs of the server (no loss, nothing twice, in order), and checks all promises.
 *
 * @param {object} test
 * @param {string} test.url leads through the faulty network
 * @param {string} test.goodUrl leads past it
 * @param {string} test.run unique among the runs on the same servers
 * @param {() => void} test.heal ends the faults of new connections
 * @param {(name: string) => object} test.signIn options of a user who signs in
 * @param {{at: number, happen: () => void}[]} [test.incidents] what happens when half of the users
 *     have sent this share of their messages
 * @param {number} [test.patienceMs] after this time the test ends with a fault
 * @returns {Promise<{faults: string[], counts: object}>} always settles
 */
export async function soak({ patienceMs = 90_000, ...test }) {
  const faults = new Faults();
  const talkers = [];
  let timer;
  const tooLate = new Promise((resolve) => {
    timer = setTimeout(() => {
      talkers.forEach((talker) => faults.add(`Timeout: ${talker}`));
      resolve({});
    }, patienceMs);
  });
  const counts = await Promise.race([talkTogether(test, talkers, faults), faults.many, tooLate]);
  clearTimeout(timer);
  talkers.forEach(({ client }) => client.close());
  return { faults: faults.all, counts };
}

async function talkTogether(test, talkers, faults) {
  const { url, goodUrl, run, heal, signIn, options, users = 4, guests = 2, messages = 18 } = test;
  const incidents = [...(test.incidents ?? [])];
  const rooms = ['tea', 'cocoa', 'coffee'].map((room) => `${room} ${run}`);
  const userName = (i) => `user-${i}-${run}`;
  let check = () => {};
  const whenRead = () => check();
  const whenSaid = () => {
    if (incidents.length > 0 && talkers.length > 0) {
      const shares = talkers.map((talker) => talker.share).sort();
      if (shares[Math.floor(shares.length / 2)] >= incidents[0].at) {
        incidents.shift().happen();
      }
    }
  };
  const common = { rooms, messages, faults, whenRead, whenSaid };
  for (let i = 0; i < users; i += 1) {
    const name = userName(i);
    const friend = userName(i ^ 1);
    const client = connect(url, { ...IMPATIENT, ...signIn(name), ...options });
    talkers.push(new Talker(name, client, { ...common, friend, isGuest: false }));
  }
  for (let i = 0; i < guests; i += 1) {
    const name = `guest-${i}-${run}`;
    const client = connect(url, { ...IMPATIENT, username: name, ...options });
    talkers.push(new Talker(name, client, { ...common, isGuest: true }));
  }
  await Promise.all(talkers.map((talker) => talker.talk()));
  await heal();

  const logs = new Map();
  const readers = [];
  for (let i = 0; i < users; i += 1) {
    const reader = connect(goodUrl, { ...IMPATIENT, ...signIn(userName(i)), ...options });
    readers.push(reader);
    const friend = userName(i ^ 1);
    logs.set(`${userName(i)} with ${friend}`, await readAll(reader.conversation(friend)));
  }
  for (const room of rooms) {
    logs.set(room, await readAll(readers[0].join(room)));
  }
  const logOf = (talker, key) => logs.get(key) ?? logs.get(`${talker.name} ${key}`);

  // Each client gets all messages in the end.
  await new Promise((resolve) => {
    check = () => {
      const behind = talkers.some((talker) =>
        [...talker.readers].some(([key, { last }]) => last < (logOf(talker, key).at(-1)?.seq ?? 0)),
      );
      if (!behind) {
        resolve();
      }
    };
    check();
  });

  for (const talker of talkers) {
    for (const [key, { seen }] of talker.readers) {
      const log = logOf(talker, key);
      const from = seen[0]?.seq ?? Infinity;
      const expected = log.filter(({ seq }) => seq >= from).map(({ seq, id }) => `${seq} ${id}`);
      const got = seen.map(({ seq, id }) => `${seq} ${id}`);
      if (expected.join() !== got.join()) {
        faults.add(`${key} is not what the server has: ${got.length} of ${expected.length}`);
      }
    }
    checkResults(talker, (key) => logOf(talker, key), faults);
  }
  for (const [key, log] of logs) {
    log.forEach(({ seq }, i) => {
      if (seq !== i + 1) {
        faults.add(`${key} has a gap at ${i + 1}`);
      }
    });
  }
  readers.forEach((client) => client.close());
  return sum(talkers, logs);
}

function checkResults({ results }, logOf, faults) {
  const last = new Map();
  for (const { key, content, place } of results) {
    const found = logOf(key).filter((message) => message.content === content);
    if (found.length > 1 || (place !== null && found.length !== 1)) {
      faults.add(`"${content}" is there ${found.length} times, sent to ${JSON.stringify(place)}`);
    } else if (place !== null) {
      if (found[0].seq !== place.seq || found[0].id !== place.id) {
        faults.add(`"${content}" is at ${found[0].seq}, and not at ${place.seq}`);
      }
      if (place.seq <= (last.get(key) ?? 0)) {
        faults.add(`"${content}" at ${place.seq} is not behind what was said before it`);
      }
      last.set(key, place.seq);
    }
  }
}

function sum(talkers, logs) {
  const counts = { messages: 0, seen: 0 };
  logs.forEach((log, key) => (counts.messages += key.includes(' with ') ? log.length / 2 : log.length));
  for (const talker of talkers) {
    talker.readers.forEach(({ seen }) => (counts.seen += seen.length));
    for (const [name, count] of Object.entries(talker.counts)) {
      counts[name] = (counts[name] ?? 0) + count;
    }
  }
  return counts;
}
