import { byId, element } from './elements.js';

/** Texts within this time are announced together. */
const TOGETHER_MS = 300;

/** More messages than this at once are only counted. */
const MOST_AT_ONCE = 3;

/** How many announcements remain for a screen reader to look up. */
const KEPT = 6;

/** Announces news to screen readers, politely: they finish what they are reading first. */
export class Announcer {
  #region = byId('announcer');
  #waiting = [];
  #timer = null;

  /** Announces a text of the page. */
  announce(text) {
    this.#add({ text });
  }

  /** Announces a message in the conversation on the screen. */
  read({ username, content }) {
    this.#add({ text: `${username}: ${content}`, isMessage: true });
  }

  #add(announcement) {
    this.#waiting.push(announcement);
    this.#timer ??= setTimeout(() => this.#flush(), TOGETHER_MS);
  }

  #flush() {
    this.#timer = null;
    const all = this.#waiting.splice(0);
    const messages = all.filter(({ isMessage }) => isMessage);
    const isTooMuch = messages.length > MOST_AT_ONCE;
    const said = isTooMuch
      ? [...all.filter(({ isMessage }) => !isMessage), { text: `${messages.length} new messages` }]
      : all;
    said.slice(-KEPT).forEach(({ text }) => this.#region.append(element('p', { text })));
    while (this.#region.children.length > KEPT) {
      this.#region.firstElementChild.remove();
    }
  }
}
