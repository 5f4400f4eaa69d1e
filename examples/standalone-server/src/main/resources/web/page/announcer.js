import { byId, element } from './elements.js';

/** What happens within this time is said in one go. */
const TOGETHER_MS = 300;

/** More than so many messages at once are counted and not read out. */
const MOST_AT_ONCE = 3;

/** So many announcements stay where a screen reader may look them up. */
const KEPT = 6;

/** Tells who cannot see the screen what is new, politely: what is being read out is not cut short. */
export class Announcer {
  #region = byId('announcer');
  #waiting = [];
  #timer = null;

  /** Says something of its own. */
  say(text) {
    this.#add({ text });
  }

  /** Says what somebody has written in the conversation on the screen. */
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
