import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { comeBack, online, outcome, settle, start, watch } from './fakes.js';

/** Private messages between u1, which is this client, and u2, by their numbers. */
const kept = (epoch, ...numbers) =>
  numbers.map((seq) => ({
    type: 'private_message',
    id: `p${seq}`,
    with: 'u2',
    fromId: 'u2',
    fromUsername: 'bob',
    toId: 'u1',
    toUsername: 'ann',
    epoch,
    content: `psst ${seq}`,
    timestamp: '2026-11-25T20:00:01.000Z',
    seq,
  }));

const echo = ({ content, clientMessageId }, seq) => ({
  ...kept('P', seq)[0],
  type: 'private_message_sent',
  fromId: 'u1',
  fromUsername: 'ann',
  toId: 'u2',
  toUsername: 'bob',
  content,
  clientMessageId,
});

async function talking(...numbers) {
  const test = await online();
  test.conversation = test.client.conversation('u2');
  test.seen = watch(test.conversation);
  located(test, numbers.length === 0 ? [] : kept('P', numbers.at(-1)));
  return test;
}

function located(test, messages) {
  const { ref } = test.socket.last('get_history', { with: 'u2' });
  test.socket.receive({ type: 'history_page', with: 'u2', messages, hasMore: false, ref });
}

describe('A private conversation', () => {
  it('causes an event when another user begins it', async () => {
    const test = await online();
    const begun = [];
    test.client.on('conversation', (conversation) => begun.push([conversation.with, watch(conversation)]));
    test.socket.receive(...kept('P', 4, 5));
    assert.deepEqual(begun.map(([id, { numbers }]) => [id, numbers]), [['u2', [4, 5]]]);
    assert.deepEqual(test.client.conversations.map((each) => each.with), ['u2']);
    assert.equal(test.client.conversation('u2'), test.client.conversations[0]);
    assert.deepEqual(test.client.conversation('u2').position, { epoch: 'P', seq: 5 });
  });

  it('has a position from its beginning, and so misses nothing', async () => {
    const test = await talking();
    const { ref, ...asked } = test.socket.last('get_history');
    assert.deepEqual(asked, { type: 'get_history', with: 'u2', limit: 1 });
    assert.deepEqual(test.conversation.position, { epoch: '0', seq: 0 });
    await comeBack(test);
    assert.deepEqual(test.socket.last('hello').direct, { u2: { epoch: '0', seq: 0 } });
    const { ref: hello } = test.socket.last('hello');
    test.socket.receive({ type: 'message_history', with: 'u2', messages: kept('P', 1, 2), complete: true, ref: hello });
    test.socket.caughtUp();
    test.socket.receive(...kept('P', 3));
    assert.deepEqual([test.seen.numbers, test.seen.incomplete], [[1, 2, 3], []]);
  });

  it('causes an event when another user began it meanwhile', async () => {
    const test = await online();
    const begun = [];
    test.client.on('conversation', (conversation) => begun.push([conversation.with, watch(conversation)]));
    await comeBack(test);
    const { ref, direct } = test.socket.last('hello');
    assert.deepEqual(direct, {});
    const history = { type: 'message_history', with: 'u2', complete: true, ref };
    test.socket.receive({ ...history, messages: kept('P', 1, 2), more: true });
    test.socket.receive({ type: 'message_history', with: 'u2', messages: kept('P', 3), ref });
    test.socket.caughtUp();
    test.socket.receive(...kept('P', 3, 4));
    assert.deepEqual(begun.map(([id, { numbers, incomplete }]) => [id, numbers, incomplete]), [['u2', [1, 2, 3, 4], []]]);
    await comeBack(test);
    assert.deepEqual(test.socket.last('hello').direct, { u2: { epoch: 'P', seq: 4 } });
  });

  it('is reported as incomplete if it cannot be read after a reconnect', async () => {
    const test = await online();
    const begun = [];
    const errors = [];
    test.client.on('conversation', (conversation) => begun.push(watch(conversation)));
    test.client.on('error', (error) => errors.push(error.code));
    await comeBack(test);
    const { ref } = test.socket.last('hello');
    test.socket.receive(
      { type: 'error', code: 'overloaded', message: 'more', ref },
      { type: 'error', code: 'store_unavailable', message: 'x', with: 'u2', ref },
      { type: 'message_history', with: 'u2', messages: [], complete: false, ref },
    );
    test.socket.caughtUp();
    located(test, kept('P', 3));
    test.socket.receive(...kept('P', 4));
    assert.deepEqual(errors, ['overloaded']);
    assert.deepEqual(begun.map(({ numbers, incomplete }) => [numbers, incomplete]), [[[4], [{ from: null, to: null }]]]);
  });

  it('has each message once, in order', async () => {
    const test = await talking(3);
    test.socket.receive(...kept('P', 4, 4, 3, 5));
    await comeBack(test);
    const { ref } = test.socket.last('hello');
    test.socket.receive({ type: 'message_history', with: 'u2', messages: kept('P', 5, 6), complete: true, ref });
    test.socket.receive(...kept('P', 6, 7));
    assert.deepEqual(test.seen.numbers, [4, 5, 6, 7]);
  });

  it('ignores a message before welcome that comes again after it', async () => {
    const test = await talking(3);
    test.socket.end(1006);
    await test.clock.advance(250);
    test.socket.open();
    test.socket.receive(...kept('P', 6));
    test.socket.welcome({ resumed: true });
    const { ref } = test.socket.last('hello');
    test.socket.receive({ type: 'message_history', with: 'u2', messages: kept('P', 4, 5, 6), complete: true, ref });
    test.socket.caughtUp();
    test.socket.receive(...kept('P', 7));
    assert.deepEqual(test.seen.numbers, [4, 5, 6, 7]);
    assert.equal(test.socket.all('get_history').length, 0);
  });

  it('takes a message before welcome that does not come again', async () => {
    const test = start();
    test.socket.open();
    const seen = watch(test.client.conversation('u2'));
    test.socket.receive(...kept('P', 6));
    test.socket.welcome();
    assert.deepEqual(seen.numbers, [6]);
  });

  it('reads what is missing before a message that came early', async () => {
    const test = await talking(3);
    test.socket.receive(...kept('P', 6));
    const first = test.socket.last('get_history');
    assert.deepEqual([first.after, first.with], [3, 'u2']);
    test.socket.receive(...kept('P', 7));
    test.socket.receive({ type: 'history_page', with: 'u2', messages: kept('P', 4), hasMore: true, ref: first.ref });
    const second = test.socket.last('get_history');
    assert.equal(second.after, 4);
    test.socket.receive({ type: 'history_page', with: 'u2', messages: kept('P', 5, 6), hasMore: false, ref: second.ref });
    test.socket.receive(...kept('P', 8));
    assert.deepEqual([test.seen.numbers, test.seen.incomplete], [[4, 5, 6, 7, 8], []]);
  });

  it('reports as incomplete what is not stored any more', async () => {
    const test = await talking(3);
    test.socket.receive(...kept('P', 6));
    const { ref } = test.socket.last('get_history');
    test.socket.receive({ type: 'history_page', with: 'u2', messages: kept('P', 6), hasMore: false, ref });
    assert.deepEqual(test.seen.numbers, [6]);
    assert.deepEqual(test.seen.incomplete, [{ from: { epoch: 'P', seq: 3 }, to: { epoch: 'P', seq: 5 } }]);
    await comeBack(test);
    const { ref: hello } = test.socket.last('hello');
    test.socket.receive({ type: 'message_history', with: 'u2', messages: kept('P', 9), complete: false, ref: hello });
    assert.deepEqual(test.seen.incomplete[1], { from: { epoch: 'P', seq: 6 }, to: { epoch: 'P', seq: 8 } });
  });

  it('reads later what cannot be read at the moment', async () => {
    const test = await talking(3);
    await comeBack(test);
    const { ref } = test.socket.last('hello');
    test.socket.receive(
      { type: 'error', code: 'store_unavailable', message: 'x', with: 'u2', ref },
      { type: 'message_history', with: 'u2', messages: [], complete: false, ref },
    );
    const ask = test.socket.last('get_history');
    assert.equal(ask.after, 3);
    test.socket.receive({ type: 'error', code: 'store_unavailable', message: 'x', ref: ask.ref }, ...kept('P', 5));
    await test.clock.advance(1_000);
    const again = test.socket.last('get_history');
    assert.notEqual(again.ref, ask.ref);
    test.socket.receive({ type: 'history_page', with: 'u2', messages: kept('P', 4, 5), hasMore: false, ref: again.ref });
    assert.deepEqual([test.seen.numbers, test.seen.incomplete], [[4, 5], []]);
  });

  it('is reported as incomplete when its log is another one', async () => {
    const test = await talking(3);
    test.socket.receive(...kept('Q', 1, 2));
    assert.deepEqual(test.seen.numbers, [1, 2]);
    assert.deepEqual(test.seen.incomplete, [{ from: { epoch: 'P', seq: 3 }, to: { epoch: 'Q', seq: 0 } }]);
  });

  it('reads its history', async () => {
    const test = await talking(3);
    const read = outcome(test.conversation.history({ before: 3 }));
    const { ref, before } = test.socket.last('get_history');
    assert.equal(before, 3);
    test.socket.receive({ type: 'history_page', with: 'u2', messages: kept('P', 1, 2), hasMore: false, ref });
    await settle();
    assert.deepEqual(read.value.messages.map(({ seq, userId }) => [seq, userId]), [[1, 'u2'], [2, 'u2']]);
  });
});

describe('A private message', () => {
  it('that is stored has a position, and is shown to its sender', async () => {
    const test = await talking(3);
    const sent = outcome(test.conversation.send('psst'));
    const frame = test.socket.last('private_message');
    assert.equal(frame.targetId, 'u2');
    test.socket.receive({ type: 'ack', id: 'p4', seq: 4, timestamp: 't', duplicate: false, ref: frame.ref });
    test.socket.receive(echo(frame, 4));
    await settle();
    assert.deepEqual([sent.value.epoch, sent.value.seq, sent.value.id], ['P', 4, 'p4']);
    assert.deepEqual(test.seen.numbers, [4]);
  });

  it('that is stored is sent again after the log was caught up', async () => {
    const test = await talking(3);
    test.conversation.send('psst');
    const { clientMessageId } = test.socket.last('private_message');
    await comeBack(test);
    assert.equal(test.socket.all('private_message').length, 0);
    test.socket.caughtUp();
    assert.equal(test.socket.last('private_message').clientMessageId, clientMessageId);
  });

  it('that may not be stored is not sent again', async () => {
    const test = await talking();
    const sent = outcome(test.conversation.send('psst'));
    await comeBack(test);
    test.socket.caughtUp();
    await settle();
    assert.equal(sent.code, 'outcome_unknown');
    assert.equal(test.socket.all('private_message').length, 0);
  });

  it('that was in flight has its position if it is among the missed messages', async () => {
    const test = await talking();
    const sent = outcome(test.conversation.send('psst'));
    const frame = test.socket.last('private_message');
    await comeBack(test);
    const { ref } = test.socket.last('hello');
    test.socket.receive({ type: 'message_history', with: 'u2', messages: [echo(frame, 1)], complete: true, ref });
    test.socket.caughtUp();
    await settle();
    assert.equal(sent.value.seq, 1);
  });

  it('between guests is passed on, and has no position', async () => {
    const test = await online();
    const conversation = test.client.conversation('u2');
    test.socket.refuse('get_history', 'unsupported');
    const messages = [];
    conversation.on('messages', (event) => messages.push(...event.messages));
    const sent = outcome(conversation.send('psst'));
    const frame = test.socket.last('private_message');
    const passed = { fromId: 'u1', fromUsername: 'ann', toId: 'u2', toUsername: 'bob', content: 'psst', timestamp: 't1' };
    test.socket.receive({ type: 'private_message_sent', ...passed, ref: frame.ref });
    test.socket.receive({ type: 'private_message', ...passed, fromId: 'u2', fromUsername: 'bob', toId: 'u1', content: 'what?' });
    await settle();
    const { clientMessageId } = frame;
    assert.deepEqual(sent.value, { epoch: null, seq: null, id: null, timestamp: 't1', clientMessageId });
    assert.deepEqual(messages.map(({ userId, content, with: other }) => [userId, content, other]), [
      ['u1', 'psst', 'u2'],
      ['u2', 'what?', 'u2'],
    ]);
    // The server does not say which message it was.
    assert.equal(messages[0].clientMessageId, clientMessageId);
    // The client does not request a position again.
    await comeBack(test);
    test.socket.caughtUp();
    assert.equal(test.socket.all('get_history').length, 0);
  });

  it('to an unknown user is refused', async () => {
    const test = await talking(3);
    const sent = outcome(test.conversation.send('psst'));
    test.socket.refuse('private_message', 'user_not_found');
    await settle();
    assert.equal(sent.code, 'user_not_found');
  });
});
