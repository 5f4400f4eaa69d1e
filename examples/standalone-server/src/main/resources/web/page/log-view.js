import { avatarOf, byId, element, showList } from './elements.js';

/** Messages of one author that follow each other within this time stand under one name. */
const TOGETHER_MS = 5 * 60_000;

/** Who is so close to the end is taken to follow the conversation. */
const NEAR_END_PX = 80;

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

const STATES = {
  waiting: 'Waiting for the connection',
  sent: 'Sending …',
  unconfirmed: 'The connection was lost: it may have arrived or not.',
};

/** Shows the messages of one conversation, and follows its end. */
export class LogView {
  #log = byId('log');
  #toEnd = byId('to-end');
  #key = null;
  #following = true;
  #retry;
  #discard;

  /** @param calls what to do with a message that is not confirmed: `retry(key)`, `discard(key)` */
  constructor({ retry, discard }) {
    this.#retry = retry;
    this.#discard = discard;
    this.#log.addEventListener('scroll', () => this.#scrolled());
    this.#toEnd.addEventListener('click', () => this.#goToEnd());
    new ResizeObserver(() => this.#following && this.#goToEnd()).observe(this.#log);
  }

  /**
   * @param {string} key of the conversation
   * @param {Array} entries as of a timeline
   * @param {Array} outgoing as of the outbox
   * @param {{username: string, isOwn: (userId: string) => boolean}} me
   */
  show(key, entries, outgoing, me) {
    const another = key !== this.#key;
    if (another) {
      // What was said before is not read out.
      this.#log.setAttribute('aria-live', 'off');
      this.#log.replaceChildren();
      this.#key = key;
      this.#following = true;
    }
    const lastBefore = this.#log.lastElementChild?.dataset.key;
    const rows = withDays([
      ...entries.map((entry) => rowOf(entry, me)),
      ...outgoing.map((item) => outgoingRow(item, me)),
    ]);
    showList(
      this.#log,
      rows,
      (row) => this.#make(row),
      (shown, row) => this.#update(shown, row),
    );
    if (this.#following) {
      this.#goToEnd();
    } else if (this.#log.lastElementChild?.dataset.key !== lastBefore) {
      this.#toEnd.hidden = false;
    }
    if (another) {
      requestAnimationFrame(() => this.#log.setAttribute('aria-live', 'polite'));
    }
  }

  /** Shows the end, as after sending something. */
  follow() {
    this.#following = true;
    this.#goToEnd();
  }

  #make(row) {
    if (row.kind === 'day' || row.kind === 'notice') {
      return element('li', { className: row.kind, text: row.text });
    }
    const time = element('time', {
      text: TIME.format(row.at),
      datetime: row.at.toISOString(),
      title: FULL.format(row.at),
    });
    const author = element('span', { className: 'author', text: row.username });
    const head = element('div', { className: 'head' }, author);
    if (row.own) {
      head.append(element('span', { className: 'you', text: 'you' }));
    }
    head.append(time);
    const text = element('p', { className: 'text', text: row.content });
    const body = element('div', { className: 'body' }, head, text);
    return element('li', { className: 'message' }, avatarOf(row.username), body);
  }

  #update(shown, row) {
    if (row.kind !== 'message' && row.kind !== 'outgoing') {
      return;
    }
    shown.classList.toggle('own', row.own);
    shown.classList.toggle('together', row.together);
    shown.classList.toggle('pending', row.kind === 'outgoing');
    if (row.kind === 'outgoing') {
      // Read out once, when it is confirmed; before that only if something is wrong.
      const quiet = row.state === 'waiting' || row.state === 'sent';
      shown.ariaHidden = quiet ? 'true' : null;
    }
    if (row.kind === 'outgoing' && shown.dataset.state !== row.state) {
      shown.dataset.state = row.state;
      shown.querySelector('.outcome')?.remove();
      shown.querySelector('.body').append(this.#outcome(row));
    }
  }

  #outcome({ key, state, error }) {
    const outcome = element('div', { className: 'outcome', text: STATES[state] ?? error });
    if (state === 'unconfirmed' || state === 'refused') {
      outcome.append(
        this.#action('Send again', () => this.#retry(key)),
        this.#action('Discard', () => this.#discard(key)),
      );
    }
    return outcome;
  }

  #action(text, act) {
    const button = element('button', { className: 'link', text, type: 'button' });
    button.addEventListener('click', act);
    return button;
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#log;
    this.#following = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    if (this.#following) {
      this.#toEnd.hidden = true;
    }
  }

  #goToEnd() {
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#toEnd.hidden = true;
  }
}

function rowOf(entry, me) {
  if (entry.kind === 'notice') {
    return { key: entry.key, kind: 'notice', text: entry.text, at: new Date(entry.at) };
  }
  const { username, content, timestamp, userId } = entry.message;
  const at = new Date(timestamp);
  return { key: entry.key, kind: 'message', username, content, at, own: me.isOwn(userId) };
}

function outgoingRow({ key, content, state, error, writtenAt }, me) {
  const at = new Date(writtenAt);
  return { key, kind: 'outgoing', username: me.username, content, state, error, at, own: true };
}

/** Puts a line before the first message of each day, and tells which rows stand together. */
function withDays(rows) {
  const result = [];
  let before = null;
  for (const row of rows) {
    const day = DAY.format(row.at);
    if (row.kind !== 'notice' && (before === null || before.day !== day)) {
      result.push({ key: `day-${day}-${row.key}`, kind: 'day', text: day, at: row.at });
      before = null;
    }
    const together =
      row.kind !== 'notice' &&
      before?.username === row.username &&
      row.at - before.at < TOGETHER_MS;
    result.push({ ...row, together });
    before = { username: row.username, at: row.at, day: row.kind === 'notice' ? before?.day : day };
  }
  return result;
}
