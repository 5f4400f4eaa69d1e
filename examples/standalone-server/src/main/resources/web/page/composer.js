import { byId } from './elements.js';

/** With this many characters left, their number is shown. */
const SHOW_LEFT = 100;

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
   * @param {object} drafts unfinished texts from an earlier load of the page, by the key of the
   *     conversation
   * @param calls `submit(text)` returns whether the text was taken; `typed(isTyping)`: the user is
   *     typing, or has stopped
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

  /** Shows the unfinished text of a conversation. */
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

  /** Shows a text under the field; none if it is empty. */
  showNote(text) {
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
      left <= SHOW_LEFT ? `${left} characters left` : this.#noteText;
    // Makes the field as high as its text, up to the limit of the style sheet.
    this.#text.style.height = 'auto';
    this.#text.style.height = `${this.#text.scrollHeight}px`;
  }
}
