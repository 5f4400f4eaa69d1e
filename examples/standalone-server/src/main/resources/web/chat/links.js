/** Text that may begin with a link. */
const CANDIDATE = /\bhttps?:\/\/[^\s<>"]+/giu;

/** Characters at the end of a link that belong to the sentence. */
const PUNCTUATION = ".,:;!?'*_~»”’…";

/** A closing bracket belongs to the link if it was opened in it. */
const OPENERS = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);

/** Characters that change the direction of text, which could disguise a link. */
const DISGUISE = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/**
 * Splits text into pieces: links, which have an `href`, and the text between them. Joined, the
 * pieces are the whole text.
 *
 * A link is `http` or `https` without a user name: text before an `@` could be mistaken for the host.
 *
 * @param {string} text
 * @returns {Array<{text: string, href?: string}>}
 */
export function piecesOf(text) {
  const pieces = [];
  let end = 0;
  const add = (piece) => piece.text !== '' && pieces.push(piece);
  for (const { 0: candidate, index } of text.matchAll(CANDIDATE)) {
    const link = withoutEnd(candidate);
    const href = addressOf(link);
    if (href !== null) {
      add({ text: text.slice(end, index) });
      add({ text: link, href });
      end = index + link.length;
    }
  }
  add({ text: text.slice(end) });
  return pieces;
}

function withoutEnd(candidate) {
  let link = candidate;
  while (PUNCTUATION.includes(link.at(-1)) || closesTooMuch(link)) {
    link = link.slice(0, -1);
  }
  return link;
}

function closesTooMuch(link) {
  const closer = link.at(-1);
  const opener = OPENERS.get(closer);
  return opener !== undefined && count(link, closer) > count(link, opener);
}

const count = (text, character) => text.split(character).length - 1;

/** @returns {?string} the address of a link that is safe to offer */
function addressOf(link) {
  if (DISGUISE.test(link)) {
    return null;
  }
  try {
    const { protocol, username, password, href } = new URL(link);
    const isSafe = /^https?:$/u.test(protocol) && username === '' && password === '';
    return isSafe ? href : null;
  } catch {
    return null;
  }
}
