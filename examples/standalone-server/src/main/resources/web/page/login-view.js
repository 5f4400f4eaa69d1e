import { byId } from './elements.js';

/** The form in which a user chooses a name and a first room. */
export class LoginView {
  #login = byId('login');
  #name = byId('login-name');
  #room = byId('login-room');
  #error = byId('login-error');
  #button = byId('login-button');

  /** @param calls `submit(username, room)` */
  constructor({ submit }) {
    byId('login-form').addEventListener('submit', (event) => {
      event.preventDefault();
      const name = this.#name.value.trim();
      const room = this.#room.value.trim();
      if (name.length < 2) {
        this.refuse('A name has at least 2 characters.');
      } else if (room === '') {
        this.refuse('A room needs a name.', this.#room);
      } else {
        this.wait();
        submit(name, room);
      }
    });
  }

  fill(name, room) {
    this.#name.value = name ?? '';
    this.#room.value = room;
  }

  /** Shows that joining takes a moment. @param {boolean} isQuiet whether the user had joined before */
  wait(isQuiet = false) {
    this.#login.classList.toggle('quiet', isQuiet);
    this.#error.textContent = '';
    this.#button.disabled = true;
    this.#button.textContent = 'Joining …';
  }

  /** Shows why joining takes so long. */
  explain(text) {
    this.#login.classList.remove('quiet');
    this.#error.textContent = text;
  }

  refuse(text, field = this.#name) {
    this.#login.hidden = false;
    byId('chat').hidden = true;
    this.explain(text);
    this.#button.disabled = false;
    this.#button.textContent = 'Join';
    field.focus();
    field.select();
  }

  refuseRoom(text) {
    this.refuse(text, this.#room);
  }

  done() {
    this.#login.hidden = true;
    byId('chat').hidden = false;
  }
}
