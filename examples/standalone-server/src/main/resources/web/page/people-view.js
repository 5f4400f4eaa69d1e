import { avatarOf, byId, element, showList } from './elements.js';

/** How many members are shown by name; the others are counted. */
const MAX_NAMES = 300;

/** Shows the members of the room. */
export class PeopleView {
  #openPrivate;

  /** @param calls `openPrivate(username)` */
  constructor({ openPrivate }) {
    this.#openPrivate = openPrivate;
  }

  /** @param room the room @param {?string} userId the id of this user */
  show(room, userId) {
    const members = room.sortedMembers;
    const { typingIds } = room;
    byId('people-room').textContent = room.title;
    byId('people-count').textContent = members.length === 0 ? '' : String(members.length);
    showList(
      byId('members'),
      members.slice(0, MAX_NAMES).map(({ id, username }) => ({ key: id, username })),
      ({ key, username }) => (key === userId ? self(username) : this.#member(username)),
      (item, { key }) => item.classList.toggle('is-typing', typingIds.has(key)),
    );
    const more = byId('people-more');
    more.hidden = members.length <= MAX_NAMES;
    more.textContent = `and ${members.length - MAX_NAMES} more`;
  }

  #member(username) {
    const row = element(
      'button',
      { className: 'row', type: 'button', 'aria-label': `${username}: write privately` },
      avatarOf(username),
      element('span', { className: 'name', text: username }),
      element('span', { className: 'typing-mark', 'aria-hidden': 'true', text: '…' }),
    );
    row.addEventListener('click', () => this.#openPrivate(username));
    return element('li', {}, row);
  }
}

function self(username) {
  const row = element(
    'div',
    { className: 'row' },
    avatarOf(username),
    element('span', { className: 'name', text: username }),
    element('span', { className: 'you', text: 'you' }),
  );
  return element('li', {}, row);
}
