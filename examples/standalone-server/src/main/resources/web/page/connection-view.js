import { byId } from './elements.js';

/** Most lost connections are back within this time, so that the user need not know. */
const PATIENCE_MS = 1_500;

const KEPT = 'What you write is kept, and goes out then.';

/** Shows a banner when there is no connection for a while. */
export class ConnectionView {
  #banner = byId('banner');
  #text = byId('banner-text');
  #retry = byId('banner-retry');
  #state = byId('me-state');
  #timer = null;
  #onShown;

  /** @param calls `reconnect()`; `onShown(text)` after a text was shown */
  constructor({ reconnect, onShown }) {
    this.#onShown = onShown;
    this.#retry.addEventListener('click', reconnect);
  }

  /** @param connection the client's state of the connection */
  show({ state, reason, text }) {
    const isOnline = state === 'online';
    const isOver = state === 'closed';
    this.#state.textContent = isOnline ? 'online' : isOver ? 'offline' : 'reconnecting';
    this.#state.dataset.state = isOnline ? 'online' : 'away';
    this.#retry.textContent = isOver ? 'Come back' : 'Try now';
    if (isOnline) {
      this.#hide();
    } else if (isOver || !this.#banner.hidden) {
      this.#showText(wordsFor(state, reason, text));
    } else {
      const words = wordsFor(state, reason, text);
      this.#timer ??= setTimeout(() => this.#showText(words), PATIENCE_MS);
    }
  }

  #hide() {
    this.#stop();
    if (!this.#banner.hidden) {
      this.#banner.hidden = true;
      this.#text.textContent = '';
      this.#onShown('Connected again');
    }
  }

  #showText(words) {
    this.#stop();
    this.#banner.hidden = false;
    if (this.#text.textContent !== words) {
      this.#text.textContent = words;
      this.#onShown(words);
    }
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#timer = null;
  }
}

function wordsFor(state, reason, text) {
  if (state === 'closed') {
    const what = reason === 'replaced' ? 'You were disconnected' : 'The chat has ended';
    const why = reason === 'internal_error' ? 'the server failed again and again' : text;
    return `${what}${why ? `: ${why}` : ''}.`;
  }
  return state === 'offline' ? `You are offline. ${KEPT}` : `Reconnecting … ${KEPT}`;
}
