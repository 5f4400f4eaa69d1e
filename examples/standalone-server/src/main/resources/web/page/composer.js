import { byId } from './elements.js';

/** From here on the field says how many characters are left. */
const TELL_LEFT = 100;

/** The field in which a message is written. Each conversation has its own unfinished text. */
export class Composer {
  #form = byId('composer');
  #text = byId('composer-text');
  #send = byId('composer-send');
  #note = byId('composer-note');
  #drafts = new Map();
  #key = null;
  #submit;
  #typed;
  #noteText = '';

  /**
   * @param calls `submit(text)` answers whether the text was taken; `typed(text)`, `left()`: the user
   *     has turned to something else
   */
  constructor({ submit, typed, left }) {
    this.#submit = submit;
    this.#typed = typed;
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submitText();
    });
    this.#text.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#submitText();
      }
    });
    this.#text.addEventListener('input', () => {
      this.#changed();
      this.#typed(this.#text.value);
    });
    this.#text.addEventListener('blur', left);
  }

  /** Turns to a conversation, and to what was being written for it. */
  show(key, label, placeholder) {
    if (key !== this.#key) {
      if (this.#key !== null && this.#text.value !== '') {
        this.#drafts.set(this.#key, this.#text.value);
      }
      this.#key = key;
      this.#text.value = this.#drafts.get(key) ?? '';
      this.#drafts.delete(key);
      this.#changed();
    }
    byId('composer-label').textContent = label;
    this.#text.placeholder = placeholder;
  }

  /** Says something under the field; nothing if the text is empty. */
  say(text) {
    this.#noteText = text;
    this.#changed();
  }

  focus() {
    this.#text.focus();
  }

  #submitText() {
    const content = this.#text.value.trim();
    if (content !== '' && this.#submit(content)) {
      this.#text.value = '';
      this.#noteText = '';
      this.#changed();
    }
  }

  #changed() {
    const { value, maxLength } = this.#text;
    const left = maxLength - value.length;
    this.#send.disabled = value.trim() === '';
    this.#note.textContent =
      left <= TELL_LEFT ? `${left} characters left` : this.#noteText;
    // As high as its text, up to the limit that the style sheet sets.
    this.#text.style.height = 'auto';
    this.#text.style.height = `${this.#text.scrollHeight + 2}px`;
  }
}
