/** The element of the page with an id. */
export function byId(id) {
  return document.getElementById(id);
}

/**
 * Makes an element. Text is never parsed as markup.
 *
 * @param {string} name the element's name
 * @param {object} options `className`, `text`, and attributes
 * @param {...Node} children
 */
export function element(name, { className, text, ...attributes } = {}, ...children) {
  const made = document.createElement(name);
  if (className !== undefined) {
    made.className = className;
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  for (const [attribute, value] of Object.entries(attributes)) {
    made.setAttribute(attribute, value);
  }
  made.append(...children);
  return made;
}

const HUES = 8;

/** Shows the initial of a user in a colour that depends on the name. */
export function showAvatar(avatar, username) {
  let hash = 0;
  for (const character of username) {
    hash = Math.imul(hash ^ character.codePointAt(0), 2_654_435_761) >>> 0;
  }
  avatar.className = `avatar hue-${(hash >>> 12) % HUES}`;
  // Shown by the style sheet: text would become a part of a button's label.
  avatar.dataset.initial = ([...username][0] ?? '?').toUpperCase();
}

/** An avatar, hidden from screen readers because the name is next to it. */
export function avatarOf(username) {
  const avatar = element('span', { 'aria-hidden': 'true' });
  showAvatar(avatar, username);
  return avatar;
}

/**
 * Makes a list show items. It changes only the differences, so that the focus, the scroll position
 * and the state of a screen reader stay.
 *
 * @param {Element} list
 * @param {Array<{key: string}>} items
 * @param {(item) => Element} make makes the element of an item
 * @param {(shown: Element, item) => void} update updates the element to the item
 */
export function showList(list, items, make, update) {
  const shown = new Map([...list.children].map((child) => [child.dataset.key, child]));
  const keys = new Set(items.map(({ key }) => key));
  shown.forEach((child, key) => {
    if (!keys.has(key)) {
      child.remove();
    }
  });
  let next = list.firstElementChild;
  for (const item of items) {
    let child = shown.get(item.key);
    if (child === undefined) {
      child = make(item);
      child.dataset.key = item.key;
    }
    update(child, item);
    if (child === next) {
      next = next.nextElementSibling;
    } else {
      list.insertBefore(child, next);
    }
  }
}
