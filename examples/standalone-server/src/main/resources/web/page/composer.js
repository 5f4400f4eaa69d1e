import { byId } from './elements.js';

/** From here on the field says how many characters are left. */
const TELL_LEFT = 100;

/** The field in which a message is written. Each conversation has its own unfinished text. */
export class Composer {
  #form = byId('composer');
  #text = byId('composer-text');
  #send = byId('composer-send');
  #note = byId('composer-note');
  #drafts;
  #key = null;
  #submit;
  #typed;
  #noteText = '';

  /**
   * @param {object} drafts unfinished texts of another time, by the key of the conversation
   * @param calls `submit(text)` answers whether the text was taken; `typed(isTyping)`: the user
   *     types, or does no more
   */
  constructor(drafts, { submit, typed }) {
    this.#drafts = new Map(Object.entries(drafts));
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
      this.#typed(this.#text.value.trim() !== '');
    });
    this.#text.addEventListener('blur', () => this.#typed(false));
  }

  /** Unfinished texts, by the key of the conversation. */
  get drafts() {
    this.#keep();
    return Object.fromEntries(this.#drafts);
  }

  /** Forgets unfinished texts. */
  forget() {
    this.#drafts.clear();
  }

  /** Turns to a conversation, and to what was being written for it. */
  show({ key, label, placeholder, maxLength }) {
    if (maxLength !== undefined) {
      this.#text.maxLength = maxLength;
    }
    if (key !== this.#key) {
      this.#keep();
      this.#key = key;
      this.#text.value = this.#drafts.get(key) ?? '';
      this.#noteText = '';
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

  #keep() {
    if (this.#key !== null && this.#text.value !== '') {
      this.#drafts.set(this.#key, this.#text.value);
    } else {
      this.#drafts.delete(this.#key);
    }
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
    this.#text.style.height = `${this.#text.scrollHeight}px`;
  }
}
