import { piecesOf } from '../chat/links.js';
import { avatarOf, element } from './elements.js';

const TIME = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

/** Why a message was not sent, by error code. For other codes the server's text is shown. */
const REASONS = {
  closed: 'Not sent: the chat was closed.',
  expired: 'Not sent: there was no connection for too long.',
  left: 'Not sent: you are not in this room.',
  muted: 'Not sent: you may not write here at the moment.',
  outbox_full: 'Not sent: too much waits to be sent already.',
  outcome_unknown: 'The connection was lost: this may have arrived or not.',
  overloaded: 'Not sent: the server is busy.',
  rate_limited: 'Not sent: that was too fast.',
  user_not_found: 'Not sent: nobody of this name is here.',
};

/** Makes and updates the element of one message. */
export class MessageView {
  #retry;
  #discard;

  /** @param calls `retry(key)` and `discard(key)` of a failed message */
  constructor({ retry, discard }) {
    this.#retry = retry;
    this.#discard = discard;
  }

  make({ username, at, own }) {
    const head = element('div', { className: 'head' }, element('span', { className: 'author', text: username }));
    if (own) {
      head.append(element('span', { className: 'you', text: 'you' }));
    }
    if (at !== null) {
      head.append(timeOf(at));
    }
    const text = element('p', { className: 'text', dir: 'auto' });
    return element(
      'li',
      { className: 'message' },
      avatarOf(username),
      element('span', { className: 'when', text: shortTime(at), 'aria-hidden': 'true' }),
      element('div', { className: 'body' }, head, text),
      element('div', { className: 'outcome', hidden: '' }),
    );
  }

  update(shown, row) {
    const { content, state, own, isTogether, isEdited } = row;
    shown.classList.toggle('own', own);
    shown.classList.toggle('together', isTogether);
    shown.classList.toggle('pending', state === 'pending');
    shown.classList.toggle('failed', state === 'failed');
    const text = shown.querySelector('.text');
    const now = isEdited ? `${content} (edited)` : content;
    if (text.textContent !== now) {
      text.replaceChildren(...piecesOf(now).map(pieceOf));
    }
    const outcome = outcomeOf(row);
    if (shown.dataset.outcome !== outcome) {
      shown.dataset.outcome = outcome;
      this.#showOutcome(shown.querySelector('.outcome'), outcome, row);
    }
  }

  #showOutcome(shown, outcome, { key, state }) {
    shown.hidden = outcome === '';
    shown.replaceChildren(element('span', { text: outcome }));
    if (state === 'failed') {
      shown.append(
        action('Try again', () => this.#retry(key)),
        action('Discard', () => this.#discard(key)),
      );
    }
  }
}

function timeOf(at) {
  const time = element('time', { text: TIME.format(at), datetime: at.toISOString() });
  time.title = FULL.format(at);
  return time;
}

/** The time without AM and PM: there is little room beside a message. */
function shortTime(at) {
  if (at === null) {
    return '';
  }
  const parts = TIME.formatToParts(at).filter(({ type }) => type !== 'dayPeriod');
  return parts.map(({ value }) => value).join('').trim();
}

function outcomeOf({ state, error, isLastOwn }) {
  switch (state) {
    case 'pending':
      return 'Sending …';
    case 'failed':
      return REASONS[error.code] ?? `Not sent: ${error.message}`;
    default:
      return isLastOwn ? 'Sent' : '';
  }
}

function pieceOf({ text, href }) {
  return href === undefined
    ? document.createTextNode(text)
    : element('a', { text, href, target: '_blank', rel: 'noopener noreferrer nofollow ugc' });
}

function action(text, act) {
  const button = element('button', { className: 'link', text, type: 'button' });
  button.addEventListener('click', act);
  return button;
}
