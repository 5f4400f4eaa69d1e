import { byId, element, showList } from './elements.js';
import { rowsOf } from './log-rows.js';
import { MessageView } from './message-view.js';

/** A user this close to the end follows the conversation. */
const NEAR_END_PX = 80;

/** Older messages are loaded when fewer screens than this remain above. */
const SCREENS_AHEAD = 1;

/** Shows the messages of one conversation. It follows the end, or keeps the text in view still. */
export class LogView {
  #scroller = byId('log-scroll');
  #log = byId('log');
  #toEnd = byId('to-end');
  #messages;
  #conversation = null;
  #following = true;

  /** The scroll position of the end at the view's last scroll to it. */
  #endTop = 0;

  #followed;
  #olderWanted;

  /**
   * @param calls `retry(key)` and `discard(key)` of a failed message; `olderWanted()`: the user is
   *     near the first loaded message; `followed(isFollowing)`: the user has come to the end, or
   *     has gone up from it
   */
  constructor({ retry, discard, olderWanted, followed }) {
    this.#messages = new MessageView({ retry, discard });
    this.#olderWanted = olderWanted;
    this.#followed = followed;
    this.#scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.#toEnd.addEventListener('click', () => {
      this.goToEnd();
      this.#scroller.focus();
    });
    new ResizeObserver(() => this.#following && this.goToEnd()).observe(this.#scroller);
  }

  /** Whether the end is on the screen, and stays there. */
  get isFollowing() {
    // The scroll event comes only with the next animation frame.
    if (this.#following && this.#scroller.scrollTop < this.#endTop) {
      this.#follow(this.#isNearEnd());
    }
    return this.#following;
  }

  /**
   * @param conversation what to show
   * @param {{username: string, isOwn: (userId: string) => boolean}} me
   */
  show(conversation, me) {
    const isAnother = conversation !== this.#conversation;
    if (isAnother) {
      this.#log.replaceChildren();
      this.#conversation = conversation;
    }
    const anchor = isAnother || this.isFollowing ? null : this.#anchor();
    showList(
      this.#log,
      rowsOf(conversation, me, Date.now()),
      (row) => this.#make(row),
      (shown, row) => this.#update(shown, row),
    );
    if (isAnother) {
      this.#arrive();
    } else if (this.#following) {
      this.#scrollToEnd();
    } else {
      this.#restore(anchor);
    }
    this.#showButton();
    this.#readAhead();
  }

  /** Scrolls to the end, and follows it. */
  goToEnd() {
    this.#scrollToEnd();
    this.#follow(true);
    this.#showButton();
  }

  /** Scrolls to the first unread message, or to the end. */
  #arrive() {
    this.#scrollToEnd();
    const unread = this.#log.querySelector('.new');
    const above = unread === null ? 0 : unread.getBoundingClientRect().top - this.#top() - 16;
    if (above < 0) {
      this.#scroller.scrollTop += above;
    }
    this.#follow(this.#isNearEnd());
  }

  #make(row) {
    switch (row.kind) {
      case 'message':
        return this.#messages.make(row);
      case 'new':
        return element('li', { className: 'new' }, element('span', { text: 'New' }));
      case 'top':
        return element('li', { className: 'top' });
      default:
        return element('li', { className: row.kind }, element('span', { text: row.text }));
    }
  }

  #update(shown, row) {
    if (row.kind === 'message') {
      this.#messages.update(shown, row);
    } else if (row.kind === 'top' && shown.dataset.state !== row.state) {
      shown.dataset.state = row.state;
      shown.replaceChildren(this.#topOf(row.state));
    }
  }

  #topOf(state) {
    if (state === 'failed') {
      const again = element('button', { className: 'button small', type: 'button', text: 'Try again' });
      again.addEventListener('click', () => this.#olderWanted());
      return element('span', { text: 'Older messages could not be read. ' }, again);
    }
    const { title, isPrivate } = this.#conversation;
    const beginning = isPrivate
      ? `This is the beginning of what you and ${title} wrote.`
      : `This is the beginning of ${title}.`;
    const empty = isPrivate
      ? `Only you and ${title} see what you write here.`
      : `Nothing has been said in ${title} yet. Say hello!`;
    const texts = {
      beginning,
      empty,
      full: 'This is as far back as this page goes.',
      loading: 'Older messages are coming …',
    };
    return element('span', { text: texts[state] ?? '' });
  }

  // Scrolling.

  #scrolled() {
    this.#follow(this.#isNearEnd());
    this.#showButton();
    this.#readAhead();
  }

  #follow(isFollowing) {
    const isNews = isFollowing !== this.#following;
    this.#following = isFollowing;
    if (isNews) {
      this.#followed(isFollowing);
    }
  }

  #readAhead() {
    const { scrollTop, clientHeight } = this.#scroller;
    const isNear = scrollTop < clientHeight * SCREENS_AHEAD;
    if (isNear && this.#log.firstElementChild?.dataset.state === 'more') {
      this.#olderWanted();
    }
  }

  #showButton() {
    const unread = this.#conversation?.unread ?? 0;
    const isFarUp = this.#distanceToEnd() > this.#scroller.clientHeight;
    this.#toEnd.hidden = this.#following || (unread === 0 && !isFarUp);
    this.#toEnd.textContent = unread > 0 ? `${unread} new ↓` : 'Latest ↓';
  }

  #distanceToEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight;
  }

  #isNearEnd() {
    return this.#distanceToEnd() < NEAR_END_PX;
  }

  #scrollToEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#endTop = this.#scroller.scrollTop;
  }

  #top() {
    return this.#scroller.getBoundingClientRect().top;
  }

  /**
   * The text at the upper edge of the screen, with its offset. Not the name above the text, because
   * it may come and go with the message before it.
   */
  #anchor() {
    const top = this.#top();
    for (const row of this.#log.children) {
      const text = row.querySelector('.text') ?? (row.matches('.notice') ? row : null);
      const box = text?.getBoundingClientRect();
      if (box !== undefined && box.bottom > top) {
        return { text, offset: box.top - top };
      }
    }
    return null;
  }

  #restore(anchor) {
    if (anchor !== null && anchor.text.isConnected) {
      const offset = anchor.text.getBoundingClientRect().top - this.#top();
      this.#scroller.scrollTop += offset - anchor.offset;
    }
  }
}
