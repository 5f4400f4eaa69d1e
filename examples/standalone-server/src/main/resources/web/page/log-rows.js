/** Messages of one user within this time are grouped under one name. */
const TOGETHER_MS = 5 * 60_000;

const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const DAY_AND_YEAR = new Intl.DateTimeFormat(undefined, { dateStyle: 'full' });
const DAY_MS = 24 * 60 * 60_000;

/**
 * The rows that show a conversation, each with a unique `key` and a `kind`:
 * - `top`: above the messages (`state`: `more`, `loading`, `failed`, `beginning`, or `full`:
 *   more than fits here; `empty` if there are no messages, `unknown` if that is not known yet);
 * - `day`: a new day begins;
 * - `new`: the next messages are unread;
 * - `notice`;
 * - `message`: a message (`state`: `sent`, `pending`, `failed`).
 *
 * @param conversation the conversation
 * @param {{username: string, isOwn: (userId: string) => boolean}} me
 * @param {number} now milliseconds since 1970
 */
export function rowsOf(conversation, me, now) {
  const { timeline, outgoing, firstUnread } = conversation;
  const stored = timeline.entries.map((entry) => rowOf(entry, me));
  const rows = [...stored, ...outgoing.map((item) => outgoingRow(item, me))];
  const last = rows.findLast(({ own }) => own);
  if (last !== undefined && last.state === 'sent') {
    last.isLastOwn = true;
  }
  return [topRow(conversation), ...separated(rows, firstUnread, now)];
}

function topRow(conversation) {
  return { key: 'top', kind: 'top', state: topState(conversation) };
}

function topState({ timeline, outgoing, isLoading, loadingFailed, isJoined }) {
  if (timeline.hasOlder) {
    return isLoading ? 'loading' : loadingFailed ? 'failed' : 'more';
  }
  if (!timeline.isWhole) {
    return 'full';
  }
  if (timeline.hasMessages || outgoing.length > 0) {
    return 'beginning';
  }
  return isJoined === false ? 'unknown' : 'empty';
}

function rowOf(entry, me) {
  if (entry.kind === 'notice') {
    return { key: entry.key, kind: 'notice', text: entry.text, at: new Date(entry.at) };
  }
  const { username, content, timestamp, userId, deleted, editedAt } = entry.message;
  return {
    key: entry.key,
    kind: 'message',
    state: 'sent',
    username,
    content: deleted ? 'This message was deleted.' : content,
    isEdited: editedAt !== undefined && !deleted,
    at: timeOf(timestamp),
    own: me.isOwn(userId),
  };
}

/** @returns {?Date} null if the time is not valid */
function timeOf(timestamp) {
  const at = new Date(Date.parse(timestamp));
  return Number.isNaN(at.getTime()) ? null : at;
}

function outgoingRow({ key, content, state, error, writtenAt }, me) {
  const at = new Date(writtenAt);
  return { key, kind: 'message', state, username: me.username, content, error, at, own: true };
}

/** Inserts rows between days and before unread messages, and marks rows of a group. */
function separated(rows, firstUnread, now) {
  const result = [];
  let before = null;
  let day = null;
  for (const row of rows) {
    if (row.kind === 'message' && row.at !== null && row.at.toDateString() !== day) {
      day = row.at.toDateString();
      result.push({ key: `day-${row.key}`, kind: 'day', text: dayOf(row.at, now) });
      before = null;
    }
    if (row.key === firstUnread) {
      result.push({ key: 'new', kind: 'new' });
      before = null;
    }
    const isTogether =
      row.kind === 'message' &&
      before?.kind === 'message' &&
      before.username === row.username &&
      before.own === row.own &&
      before.at !== null &&
      row.at !== null &&
      row.at - before.at < TOGETHER_MS;
    result.push({ ...row, isTogether });
    before = row;
  }
  return result;
}

function dayOf(at, now) {
  const isDay = (time) => at.toDateString() === new Date(time).toDateString();
  if (isDay(now)) {
    return 'Today';
  }
  if (isDay(now - DAY_MS)) {
    return 'Yesterday';
  }
  return (now - at < 180 * DAY_MS ? DAY : DAY_AND_YEAR).format(at);
}
