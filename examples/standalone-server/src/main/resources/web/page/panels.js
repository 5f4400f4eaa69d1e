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
      panel.querySelector('.close-panel').addEventListener('click', () => this.close(true));
    }
    this.#shade.addEventListener('click', () => this.close(true));
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') {
        this.close(true);
      }
    });
  }

  /** Closes what is open. @param giveBack whether the focus goes back to where it came from */
  close(giveBack = false) {
    this.#behind.inert = false;
    this.#shade.hidden = true;
    for (const { panel, opener } of this.#panels) {
      if (panel.classList.contains('open')) {
        panel.classList.remove('open');
        opener.setAttribute('aria-expanded', 'false');
        if (giveBack) {
          opener.focus();
        }
      }
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
