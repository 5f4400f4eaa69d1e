import { byId } from './elements.js';

/** Says when there is no connection, and how long until the next attempt. */
export class BannerView {
  #banner = byId('banner');
  #text = byId('banner-text');
  #retry = byId('banner-retry');
  #state = byId('me-state');
  #ticker = null;

  constructor({ reconnectNow }) {
    this.#retry.addEventListener('click', reconnectNow);
  }

  /**
   * @param connection the state of the connection
   * @param {boolean} ready whether the user is in its room again
   * @param {boolean} wasReady whether it ever was
   */
  show(connection, ready, wasReady) {
    clearInterval(this.#ticker);
    this.#retry.hidden = connection.state !== 'waiting' && connection.state !== 'closed';
    switch (connection.state) {
      case 'open':
        this.#say(ready || !wasReady ? '' : 'Coming back …', ready ? 'online' : 'connecting');
        break;
      case 'connecting':
        this.#say(wasReady ? 'Connecting …' : '', 'connecting');
        break;
      case 'waiting':
        // A counting line would be read out every second: it counts for the eye only.
        if (this.#state.dataset.state === 'online') {
          byId('announcer').textContent = 'The connection is lost. What you write is kept.';
        }
        this.#say('', 'offline');
        this.#countDown(connection.until);
        this.#ticker = setInterval(() => this.#countDown(connection.until), 1000);
        break;
      default:
        this.#say(wasReady ? `Disconnected${connection.reason ? `: ${connection.reason}` : ''}.` : '',
          'offline');
    }
  }

  #countDown(until) {
    const seconds = Math.ceil((until - Date.now()) / 1000);
    const when = seconds > 1 ? `in ${seconds} seconds` : 'now';
    this.#banner.hidden = false;
    this.#banner.setAttribute('aria-live', 'off');
    this.#text.textContent = `No connection. Next try ${when}. What you write is kept.`;
  }

  #say(text, state) {
    this.#banner.setAttribute('aria-live', 'polite');
    this.#banner.hidden = text === '';
    this.#text.textContent = text;
    this.#state.textContent = state;
    this.#state.dataset.state = state;
  }
}
