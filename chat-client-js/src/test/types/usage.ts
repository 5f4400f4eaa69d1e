// Every part of the API as an application uses it; checked, and never run.
import {
  ChatClient,
  ChatError,
  connect,
  createMessageId,
  type ChatOptions,
  type Conversation,
  type Member,
  type Message,
  type Position,
  type PrivateMessage,
  type Room,
  type SentMessage,
} from 'chatengine-client';

const options: ChatOptions = {
  username: 'ann',
  token: async ({ reason }) => (reason === 'first' ? 'token' : null),
  protocols: ['chat'],
  WebSocket,
  minWaitMs: 500,
  maxWaitMs: 20_000,
  connectTimeoutMs: 15_000,
  heartbeatMs: 25_000,
  heartbeatTimeoutMs: 10_000,
  sendTimeoutMs: 120_000,
  requestTimeoutMs: 30_000,
  maxPending: 100,
  maxPendingBytes: 262_144,
  framesPerSecond: Infinity,
  environment: { now: () => 0 },
};

const client: ChatClient = connect(new URL('wss://chat.example.org/'), options);
connect('/chat');

const off: () => void = client.on('state', ({ state, reason, nextAttemptAt, resumed, code }) => {
  if (state === 'waiting') {
    const at: number | undefined = nextAttemptAt;
    console.log(at, reason?.length, code, resumed);
  }
  // @ts-expect-error There is no such state.
  console.log(state === 'open');
});
off();
client.on('conversation', (conversation: Conversation) => console.log(conversation.with));
client.on('error', (error: ChatError) => console.log(error.code, error.retryAfterMs));
// @ts-expect-error There is no such event.
client.on('message', () => {});

const userId: string | null = client.userId;
const rooms: number | undefined = client.limits?.rooms;
console.log(userId, rooms, client.username, client.pending, client.rooms[0]?.name, client.state);
console.log(client.connection.reason, client.conversations.length, client.isOwn('u1'));

async function talk(): Promise<void> {
  const room: Room = client.join('tea');
  room.on('messages', ({ messages, live }) => {
    const first: Message | undefined = messages[0];
    const seq: number | undefined = first?.seq;
    console.log(seq, first?.attachments?.[0]?.url, live);
  });
  room.on('incomplete', ({ from, to }) => {
    const position: Position | null = from ?? to;
    console.log(position?.epoch);
  });
  room.on('members', ({ members, joined, left }) => console.log(members, joined, left));
  room.on('typing', ({ users }) => users.map((user: Member) => user.username));
  room.on('updated', ({ message }) => console.log(message.reactions?.['+1']?.length));
  room.on('state', ({ state, error }) => console.log(state === 'refused', error?.code));
  await room.joined;
  console.log(room.name, room.state, room.members, room.typingUsers, room.position?.seq);

  const sent: SentMessage = await room.send('hello', {
    clientMessageId: createMessageId(),
    replyTo: 'm1',
    mentions: ['bob'],
    attachments: [{ url: 'https://example.org/a.png', name: 'a.png', mediaType: 'image/png', size: 7 }],
  });
  const seq: number = sent.seq;
  console.log(seq, sent.epoch, sent.id, sent.timestamp, sent.clientMessageId);
  // @ts-expect-error A message is text.
  await room.send(7);
  room.typing();
  room.stopTyping();
  const { messages, hasMore } = await room.history({ before: seq, limit: 50 });
  console.log(messages.length, hasMore);
  await room.leave();

  const bob = client.conversation('bob');
  bob.on('messages', ({ messages: said }) => console.log(said.map((m: PrivateMessage) => m.with)));
  const kept = await bob.send('psst');
  // @ts-expect-error It has no position if it is not kept.
  const number: number = kept.seq;
  const known: number = kept.seq === null ? 0 : kept.seq;
  console.log(number, known, (await bob.history()).messages[0]?.fromId);

  try {
    await client.setUsername('anna');
  } catch (error) {
    if (error instanceof ChatError && error.code === 'username_taken') {
      console.log(error.clientMessageId);
    }
  }
  client.reconnect();
  client.close();
}

// @ts-expect-error Clients are made by connect.
new ChatClient('wss://chat.example.org/', {});
// @ts-expect-error There is no such option.
connect('/', { reconnect: true });
// @ts-expect-error A token is got by a function.
connect('/', { token: 'abc' });

void talk();
