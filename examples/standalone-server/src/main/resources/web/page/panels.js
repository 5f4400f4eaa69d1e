import { byId } from './elements.js';

/** The lists at the sides; on a narrow screen drawers, one at a time, closed by Escape. */
export class Panels {
  #panels = [
    { panel: byId('conversations'), opener: byId('open-conversations') },
    { panel: byId('people'), opener: byId('open-people') },
  ];
  #shade = byId('shade');
  #behind = byId('conversation');

  constructor() {
    for (const { panel, opener } of this.#panels) {
      opener.addEventListener('click', () => this.#open(panel));
      panel.querySelector('.close-panel').addEventListener('click', () => this.closeAndReturn());
    }
    this.#shade.addEventListener('click', () => this.closeAndReturn());
  }

  /** Closes the open panel and focuses its button. @returns whether a panel was open */
  closeAndReturn() {
    const open = this.#panels.find(({ panel }) => panel.classList.contains('open'));
    this.close();
    open?.opener.focus();
    return open !== undefined;
  }

  /** Closes the open panel without moving the focus. */
  close() {
    this.#behind.inert = false;
    this.#shade.hidden = true;
    for (const { panel, opener } of this.#panels) {
      panel.classList.remove('open');
      opener.setAttribute('aria-expanded', 'false');
    }
  }

  #open(wanted) {
    this.close();
    const { panel, opener } = this.#panels.find((each) => each.panel === wanted);
    panel.classList.add('open');
    opener.setAttribute('aria-expanded', 'true');
    this.#shade.hidden = false;
    this.#behind.inert = true;
    panel.querySelector('.close-panel').focus();
  }
}
