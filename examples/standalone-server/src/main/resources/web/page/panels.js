import { byId } from './elements.js';

/** On a narrow screen the lists at the sides are drawers: one at a time, closed by Escape. */
export class Panels {
  #panels = [
    { panel: byId('places'), opener: byId('open-places') },
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

  /** Closes what is open, and gives the focus back to where it came from. @returns whether it was */
  closeAndReturn() {
    const open = this.#panels.find(({ panel }) => panel.classList.contains('open'));
    this.close();
    open?.opener.focus();
    return open !== undefined;
  }

  /** Closes what is open; the focus goes elsewhere. */
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
