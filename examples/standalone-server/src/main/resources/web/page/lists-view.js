import { avatarOf, byId, element, showList } from './elements.js';

/** Rooms that are offered to everybody. */
const SUGGESTED_ROOMS = ['general', 'random', 'help'];

/** Shows where this user can go: rooms and private conversations. */
export class PlacesView {
  #goToRoom;
  #goToPrivate;

  constructor({ goToRoom, goToPrivate }) {
    this.#goToRoom = goToRoom;
    this.#goToPrivate = goToPrivate;
    byId('room-form').addEventListener('submit', (event) => {
      event.preventDefault();
      const name = byId('room-name').value;
      if (name.trim() !== '') {
        byId('room-name').value = '';
        goToRoom(name);
      }
    });
  }

  /**
   * @param {{rooms: string[], room: string, conversations: Array}} chat what there is
   * @param {?string} shownUser with whom the conversation is that is on the screen; null for the room
   */
  show({ rooms, room, conversations }, shownUser) {
    const names = new Set([...SUGGESTED_ROOMS, ...rooms, room]);
    showList(
      byId('rooms'),
      [...names].map((name) => ({ key: name })),
      ({ key }) => place(element('span', { className: 'hash', text: '#', 'aria-hidden': 'true' }), key,
        () => this.#goToRoom(key)),
      (shown, { key }) => markCurrent(shown, shownUser === null && key === room, key === room),
    );
    showList(
      byId('private'),
      conversations.map(({ username, unread }) => ({ key: username, unread })),
      ({ key }) => place(avatarOf(key), key, () => this.#goToPrivate(key)),
      (shown, { key, unread }) => {
        markCurrent(shown, shownUser === key, false);
        showUnread(shown.firstElementChild, unread);
      },
    );
    byId('private-hint').hidden = conversations.length > 0;
  }
}

/** Shows who is in the room. */
export class MembersView {
  #goToPrivate;

  constructor({ goToPrivate }) {
    this.#goToPrivate = goToPrivate;
  }

  show({ members, userId, typingIds }) {
    byId('people-count').textContent = members.length === 0 ? '' : String(members.length);
    showList(
      byId('members'),
      members.map(({ id, username }) => ({ key: id, username })),
      ({ key, username }) => (key === userId ? self(username) : this.#member(username)),
      (shown, { key }) => shown.classList.toggle('is-typing', typingIds.has(key)),
    );
  }

  #member(username) {
    const item = place(avatarOf(username), username, () => this.#goToPrivate(username));
    item.firstElementChild.setAttribute('aria-label', `${username}: write privately`);
    item.firstElementChild.append(
      element('span', { className: 'typing-mark', 'aria-hidden': 'true', text: '…' }),
    );
    return item;
  }
}

function self(username) {
  const row = element('div', { className: 'row' }, avatarOf(username));
  row.append(
    element('span', { className: 'name', text: username }),
    element('span', { className: 'you', text: 'you' }),
  );
  return element('li', {}, row);
}

function place(symbol, name, go) {
  const button = element('button', { className: 'row', type: 'button' }, symbol);
  button.append(element('span', { className: 'name', text: name }));
  button.addEventListener('click', go);
  return element('li', {}, button);
}

function markCurrent(item, onScreen, here) {
  const button = item.firstElementChild;
  button.ariaCurrent = onScreen ? 'page' : null;
  button.classList.toggle('here', here);
}

function showUnread(button, unread) {
  button.querySelector('.badge')?.remove();
  if (unread > 0) {
    const badge = element('span', { className: 'badge' });
    badge.append(
      element('span', { text: unread > 99 ? '99+' : String(unread) }),
      element('span', { className: 'visually-hidden', text: ' unread' }),
    );
    button.append(badge);
  }
}
