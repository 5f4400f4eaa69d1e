// The cases of ChatModulesTest. Run in a page of the server, with arguments: the name of a case (or null, to
// get all names) and a call-back. What the client does is played by the test.
const [wanted, done] = arguments;

const load = async () => {
  const modules = await Promise.all([
    import('/chat/conversation.js'),
    import('/chat/links.js'),
    import('/chat/memory.js'),
    import('/chat/private-conversation.js'),
    import('/chat/timeline.js'),
    import('/page/log-rows.js'),
    import('/page/message-view.js'),
  ]);
  return Object.assign({}, ...modules);
};

function equal(found, wantedValue) {
  const [a, b] = [found, wantedValue].map((value) => JSON.stringify(value));
  if (a !== b) {
    throw new Error(`${a} is not ${b}`);
  }
}

/** Lets promises go on. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

const message = (seq, more = {}) => ({
  id: `m-${more.epoch ?? 'e'}-${seq}`,
  epoch: 'e',
  seq,
  userId: 'bob',
  username: 'Bob',
  content: `number ${seq}`,
  timestamp: new Date(2026, 4, 4, 12, 0, seq).toISOString(),
  ...more,
});

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

const seqsOf = ({ entries }) => entries.map((entry) => entry.message?.seq ?? entry.text);

/** A conversation whose sends and pages the test ends. */
function conversationOf({ Conversation }, { read = null, isBeingRead = false } = {}) {
  const world = { sends: [], pages: [], failures: 0, isBeingRead };
  const chat = {
    isOwn: (userId) => userId === 'me',
    isBeingRead: () => world.isBeingRead,
    changed: () => {},
    arrived: () => {},
    failed: () => (world.failures += 1),
  };
  class Played extends Conversation {
    deliver(content, extras) {
      return new Promise((resolve, reject) =>
        world.sends.push({ content, ...extras, resolve, reject }),
      );
    }

    page(request) {
      return new Promise((resolve, reject) => world.pages.push({ ...request, resolve, reject }));
    }
  }
  world.conversation = new Played(chat, read);
  return world;
}

/** A client with private conversations that the test plays. */
function clientOf() {
  const opened = new Map();
  return {
    opened,
    conversation(userId) {
      if (!opened.has(userId)) {
        const listeners = new Set();
        opened.set(userId, {
          with: userId,
          sends: [],
          on(type, listener) {
            const entry = { type, listener };
            listeners.add(entry);
            return () => listeners.delete(entry);
          },
          emit: (type, event) =>
            listeners.forEach((entry) => entry.type === type && entry.listener(event)),
          send(content) {
            return new Promise((resolve, reject) => this.sends.push({ content, resolve, reject }));
          },
        });
      }
      return opened.get(userId);
    },
  };
}

const QUIET = {
  isOwn: (userId) => userId === 'me',
  isBeingRead: () => false,
  changed: () => {},
  arrived: () => {},
  failed: () => {},
};

const CASES = {
  'links are found where they are, and text stays text': ({ piecesOf }) => {
    const linksOf = (text) => {
      const pieces = piecesOf(text);
      equal(pieces.map((piece) => piece.text).join(''), text);
      return pieces.filter(({ href }) => href !== undefined).map(({ href }) => href);
    };
    equal(linksOf('no link'), []);
    equal(linksOf(''), []);
    equal(linksOf('http://a.example'), ['http://a.example/']);
    equal(linksOf('HTTPS://A.example/B and http://c.example.'), [
      'https://a.example/B',
      'http://c.example/',
    ]);
    equal(linksOf('(https://a.example/x_(y)) [https://b.example]!'), [
      'https://a.example/x_(y)',
      'https://b.example/',
    ]);
    equal(linksOf('https://a.example/"onclick="x'), ['https://a.example/']);
    equal(linksOf('<https://a.example/>'), ['https://a.example/']);
    equal(linksOf('javascript:alert(1) data:text/html,x vbscript:x file:///etc/passwd'), []);
    equal(linksOf('javascript:https://a.example'), ['https://a.example/']);
    equal(linksOf('xhttps://a.example https:// http://[ https://:80'), []);
    equal(linksOf('https://bank.example@evil.example https://u:p@evil.example'), []);
    equal(linksOf('https://a.example/\u202egpj.exe'), []);
  },

  'what does not fit is not remembered': ({ memory }) => {
    const key = 'dev.chatengine.page';
    const nothing = { username: null, rooms: [], read: {}, ownIds: [], drafts: {} };
    const loaded = (stored) => {
      sessionStorage.setItem(key, stored);
      return memory.load();
    };
    ['', '{', 'null', '7', '"x"', '[1]', '{}', 'true'].forEach((text) => equal(loaded(text), nothing));
    [null, 7, 'x', [null, 7, {}], { a: null, b: 7, c: {} }].forEach((value) => {
      const all = { username: [value], rooms: value, read: value, ownIds: value, drafts: value };
      const { username, rooms, read, ownIds } = loaded(JSON.stringify(all));
      equal({ username, rooms, read, ownIds }, { username: null, rooms: [], read: {}, ownIds: [] });
    });
    const good = {
      username: 'Ann',
      rooms: ['tea'],
      read: { tea: { epoch: 'e', seq: 7 } },
      ownIds: ['a'],
      drafts: { '#tea': 'half a sen' },
    };
    memory.save(good);
    equal(memory.load(), good);
    const mixed = {
      ...good,
      rooms: ['tea', ' ', '\ud83d', 7],
      read: { ...good.read, cocoa: { epoch: 'e' } },
      ownIds: ['a', null],
      drafts: { ...good.drafts, '#cocoa': 7 },
    };
    equal(loaded(JSON.stringify(mixed)), good);
    memory.forget();
    equal(memory.load(), nothing);
  },

  'older messages come before the oldest, and only those that belong there': ({ Timeline }) => {
    const timeline = new Timeline();
    range(51, 60).forEach((seq) => timeline.add(message(seq)));
    equal(timeline.hasOlder, true);
    const page = range(41, 50).map((seq) => ({ ...message(seq), epoch: undefined }));
    timeline.prepend({ epoch: 'e', seq: 51 }, page, true);
    equal(seqsOf(timeline), range(41, 60));
    timeline.prepend({ epoch: 'e', seq: 51 }, page, true);
    timeline.prepend({ epoch: 'f', seq: 41 }, page, true);
    equal(seqsOf(timeline), range(41, 60));
    timeline.prepend({ epoch: 'e', seq: 41 }, [], false);
    equal([timeline.hasOlder, timeline.isWhole], [false, true]);
  },

  'a log that has started again has nothing above it': ({ Timeline }) => {
    const timeline = new Timeline();
    timeline.add(message(7));
    timeline.add(message(1, { epoch: 'f' }));
    equal([timeline.oldest, timeline.hasOlder], [null, false]);
  },

  'the oldest are forgotten, but not while they are read, and can be read again': ({ Timeline }) => {
    const timeline = new Timeline();
    range(1, 700).forEach((seq) => timeline.add(message(seq)));
    equal(timeline.hasOlder, false);
    timeline.trim(true);
    equal(timeline.entries.length, 700);
    timeline.trim(false);
    equal([timeline.entries.length, timeline.hasOlder], [300, true]);
  },

  'what is missing can be read above': ({ Conversation }) => {
    const { conversation } = conversationOf({ Conversation });
    conversation.received([message(1), message(2)]);
    conversation.incomplete({ from: { epoch: 'e', seq: 2 }, to: { epoch: 'e', seq: 90 } });
    conversation.received([message(91)]);
    equal(conversation.timeline.oldest, { epoch: 'e', seq: 91 });
    equal(conversation.timeline.hasOlder, true);
    conversation.incomplete({ from: { epoch: 'e', seq: 91 }, to: { epoch: 'f', seq: 0 } });
    equal(seqsOf(conversation.timeline).at(-1), 'What is kept of this conversation begins here.');
    equal(seqsOf(conversation.timeline).includes(91), true);
  },

  'a page of the history is asked for once, and again after it did not come': async ({
    Conversation,
  }) => {
    const { conversation, pages } = conversationOf({ Conversation });
    conversation.received(range(51, 60).map((seq) => message(seq)));
    const first = conversation.loadOlder();
    conversation.loadOlder();
    equal([pages.length, pages[0].before, conversation.isLoading], [1, 51, true]);
    pages[0].reject(new Error('timeout'));
    await first;
    equal([conversation.isLoading, conversation.loadingFailed], [false, true]);
    const second = conversation.loadOlder();
    pages[1].resolve({ messages: range(1, 50).map((seq) => message(seq)), hasMore: false });
    await second;
    equal(seqsOf(conversation.timeline), range(1, 60));
    await conversation.loadOlder();
    equal(pages.length, 2);
  },

  'unread is what others said after what was read': ({ Conversation }) => {
    const world = conversationOf({ Conversation }, { read: { epoch: 'e', seq: 2 } });
    const { conversation } = world;
    conversation.received([
      message(1),
      message(2),
      message(3, { userId: 'me' }),
      message(4),
      message(5),
    ]);
    equal([conversation.unread, conversation.firstUnread], [2, 'm-e-4']);
    conversation.seen();
    equal([conversation.unread, conversation.read], [0, { epoch: 'e', seq: 5 }]);
    world.isBeingRead = true;
    conversation.received([message(6)]);
    equal([conversation.unread, conversation.read.seq], [0, 6]);
    // In a log that has started again, all is new.
    world.isBeingRead = false;
    conversation.received([message(1, { epoch: 'f' })]);
    equal(conversation.unread, 1);
  },

  'what is sent stays one entry until it is confirmed': async ({ Conversation }) => {
    const { conversation, sends } = conversationOf({ Conversation });
    conversation.send('one');
    conversation.send('two');
    const [{ key, clientMessageId, state }] = conversation.outgoing;
    equal([state, sends[0].clientMessageId], ['pending', clientMessageId]);
    conversation.received([message(1, { userId: 'me', content: 'one', clientMessageId })]);
    equal(conversation.timeline.entries[0].key, key);
    equal(conversation.outgoing.map(({ content }) => content), ['two']);
    // Somebody else's message with the same id is not this one.
    const other = conversation.outgoing[0].clientMessageId;
    conversation.received([message(2, { clientMessageId: other })]);
    equal(conversation.outgoing.length, 1);
    sends[1].resolve({});
    await settle();
    equal(conversation.outgoing, []);
  },

  'what failed is tried again under the same id, or discarded': async ({ Conversation }) => {
    const world = conversationOf({ Conversation });
    const { conversation, sends } = world;
    conversation.send('one');
    conversation.send('two');
    const { key, clientMessageId } = conversation.outgoing[0];
    conversation.retry(key);
    conversation.discard(key);
    equal(sends.length, 2);
    sends[0].reject({ code: 'expired' });
    await settle();
    equal([conversation.outgoing[0].state, world.failures], ['failed', 1]);
    conversation.retry(key);
    equal(sends[2].clientMessageId, clientMessageId);
    equal(conversation.outgoing.map(({ content }) => content), ['two', 'one']);
    sends[1].reject({ code: 'muted' });
    await settle();
    conversation.discard(conversation.outgoing[0].key);
    equal(conversation.outgoing.map(({ content, state }) => [content, state]), [['one', 'pending']]);
  },

  'no more is taken than a page can show as pending': ({ Conversation }) => {
    const { conversation } = conversationOf({ Conversation });
    const taken = range(1, 200).filter((i) => conversation.send(`${i}`));
    equal(taken.length, 100);
  },

  'a private conversation follows its user to another id': async ({ PrivateConversation }) => {
    const client = clientOf();
    const conversation = new PrivateConversation('Bob', client, QUIET);
    conversation.send('too early');
    await settle();
    equal(conversation.outgoing[0].state, 'failed');
    conversation.setUserId('b1');
    conversation.retry(conversation.outgoing[0].key);
    const first = client.conversation('b1');
    first.emit('messages', { messages: [{ userId: 'b1', username: 'Bob', content: 'hi' }] });
    conversation.setUserId('b2');
    first.emit('messages', { messages: [{ userId: 'b1', username: 'Bob', content: 'old' }] });
    client
      .conversation('b2')
      .emit('messages', { messages: [{ userId: 'b2', username: 'Bob', content: 'here' }] });
    equal(
      conversation.timeline.entries.map((entry) => entry.message.content),
      ['hi', 'here'],
    );
    // What could not be sent to the one goes to the other.
    first.sends[0].reject({ code: 'user_not_found' });
    await settle();
    equal(client.conversation('b2').sends[0].content, 'too early');
  },

  'rows are grouped by author, day, and what is unread': ({ Conversation, rowsOf }) => {
    const { conversation } = conversationOf({ Conversation });
    const at = (day, hours, minutes) => new Date(2026, 4, day, hours, minutes).toISOString();
    conversation.received([
      message(1, { timestamp: at(3, 9, 0) }),
      message(2, { timestamp: at(3, 9, 4) }),
      message(3, { timestamp: at(3, 9, 9) }),
      message(4, { timestamp: at(3, 9, 10), userId: 'cem', username: 'Cem' }),
      message(5, { timestamp: at(4, 0, 1), userId: 'cem', username: 'Cem' }),
      message(6, { timestamp: at(4, 0, 2), userId: 'cem', username: 'Cem' }),
    ]);
    conversation.timeline.note('Cem left');
    conversation.firstUnread = 'm-e-6';
    const rows = rowsOf(conversation, { username: 'Me', isOwn: () => false }, new Date(2026, 4, 4, 8));
    const told = rows.map((row) => row.text ?? (row.isTogether ? 'together' : row.username) ?? row.kind);
    equal(told, [
      'top',
      'Yesterday',
      'Bob',
      'together',
      'Bob',
      'Cem',
      'Today',
      'Cem',
      'new',
      'Cem',
      'Cem left',
    ]);
  },

  'a message whose time cannot be read is shown without it': ({ Conversation, rowsOf, MessageView }) => {
    const { conversation } = conversationOf({ Conversation });
    const view = new MessageView({});
    const times = ['soon', '+1000000000-12-31T23:59:59Z', null, undefined, {}];
    conversation.received([
      message(1),
      ...times.map((timestamp, i) => message(i + 2, { timestamp })),
      message(9),
    ]);
    const rows = rowsOf(conversation, { username: 'Me', isOwn: () => false }, 0);
    equal(rows.filter(({ kind }) => kind === 'day').length, 1);
    const shown = rows.filter(({ kind }) => kind === 'message').map((row) => {
      const made = view.make(row);
      view.update(made, row);
      return [made.querySelector('.text').textContent, made.querySelector('time') !== null];
    });
    equal(
      shown,
      [1, 2, 3, 4, 5, 6, 9].map((seq) => [`number ${seq}`, [1, 9].includes(seq)]),
    );
  },

  'what was said last by the user is told to be sent, once nothing waits': ({
    Conversation,
    rowsOf,
  }) => {
    const { conversation } = conversationOf({ Conversation });
    const me = { username: 'Me', isOwn: (userId) => userId === 'me' };
    const last = () =>
      rowsOf(conversation, me, 0)
        .filter(({ isLastOwn }) => isLastOwn)
        .map(({ content }) => content);
    conversation.received([message(1, { userId: 'me' }), message(2, { userId: 'me' }), message(3)]);
    equal(last(), ['number 2']);
    conversation.send('three');
    equal(last(), []);
  },

  'what is above is told': ({ Conversation, rowsOf }) => {
    const { conversation } = conversationOf({ Conversation });
    const top = () => rowsOf(conversation, { username: 'Me', isOwn: () => false }, 0)[0].state;
    equal(top(), 'empty');
    conversation.received([message(2)]);
    equal(top(), 'more');
    conversation.loadOlder();
    equal(top(), 'loading');
    conversation.timeline.prepend({ epoch: 'e', seq: 2 }, [message(1)], false);
    equal(top(), 'beginning');
  },
};

(async () => {
  if (wanted === null) {
    return Object.keys(CASES);
  }
  await CASES[wanted](await load());
  return 'ok';
})().then(done, (error) => done(String(error.stack ?? error)));
