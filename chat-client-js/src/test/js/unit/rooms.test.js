import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { comeBack, inside, nextAttempt, online, outcome, said, settle, start, watch } from './fakes.js';

const page = (room, numbers, fields) => ({ messages: said(room, ...numbers), ...fields });

describe('A room', () => {
  it('is joined when the client is online, and shows its history and then live messages', async () => {
    const test = start();
    const room = test.client.join('  Tea ');
    const seen = watch(room);
    const joined = outcome(room.joined);
    test.socket.accept();
    assert.deepEqual(
      test.socket.all('join_room').map(({ room: name, keep, since }) => ({ name, keep, since })),
      [{ name: 'tea', keep: true, since: undefined }],
    );
    test.socket.enter('tea', { seq: 3, messages: said('tea', 2, 3) });
    await settle();
    assert.equal(joined.state, 'fulfilled');
    assert.equal(room.state, 'joined');
    test.socket.receive(...said('tea', 4));
    assert.deepEqual(seen.batches, [
      { live: false, numbers: [2, 3] },
      { live: true, numbers: [4] },
    ]);
    assert.deepEqual(room.position, { epoch: 'E', seq: 4 });
    assert.deepEqual(seen.incomplete, []);
  });

  it('is one object until it is left', async () => {
    const { client } = await online();
    assert.equal(client.join('tea'), client.join(' TEA'));
    assert.deepEqual(client.rooms.map(({ name }) => name), ['tea']);
  });

  it('gives its messages with the epoch and without the fields of the frame', async () => {
    const test = await inside('tea', { seq: 1, messages: [] });
    const messages = [];
    test.room.on('messages', (event) => messages.push(...event.messages));
    test.socket.receive({ ...said('tea', 2)[0], ref: '9' });
    assert.deepEqual(messages, [
      {
        id: 'm2',
        room: 'tea',
        userId: 'u2',
        username: 'bob',
        content: 'said 2',
        timestamp: messages[0].timestamp,
        seq: 2,
        epoch: 'E',
      },
    ]);
  });

  it('has each message once', async () => {
    const test = await inside();
    test.socket.receive(...said('tea', 1, 2, 2, 1, 3));
    assert.deepEqual(test.seen.numbers, [1, 2, 3]);
  });

  it('is separate from other rooms', async () => {
    const test = await inside();
    const cocoa = test.client.join('cocoa');
    const seen = watch(cocoa);
    test.socket.enter('cocoa', { seq: 40, messages: said('cocoa', 40) });
    test.socket.receive(...said('tea', 1), ...said('cocoa', 41), ...said('tea', 2), ...said('other', 1));
    assert.deepEqual([test.seen.numbers, seen.numbers], [[1, 2], [40, 41]]);
  });

  it('takes the name that the server writes', async () => {
    const test = await online();
    const room = test.client.join('\u0130stanbul');
    const { room: asked } = test.socket.last('join_room');
    test.socket.enter('istanbul', { asked });
    assert.notEqual(asked, 'istanbul');
    assert.deepEqual([room.name, room.state], ['istanbul', 'joined']);
  });

  it('is found by the given name, and by the name that the server writes', async () => {
    const test = await online();
    const room = test.client.join('ΟΔΟΣ_A');
    const { room: asked } = test.socket.last('join_room');
    const name = 'οδοσ_a';
    assert.notEqual(asked, name);
    test.socket.enter(name, { asked });
    await room.joined;
    assert.equal(test.client.join('ΟΔΟΣ_A'), room);
    assert.equal(test.client.join(name), room);
    assert.equal(test.socket.all('join_room').length, 1);
    assert.deepEqual(test.client.rooms, [room]);
  });

  it('is refused if the server takes it for another room of the client', async () => {
    const test = await inside('b');
    const other = test.client.join('a');
    const { ref } = test.socket.last('join_room', { room: 'a' });
    test.socket.receive({ type: 'room_joined', room: 'b', epoch: 'E', seq: 0, revision: 0, ref });
    await assert.rejects(other.joined, { code: 'same_room' });
    test.socket.receive(...said('b', 1));
    assert.deepEqual(test.seen.numbers, [1]);
    assert.deepEqual(test.client.rooms, [test.room]);
  });

  it('is refused with the server’s code, and not joined again', async () => {
    const test = await online();
    const room = test.client.join('secret');
    const joined = outcome(room.joined);
    const sent = outcome(room.send('x'));
    const states = [];
    room.on('state', ({ state, error }) => states.push([state, error?.code]));
    test.socket.refuse('join_room', 'forbidden');
    await settle();
    assert.deepEqual([joined.code, sent.code], ['forbidden', 'forbidden']);
    assert.deepEqual(states, [['refused', 'forbidden']]);
    assert.deepEqual(test.client.rooms, []);
    await comeBack(test, {});
    assert.equal(test.socket.all('join_room').length, 0);
    await assert.rejects(room.send('y'), { code: 'left' });
  });

  it('is joined again later if the server is busy', async () => {
    const test = await online();
    test.client.join('tea');
    for (const code of ['overloaded', 'internal']) {
      const before = test.socket.all('join_room').length;
      const { ref } = test.socket.last('join_room');
      test.socket.receive({ type: 'error', code, message: 'busy', ref });
      await test.clock.advance(5_000);
      assert.equal(test.socket.all('join_room').length, before + 1);
    }
  });

  it('reports its members, and who joins and leaves', async () => {
    const test = await inside('tea', { users: [{ id: 'u2', username: 'bob' }] });
    const events = [];
    test.room.on('members', ({ members, joined, left }) =>
      events.push([members, joined, left].map((list) => list.map(({ username }) => username).join())),
    );
    test.socket.receive(
      { type: 'user_joined', room: 'tea', userId: 'u3', username: 'cem' },
      { type: 'user_left', room: 'tea', userId: 'u2', username: 'bob' },
    );
    assert.deepEqual(events, [['ann,bob,cem', 'cem', ''], ['ann,cem', '', 'bob']]);
    assert.deepEqual(test.room.members, [
      { id: 'u1', username: 'ann' },
      { id: 'u3', username: 'cem' },
    ]);
  });

  it('can be left, and then has no more events', async () => {
    const test = await inside();
    const left = outcome(test.room.leave());
    const frame = test.socket.last('leave_room');
    assert.equal(frame.room, 'tea');
    test.socket.receive(...said('tea', 1), { type: 'room_left', room: 'tea', ref: frame.ref });
    await settle();
    assert.equal(left.state, 'fulfilled');
    assert.deepEqual(test.seen.numbers, []);
    assert.equal(test.room.state, 'left');
    await test.room.leave();
  });

  it('that was left and joined again ignores late frames', async () => {
    const test = await inside('tea', { seq: 5, messages: said('tea', 5) });
    test.room.leave();
    const { ref } = test.socket.last('leave_room');
    const again = test.client.join('tea');
    const seen = watch(again);
    assert.notEqual(again, test.room);
    assert.equal(test.socket.last('join_room').since, undefined);
    test.socket.receive(...said('tea', 6), { type: 'room_left', room: 'tea', ref }, ...said('tea', 7));
    test.socket.enter('tea', { seq: 7, messages: said('tea', 6, 7) });
    test.socket.receive(...said('tea', 8));
    assert.deepEqual(seen.numbers, [6, 7, 8]);
    assert.deepEqual(test.seen.numbers, [5]);
  });

  it('from which the server removes the client is joined again at its position', async () => {
    const test = await inside('tea', { seq: 5, messages: said('tea', 5) });
    test.socket.receive({ type: 'room_left', room: 'tea' });
    assert.deepEqual(test.socket.last('join_room').since, { epoch: 'E', seq: 5, revision: 0 });
  });
});

describe('A client that reconnects', () => {
  it('sends its positions, and shows exactly what it missed', async () => {
    const test = await inside('tea', { seq: 7, revision: 2, messages: said('tea', 6, 7) });
    test.socket.receive(...said('tea', 8));
    await comeBack(test);
    assert.deepEqual(test.socket.last('hello').rooms, { tea: { epoch: 'E', seq: 8, revision: 2 } });
    assert.deepEqual(test.socket.all('join_room'), []);
    test.socket.enter('tea', { seq: 10, revision: 3, messages: said('tea', 9, 10), complete: true }, 'hello');
    test.socket.receive(...said('tea', 11));
    test.socket.caughtUp();
    assert.deepEqual(test.seen.numbers, [6, 7, 8, 9, 10, 11]);
    assert.deepEqual(test.seen.incomplete, []);
    assert.deepEqual(test.socket.all('join_room'), []);
    await comeBack(test);
    assert.deepEqual(test.socket.last('hello').rooms, { tea: { epoch: 'E', seq: 11, revision: 3 } });
  });

  it('shows a message once that comes twice', async () => {
    const test = await inside('tea', { seq: 7, messages: said('tea', 6, 7) });
    await comeBack(test);
    test.socket.enter('tea', { seq: 9, messages: said('tea', 6, 7, 8, 9), complete: true }, 'hello');
    test.socket.receive(...said('tea', 8, 9, 10));
    assert.deepEqual(test.seen.numbers, [6, 7, 8, 9, 10]);
  });

  it('reads what it missed in pages, and continues after the last page it has', async () => {
    const test = await inside('tea', { seq: 1, messages: said('tea', 1) });
    await comeBack(test);
    const { ref } = test.socket.last('hello');
    test.socket.receive(
      { type: 'room_joined', room: 'tea', epoch: 'E', seq: 6, revision: 9, ref },
      { type: 'message_history', room: 'tea', ref, ...page('tea', [2, 3], { complete: true, more: true }) },
    );
    assert.deepEqual(test.seen.numbers, [1, 2, 3]);
    await comeBack(test);
    // The updates have not come, so the revision is that of before.
    assert.deepEqual(test.socket.last('hello').rooms, { tea: { epoch: 'E', seq: 3, revision: 0 } });
    const pages = [page('tea', [4, 5], { complete: true, more: true }), page('tea', [6])];
    test.socket.enter('tea', { seq: 6, pages }, 'hello');
    assert.deepEqual(test.seen.numbers, [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(test.seen.incomplete, []);
  });

  it('joins a room again with its position if the server does not resume it', async () => {
    const test = await inside('tea', { seq: 2, messages: said('tea', 2) });
    const cocoa = watch(test.client.join('cocoa'));
    test.socket.enter('cocoa', { epoch: 'C', seq: 4, messages: said('cocoa', 4) });
    await comeBack(test);
    test.socket.enter('tea', { seq: 2, complete: true }, 'hello');
    assert.deepEqual(test.socket.all('join_room'), []);
    test.socket.caughtUp();
    assert.deepEqual(
      test.socket.all('join_room').map(({ room, since }) => [room, since]),
      [['cocoa', { epoch: 'C', seq: 4, revision: 0 }]],
    );
    test.socket.enter('cocoa', { epoch: 'C', seq: 5, messages: said('cocoa', 5), complete: true });
    assert.deepEqual(cocoa.numbers, [4, 5]);
  });

  it('joins all rooms again with their positions in a new session', async () => {
    const test = await inside('tea', { seq: 2, messages: said('tea', 2) });
    await comeBack(test, { resumed: false, userId: 'u7' });
    assert.deepEqual(test.socket.last('join_room').since, { epoch: 'E', seq: 2, revision: 0 });
    test.socket.enter('tea', { seq: 4, messages: said('tea', 3, 4), complete: true });
    assert.deepEqual(test.seen.numbers, [2, 3, 4]);
    assert.equal(test.states.at(-1).resumed, false);
    assert.ok(test.client.isOwn('u1') && test.client.isOwn('u7'));
  });

  it('leaves a room that the server resumes though it was left', async () => {
    const test = await inside('tea');
    test.socket.end(1006);
    await test.room.leave();
    await nextAttempt(test);
    test.socket.accept({ resumed: true });
    test.socket.receive({
      type: 'room_joined', room: 'tea', epoch: 'E', seq: 0, revision: 0, ref: test.socket.last('hello').ref,
    });
    assert.equal(test.socket.last('leave_room').room, 'tea');
  });

  it('joins a room that it requested on the lost connection', async () => {
    const test = await online();
    const seen = watch(test.client.join('tea'));
    await comeBack(test);
    test.socket.enter('tea', { seq: 9, messages: said('tea', 8, 9) }, 'hello');
    test.socket.caughtUp();
    assert.deepEqual(test.socket.all('join_room'), []);
    assert.deepEqual([seen.numbers, seen.incomplete], [[8, 9], []]);
  });
});

describe('A room is reported as incomplete', () => {
  it('when the oldest of the missed messages are gone', async () => {
    const test = await inside('tea', { seq: 2, messages: said('tea', 2) });
    await comeBack(test);
    test.socket.enter('tea', { seq: 9, messages: said('tea', 8, 9), complete: false }, 'hello');
    test.socket.receive(...said('tea', 10));
    assert.deepEqual(test.seen.numbers, [2, 8, 9, 10]);
    assert.deepEqual(test.seen.incomplete, [{ from: { epoch: 'E', seq: 2 }, to: { epoch: 'E', seq: 7 } }]);
  });

  it('when the log is another one, even if a connection is lost before its history', async () => {
    const test = await inside('tea', { seq: 100, messages: said('tea', 100) });
    await comeBack(test);
    test.socket.receive({
      type: 'room_joined', room: 'tea', epoch: 'F', seq: 500, revision: 0, ref: test.socket.last('hello').ref,
    });
    await comeBack(test);
    assert.deepEqual(test.socket.last('hello').rooms.tea, { epoch: 'E', seq: 100, revision: 0 });
    test.socket.enter('tea', { epoch: 'F', seq: 500, messages: said('tea', 500), complete: false }, 'hello');
    assert.deepEqual(test.seen.numbers, [100, 500]);
    assert.deepEqual(test.seen.incomplete, [{ from: { epoch: 'E', seq: 100 }, to: { epoch: 'F', seq: 499 } }]);
    assert.deepEqual(test.room.position, { epoch: 'F', seq: 500 });
  });

  it('when all missed messages are gone', async () => {
    const test = await inside('tea', { seq: 2, messages: said('tea', 2) });
    await comeBack(test);
    test.socket.enter('tea', { seq: 9, messages: [], complete: false }, 'hello');
    test.socket.receive(...said('tea', 10));
    assert.deepEqual(test.seen.numbers, [2, 10]);
    assert.deepEqual(test.seen.incomplete, [{ from: { epoch: 'E', seq: 2 }, to: { epoch: 'E', seq: 9 } }]);
  });

  it('when the log has become shorter, and shows nothing twice', async () => {
    const test = await inside('tea', { seq: 10, messages: said('tea', 9, 10) });
    await comeBack(test);
    test.socket.enter('tea', { seq: 8, messages: said('tea', 7, 8), complete: false }, 'hello');
    test.socket.receive(...said('tea', 9));
    assert.deepEqual(test.seen.numbers, [9, 10, 9]);
    assert.equal(test.seen.incomplete.length, 1);
  });

  it('when the history ends before the announced position', async () => {
    const test = await inside('tea', { seq: 2, messages: said('tea', 2) });
    await comeBack(test);
    const pages = [page('tea', [3], { complete: true, more: true }), page('tea', [5])];
    test.socket.enter('tea', { seq: 7, pages }, 'hello');
    test.socket.receive(...said('tea', 8));
    assert.deepEqual(test.seen.numbers, [2, 3, 5, 8]);
    assert.deepEqual(test.seen.incomplete, [
      { from: { epoch: 'E', seq: 3 }, to: { epoch: 'E', seq: 4 } },
      { from: { epoch: 'E', seq: 5 }, to: { epoch: 'E', seq: 7 } },
    ]);
  });

  it('but not when its history can be read later', async () => {
    const test = await inside('tea', { seq: 2, messages: said('tea', 2) });
    await comeBack(test);
    test.socket.refuse('hello', 'store_unavailable', { room: 'tea' });
    test.socket.enter('tea', { epoch: '0', seq: 0, messages: [], complete: false }, 'hello');
    test.socket.caughtUp();
    test.socket.receive(...said('tea', 5));
    await test.clock.advance(1_000);
    const join = test.socket.last('join_room');
    assert.deepEqual(join.since, { epoch: 'E', seq: 2, revision: 0 });
    test.socket.receive({ type: 'error', code: 'store_unavailable', message: 'history', ref: join.ref });
    test.socket.enter('tea', { epoch: '0', seq: 0, messages: [], complete: false });
    await test.clock.advance(2_000);
    assert.equal(test.socket.all('join_room').length, 2);
    test.socket.enter('tea', { seq: 5, messages: said('tea', 3, 4, 5), complete: true });
    assert.deepEqual(test.seen.numbers, [2, 3, 4, 5]);
    assert.deepEqual(test.seen.incomplete, []);
  });

  it('but not when live messages have a gap, which is read', async () => {
    const test = await inside('tea', { seq: 2, messages: said('tea', 2) });
    test.socket.receive(...said('tea', 3, 5, 6));
    assert.deepEqual(test.seen.numbers, [2, 3]);
    assert.deepEqual(test.socket.last('join_room').since, { epoch: 'E', seq: 3, revision: 0 });
    test.socket.enter('tea', { seq: 6, messages: said('tea', 4, 5, 6), complete: true });
    test.socket.receive(...said('tea', 7));
    assert.deepEqual(test.seen.numbers, [2, 3, 4, 5, 6, 7]);
    assert.deepEqual(test.seen.incomplete, []);
  });
});

describe('A log that begins', () => {
  const moved = (epoch, seq) => ({ type: 'room_joined', room: 'tea', epoch, seq, revision: 0 });

  it('keeps the position under its epoch', async () => {
    const test = await inside('tea', { epoch: '0', seq: 0 });
    assert.deepEqual(test.room.position, { epoch: '0', seq: 0 });
    test.socket.receive(moved('E', 0), ...said('tea', 1, 2));
    assert.deepEqual(test.seen.numbers, [1, 2]);
    assert.deepEqual(test.room.position, { epoch: 'E', seq: 2 });
    assert.deepEqual(test.seen.incomplete, []);
  });

  it('while the client was offline is read from its first message', async () => {
    const test = await inside('tea', { epoch: '0', seq: 0 });
    await comeBack(test);
    assert.deepEqual(test.socket.last('hello').rooms.tea, { epoch: '0', seq: 0, revision: 0 });
    test.socket.enter('tea', { seq: 2, messages: said('tea', 1, 2), complete: true }, 'hello');
    assert.deepEqual(test.seen.numbers, [1, 2]);
    assert.deepEqual(test.seen.incomplete, []);
  });

  it('anew is reported as incomplete', async () => {
    const test = await inside('tea', { seq: 9 });
    test.socket.receive(moved('F', 0), ...said('tea', 1));
    assert.deepEqual(test.seen.numbers, [1]);
    assert.deepEqual(test.seen.incomplete, [{ from: { epoch: 'E', seq: 9 }, to: { epoch: 'F', seq: 0 } }]);
  });

  it('ahead of the client’s position leaves no gap', async () => {
    const test = await inside('tea', { seq: 9 });
    test.socket.receive(moved('E', 12));
    assert.deepEqual(test.socket.last('join_room').since, { epoch: 'E', seq: 9, revision: 0 });
    const other = await inside('tea', { epoch: '0', seq: 0 });
    other.socket.receive(moved('E', 3));
    assert.deepEqual(other.socket.last('join_room').since, { epoch: '0', seq: 0, revision: 0 });
  });
});

describe('Updates', () => {
  const updated = (seq, revision) => ({
    type: 'message_updated',
    room: 'tea',
    message: { ...said('tea', seq)[0], content: 'changed', revision },
  });

  it('cause events, and move the revision of the position', async () => {
    const test = await inside('tea', { seq: 2, revision: 4, messages: said('tea', 2) });
    const changes = [];
    test.room.on('updated', ({ message }) => changes.push([message.seq, message.content]));
    test.socket.receive(updated(2, 5));
    await comeBack(test);
    assert.equal(test.socket.last('hello').rooms.tea.revision, 5);
    const { ref } = test.socket.last('hello');
    test.socket.receive(
      { type: 'room_joined', room: 'tea', epoch: 'E', seq: 2, revision: 6, ref },
      { type: 'message_history', room: 'tea', messages: [], complete: true, ref },
      updated(1, 6),
    );
    assert.deepEqual(changes, [[2, 'changed'], [1, 'changed']]);
  });
});

describe('The history', () => {
  it('is read in pages', async () => {
    const test = await inside();
    const read = outcome(test.room.history({ before: 50, limit: 2 }));
    const { ref, ...frame } = test.socket.last('get_history');
    assert.deepEqual(frame, { type: 'get_history', room: 'tea', before: 50, limit: 2 });
    test.socket.receive({ type: 'history_page', room: 'tea', messages: said('tea', 48, 49), hasMore: true, ref });
    await settle();
    assert.deepEqual(read.value.messages.map(({ seq, type }) => [seq, type]), [[48, undefined], [49, undefined]]);
    assert.equal(read.value.hasMore, true);
    assert.deepEqual(test.seen.numbers, []);
  });

  it('is requested again when the connection was lost', async () => {
    const test = await inside();
    const read = outcome(test.room.history());
    await comeBack(test);
    const { ref } = test.socket.last('get_history');
    test.socket.receive({ type: 'history_page', room: 'tea', messages: [], hasMore: false, ref });
    await settle();
    assert.deepEqual(read.value, { messages: [], hasMore: false });
  });

  it('fails with the server’s code', async () => {
    const test = await inside('tea', {}, { requestTimeoutMs: 4_000 });
    const refused = outcome(test.room.history({ limit: 1_000 }));
    test.socket.refuse('get_history', 'invalid_frame');
    const late = outcome(test.room.history());
    await test.clock.advance(4_000);
    const over = outcome(test.room.history());
    test.socket.end(4002);
    await settle();
    assert.deepEqual([refused.code, late.code, over.code], ['invalid_frame', 'timeout', 'closed']);
  });
});

describe('Typing', () => {
  it('is sent rarely, again before it expires, and ended', async () => {
    const test = await inside();
    await test.clock.advance(2_000);
    for (let i = 0; i < 40; i += 1) {
      test.room.typing();
      await test.clock.advance(100);
    }
    assert.equal(test.socket.all('typing_start', { room: 'tea' }).length, 2);
    assert.equal(test.socket.all('typing_stop').length, 0);
    await test.clock.advance(6_000);
    assert.equal(test.socket.all('typing_stop', { room: 'tea' }).length, 1);
    test.room.typing();
    test.room.stopTyping();
    test.room.stopTyping();
    assert.equal(test.socket.all('typing_stop').length, 2);
  });

  it('ends when the message is sent', async () => {
    const test = await inside();
    await test.clock.advance(2_000);
    test.room.typing();
    test.room.send('x');
    await test.clock.advance(10_000);
    assert.equal(test.socket.all('typing_stop').length, 0);
  });

  it('of others expires, and ends with a message, when they leave, or with the connection', async () => {
    const test = await inside('tea', { users: [{ id: 'u2', username: 'bob' }] });
    const seen = [];
    test.room.on('typing', ({ users }) => seen.push(users.map(({ username }) => username).join()));
    const typing = (isTyping) =>
      test.socket.receive({ type: 'typing_indicator', room: 'tea', userId: 'u2', username: 'bob', isTyping });
    typing(true);
    await test.clock.advance(5_000);
    typing(true);
    await test.clock.advance(5_999);
    assert.deepEqual(seen, ['bob']);
    await test.clock.advance(1);
    assert.deepEqual(seen.splice(0), ['bob', '']);
    typing(true);
    test.socket.receive(...said('tea', 1));
    typing(true);
    typing(false);
    typing(true);
    test.socket.receive({ type: 'user_left', room: 'tea', userId: 'u2', username: 'bob' });
    typing(true);
    test.socket.end(1006);
    assert.deepEqual(seen, ['bob', '', 'bob', '', 'bob', '', 'bob', '']);
    assert.deepEqual(test.room.typingUsers, []);
  });
});

describe('Listeners', () => {
  it('cannot be added for an unknown event, and can be removed', async () => {
    const test = await inside();
    assert.throws(() => test.room.on('message', () => {}), /messages/u);
    assert.throws(() => test.room.on('messages', 'no'), /function/u);
    const numbers = [];
    const off = test.room.on('messages', ({ messages }) => numbers.push(messages[0].seq));
    test.socket.receive(...said('tea', 1));
    off();
    test.socket.receive(...said('tea', 2));
    assert.deepEqual(numbers, [1]);
  });

  it('that throw do not keep others from being called', async () => {
    const thrown = [];
    const catching = (error) => thrown.push(error.message);
    const before = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', catching);
    try {
      const test = await inside();
      test.room.on('messages', () => {
        throw new Error('mine');
      });
      const numbers = watch(test.room).numbers;
      test.socket.receive(...said('tea', 1, 2));
      await settle();
      assert.deepEqual(numbers, [1, 2]);
      assert.deepEqual(thrown, ['mine', 'mine']);
    } finally {
      process.removeListener('uncaughtException', catching);
      before.forEach((listener) => process.on('uncaughtException', listener));
    }
  });
});
