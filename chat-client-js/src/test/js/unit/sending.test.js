import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ChatError, createMessageId } from '../../../../chat-client.js';
import { comeBack, inside, nextAttempt, online, outcome, said, settle } from './fakes.js';

/** A message of the client as the server sends it to all members. */
const echo = ({ room, content, clientMessageId }, seq, userId = 'u1') => ({
  ...said(room, seq)[0],
  userId,
  content,
  clientMessageId,
});

const refuse = (test, code, fields = {}) => {
  const { ref } = test.socket.last('chat_message');
  test.socket.receive({ type: 'error', code, message: code, ref, ...fields });
};

describe('A message', () => {
  it('is fulfilled with its position', async () => {
    const test = await inside('tea', { seq: 6 });
    const sent = outcome(test.room.send('hello', { replyTo: 'm3', mentions: ['u2'], attachments: [] }));
    const { ref, ...frame } = test.socket.last('chat_message');
    assert.deepEqual(frame, {
      type: 'chat_message',
      room: 'tea',
      content: 'hello',
      clientMessageId: frame.clientMessageId,
      replyTo: 'm3',
      mentions: ['u2'],
      attachments: [],
    });
    assert.equal(test.client.pending, 1);
    test.socket.acknowledge(7);
    test.socket.receive(echo(frame, 7));
    await settle();
    assert.deepEqual(sent.value, {
      epoch: 'E',
      seq: 7,
      id: 'm7',
      timestamp: sent.value.timestamp,
      clientMessageId: frame.clientMessageId,
    });
    assert.equal(test.client.pending, 0);
    assert.deepEqual(test.seen.numbers, [7]);
  });

  it('has the epoch of the log that it begins', async () => {
    const test = await inside('tea', { epoch: '0', seq: 0 });
    const sent = outcome(test.room.send('first'));
    test.socket.acknowledge(1);
    await settle();
    assert.equal(sent.state, 'pending');
    test.socket.receive(
      { type: 'room_joined', room: 'tea', epoch: 'N', seq: 0, revision: 0 },
      echo(test.socket.last('chat_message'), 1),
    );
    await settle();
    assert.deepEqual([sent.value.epoch, sent.value.seq], ['N', 1]);
  });

  it('is stored in the order of the calls, one after the other', async () => {
    const test = await inside();
    const results = ['a', 'b', 'c'].map((text) => outcome(test.room.send(text)));
    const contents = () => test.socket.all('chat_message').map(({ content }) => content);
    assert.deepEqual(contents(), ['a']);
    test.socket.acknowledge(1);
    assert.deepEqual(contents(), ['a', 'b']);
    refuse(test, 'forbidden');
    assert.deepEqual(contents(), ['a', 'b', 'c']);
    test.socket.receive(echo(test.socket.last('chat_message', { content: 'a' }), 1));
    await settle();
    assert.deepEqual(results.map(({ state }) => state), ['fulfilled', 'rejected', 'pending']);
  });

  it('of one room does not wait for that of another room', async () => {
    const test = await inside();
    const cocoa = test.client.join('cocoa');
    test.socket.enter('cocoa');
    test.room.send('a');
    cocoa.send('b');
    assert.deepEqual(test.socket.all('chat_message').map(({ content }) => content), ['a', 'b']);
  });

  it('waits for the room', async () => {
    const test = await online();
    const room = test.client.join('tea');
    room.send('early');
    assert.equal(test.socket.all('chat_message').length, 0);
    test.socket.enter('tea');
    assert.equal(test.socket.last('chat_message').content, 'early');
  });

  it('has a unique id, or the id that was given', async () => {
    const test = await inside('tea', {}, { framesPerSecond: Infinity });
    const ids = new Set();
    for (let i = 1; i <= 100; i += 1) {
      const id = i % 2 === 0 ? createMessageId() : undefined;
      test.room.send('x', { clientMessageId: id });
      const { clientMessageId } = test.socket.last('chat_message');
      assert.ok(id === undefined || id === clientMessageId);
      assert.ok(clientMessageId.length >= 1 && clientMessageId.length <= 64);
      ids.add(clientMessageId);
      test.socket.acknowledge(i);
      test.socket.receive(echo(test.socket.last('chat_message'), i));
    }
    assert.equal(ids.size, 100);
  });
});

describe('A message in flight when the connection is lost', () => {
  it('is sent again under the same id after the history', async () => {
    const test = await inside('tea', { seq: 4 });
    const sent = outcome(test.room.send('hello'));
    const { clientMessageId } = test.socket.last('chat_message');
    await comeBack(test);
    assert.equal(test.socket.all('chat_message').length, 0);
    test.socket.enter('tea', { seq: 5, messages: said('tea', 5), complete: true }, 'hello');
    assert.equal(test.socket.last('chat_message').clientMessageId, clientMessageId);
    test.socket.acknowledge(6, { duplicate: true });
    test.socket.receive(echo(test.socket.last('chat_message'), 6));
    await settle();
    assert.deepEqual([sent.value.seq, sent.value.clientMessageId], [6, clientMessageId]);
  });

  it('is not sent again if it is in the history', async () => {
    const test = await inside('tea', { seq: 4 });
    const sent = outcome(test.room.send('hello'));
    const frame = test.socket.last('chat_message');
    await comeBack(test);
    test.socket.enter('tea', { seq: 5, messages: [echo(frame, 5)], complete: true }, 'hello');
    await settle();
    assert.equal(sent.value.seq, 5);
    assert.equal(test.socket.all('chat_message').length, 0);
  });

  it('is not taken for a message of another user with the same id', async () => {
    const test = await inside('tea', { seq: 4 });
    const sent = outcome(test.room.send('hello', { clientMessageId: '1' }));
    test.socket.receive(echo(test.socket.last('chat_message'), 5, 'u2'));
    await settle();
    assert.equal(sent.state, 'pending');
  });

  it('and acknowledged has its position after the history', async () => {
    const test = await inside('tea', { seq: 4 });
    const sent = outcome(test.room.send('hello'));
    const frame = test.socket.last('chat_message');
    test.socket.acknowledge(5);
    assert.equal(sent.state, 'pending');
    await comeBack(test);
    test.socket.enter('tea', { seq: 5, messages: [echo(frame, 5)], complete: true }, 'hello');
    await settle();
    assert.equal(sent.value.seq, 5);
    assert.equal(test.socket.all('chat_message').length, 0);
  });

  it('and acknowledged has its position even if the history lacks it', async () => {
    const test = await inside('tea', { seq: 4 });
    const sent = outcome(test.room.send('hello'));
    test.socket.acknowledge(5);
    await comeBack(test);
    test.socket.enter('tea', { seq: 9, messages: said('tea', 9), complete: false }, 'hello');
    await settle();
    assert.deepEqual([sent.value.epoch, sent.value.seq], ['E', 5]);
  });

  it('is sent again by a known user in a new session', async () => {
    const test = await inside('tea', { seq: 4 });
    test.room.send('hello');
    const { clientMessageId } = test.socket.last('chat_message');
    await comeBack(test, { resumed: false, userId: 'u1' });
    test.socket.enter('tea', { seq: 4, complete: true });
    assert.equal(test.socket.last('chat_message').clientMessageId, clientMessageId);
  });

  it('is outcome_unknown if the client is another user now', async () => {
    const test = await inside('tea', { seq: 4 });
    const sent = outcome(test.room.send('hello', { clientMessageId: 'mine' }));
    const never = outcome(test.room.send('never sent'));
    await comeBack(test, { resumed: false, userId: 'u9' });
    await settle();
    assert.equal(sent.state, 'pending');
    test.socket.enter('tea', { seq: 4, complete: true });
    await settle();
    assert.ok(sent.error instanceof ChatError);
    assert.deepEqual([sent.code, sent.error.clientMessageId], ['outcome_unknown', 'mine']);
    assert.deepEqual(test.socket.all('chat_message').map(({ content }) => content), ['never sent']);
    assert.equal(never.state, 'pending');
  });

  it('has its position if the history has it under the earlier user id', async () => {
    const test = await inside('tea', { seq: 4 });
    const sent = outcome(test.room.send('hello'));
    const frame = test.socket.last('chat_message');
    await comeBack(test, { resumed: false, userId: 'u9' });
    test.socket.enter('tea', { seq: 5, messages: [echo(frame, 5, 'u1')], complete: true });
    await settle();
    assert.equal(sent.value.seq, 5);
  });

  it('was not sent if the pacer had not sent it yet', async () => {
    const test = await inside('tea', {}, { framesPerSecond: 3 });
    const sent = outcome(test.room.send('late'));
    assert.equal(test.socket.all('chat_message').length, 0);
    await comeBack(test, { resumed: false, userId: 'u9' });
    test.socket.enter('tea', { complete: true });
    await test.clock.advance(1_000);
    assert.equal(test.socket.last('chat_message').content, 'late');
    assert.equal(sent.state, 'pending');
  });
});

describe('A message that the server refuses', () => {
  it('is rejected with the server’s code', async () => {
    const test = await inside();
    const sent = outcome(test.room.send('x'.repeat(2_000), { clientMessageId: 'long' }));
    refuse(test, 'content_too_long');
    await settle();
    assert.deepEqual([sent.code, sent.error.message, sent.error.clientMessageId], [
      'content_too_long',
      'content_too_long',
      'long',
    ]);
    assert.equal(test.client.pending, 0);
  });

  it('because of its store is sent again under the same id, after waits that grow', async () => {
    const test = await inside('tea', {}, {}, { random: () => 0.999 });
    const sent = outcome(test.room.send('hello'));
    const waits = [];
    for (let i = 0; i < 4; i += 1) {
      const from = test.clock.now();
      const before = test.socket.all('chat_message').length;
      refuse(test, 'store_unavailable');
      while (test.socket.all('chat_message').length === before) {
        await test.clock.advance(100);
      }
      waits.push(test.clock.now() - from);
    }
    assert.deepEqual(waits, [500, 1000, 2000, 4000]);
    assert.equal(new Set(test.socket.all('chat_message').map((frame) => frame.clientMessageId)).size, 1);
    test.socket.acknowledge(1);
    test.socket.receive(echo(test.socket.last('chat_message'), 1));
    await settle();
    assert.equal(sent.value.seq, 1);
  });

  it('because of the rate is sent again', async () => {
    const test = await inside();
    test.room.send('hello');
    refuse(test, 'rate_limited', { retryAfterMs: 300 });
    await test.clock.advance(300);
    assert.equal(test.socket.all('chat_message').length, 2);
  });

  it('because the client is not in the room is sent after it has joined again', async () => {
    const test = await inside('tea', { seq: 3 });
    const sent = outcome(test.room.send('hello'));
    for (let i = 0; i < 3; i += 1) {
      refuse(test, 'not_in_room');
      assert.deepEqual(test.socket.last('join_room').since, { epoch: 'E', seq: 3, revision: 0 });
      test.socket.enter('tea', { seq: 3, complete: true });
    }
    refuse(test, 'not_in_room');
    await settle();
    assert.equal(sent.code, 'not_in_room');
  });

  it('because of its size is rejected with too_large, and the client reconnects', async () => {
    const test = await inside();
    const sent = outcome(test.room.send('x', { attachments: [{ url: 'data:' }] }));
    test.socket.end(1009);
    await settle();
    assert.equal(sent.code, 'too_large');
    assert.equal(test.client.state, 'waiting');
  });

  it('is not even sent if it is not well-formed', async () => {
    const test = await inside();
    await assert.rejects(test.room.send('half \ud83d'), { code: 'invalid_content' });
    assert.throws(() => test.room.send(7), TypeError);
    assert.throws(() => test.client.join('\udc00'), { code: 'invalid_content' });
    assert.throws(() => test.client.join('   '), TypeError);
    assert.equal(test.socket.all('chat_message').length, 0);
    test.room.send('whole \u{1f600}');
    assert.equal(test.socket.all('chat_message').length, 1);
  });
});

describe('The outbox', () => {
  it('is bounded in number', async () => {
    const test = await inside('tea', {}, { maxPending: 3 });
    test.socket.end(1006);
    const results = [1, 2, 3, 4].map((n) => outcome(test.room.send(`n${n}`)));
    await settle();
    assert.deepEqual(results.map(({ code }) => code), [undefined, undefined, undefined, 'outbox_full']);
  });

  it('is bounded in bytes, over all rooms', async () => {
    const test = await inside('tea', {}, { maxPendingBytes: 1_000 });
    const other = test.client.join('cocoa');
    test.socket.end(1006);
    const first = outcome(test.room.send('é'.repeat(300)));
    const second = outcome(other.send('é'.repeat(300)));
    const third = outcome(other.send('small'));
    await settle();
    assert.deepEqual([first.code, second.code, third.code], [undefined, 'outbox_full', undefined]);
  });

  it('has room again after an acknowledgement', async () => {
    const test = await inside('tea', {}, { maxPending: 1 });
    test.room.send('a');
    await assert.rejects(test.room.send('b'), { code: 'outbox_full' });
    test.socket.acknowledge(1);
    const sent = outcome(test.room.send('c'));
    await settle();
    assert.equal(sent.state, 'pending');
  });

  it('rejects a message in time, as expired or, if it was sent, as outcome_unknown', async () => {
    const test = await inside('tea', {}, { sendTimeoutMs: 9_000, heartbeatMs: 60_000 });
    const sent = outcome(test.room.send('sent'));
    const waiting = outcome(test.room.send('waiting'));
    await test.clock.advance(8_999);
    assert.deepEqual([sent.state, waiting.state], ['pending', 'pending']);
    await test.clock.advance(1);
    assert.deepEqual([sent.code, waiting.code], ['outcome_unknown', 'expired']);
    // A late acknowledgement is ignored.
    test.socket.acknowledge(1);
    assert.equal(test.client.pending, 0);
  });

  it('rejects messages when the client does not reconnect', async () => {
    const test = await inside();
    const results = ['a', 'b'].map((text) => outcome(test.room.send(text)));
    test.socket.end(4002);
    await settle();
    assert.deepEqual(results.map(({ code }) => code), ['outcome_unknown', 'closed']);
    await assert.rejects(test.room.send('c'), { code: 'closed' });
    assert.equal(test.clock.size, 0);
  });

  it('rejects messages of a room that is left, but not one in flight', async () => {
    const test = await inside('tea', { seq: 3 });
    const [first, second] = ['a', 'b'].map((text) => outcome(test.room.send(text)));
    test.room.leave();
    await settle();
    assert.deepEqual([first.state, second.code], ['pending', 'left']);
    test.socket.acknowledge(4);
    await settle();
    assert.deepEqual([first.value.epoch, first.value.seq], ['E', 4]);
  });

  it('rejects a message in flight of a room that is left when the connection is lost', async () => {
    const test = await inside();
    const sent = outcome(test.room.send('a'));
    test.room.leave();
    test.socket.end(1006);
    await settle();
    assert.equal(sent.code, 'outcome_unknown');
  });

  it('outlasts many connections', async () => {
    const test = await inside('tea', { seq: 1 }, { sendTimeoutMs: 3_600_000 });
    const sent = outcome(test.room.send('hello'));
    const ids = new Set();
    for (let i = 0; i < 20; i += 1) {
      ids.add(test.socket.last('chat_message').clientMessageId);
      test.socket.end(1006);
      await nextAttempt(test);
      test.socket.accept({ resumed: true });
      test.socket.enter('tea', { seq: 1, complete: true }, 'hello');
    }
    test.socket.acknowledge(2);
    test.socket.receive(echo(test.socket.last('chat_message'), 2));
    await settle();
    assert.equal(sent.value.seq, 2);
    assert.equal(ids.size, 1);
  });
});
