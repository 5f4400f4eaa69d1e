import { avatarOf, byId, element, showList } from './elements.js';

/** Rooms that are suggested to all users. */
const SUGGESTED_ROOMS = ['general', 'random', 'help'];

/** Shows the rooms and private conversations, with the numbers of their unread messages. */
export class ConversationsView {
  #open;
  #openRoom;
  #close;

  /** @param calls `open(conversation)`, `openRoom(name)`, `close(conversation)` */
  constructor({ open, openRoom, close }) {
    this.#open = open;
    this.#openRoom = openRoom;
    this.#close = close;
    byId('room-form').addEventListener('submit', (event) => {
      event.preventDefault();
      const field = byId('room-name');
      if (field.value.trim() !== '') {
        openRoom(field.value);
        field.value = '';
      }
    });
  }

  /** @param chat the chat @param shown the conversation on the screen */
  show(chat, shown) {
    const { rooms, privateConversations } = chat;
    this.#list(byId('rooms'), rooms, shown, {
      canClose: rooms.length > 1,
      symbol: () => element('span', { className: 'hash', text: '#', 'aria-hidden': 'true' }),
      closing: (name) => `Leave the room ${name}`,
    });
    this.#list(byId('private'), privateConversations, shown, {
      canClose: true,
      symbol: avatarOf,
      closing: (name) => `Close the conversation with ${name}`,
      isHere: (name) => chat.isInOpenRoom(name),
    });
    byId('private-hint').hidden = privateConversations.length > 0;
    this.#suggest(rooms);
    showUnread(byId('open-conversations'), chat.unread - (shown?.unread ?? 0));
  }

  #list(list, conversations, shown, { canClose, symbol, closing, isHere }) {
    showList(
      list,
      conversations.map((conversation) => ({ key: conversation.key, conversation })),
      ({ conversation }) => {
        const name = conversation.isPrivate ? conversation.username : conversation.name;
        const close = closeButton(closing(name));
        close.addEventListener('click', () => this.#close(conversation));
        return element(
          'li',
          { className: 'conversation-item' },
          rowButton(symbol(name), name, () => this.#open(conversation)),
          close,
        );
      },
      (item, { conversation }) => {
        const [row, close] = item.children;
        row.ariaCurrent = conversation === shown ? 'page' : null;
        close.hidden = !canClose;
        row.classList.toggle('away', isHere?.(conversation.username) === false);
        showBadge(row, conversation.unread);
      },
    );
  }

  #suggest(rooms) {
    const open = new Set(rooms.map(({ name }) => name));
    const names = SUGGESTED_ROOMS.filter((name) => !open.has(name));
    showList(
      byId('suggested'),
      names.map((name) => ({ key: name })),
      ({ key }) => {
        const symbol = element('span', { className: 'hash', text: '+', 'aria-hidden': 'true' });
        const row = rowButton(symbol, key, () => this.#openRoom(key));
        row.setAttribute('aria-label', `Open the room ${key}`);
        return element('li', { className: 'conversation-item suggested' }, row);
      },
      () => {},
    );
  }
}

function rowButton(symbol, name, go) {
  const button = element('button', { className: 'row', type: 'button' }, symbol);
  button.append(element('span', { className: 'name', text: name }));
  button.addEventListener('click', go);
  return button;
}

function closeButton(label) {
  const button = element('button', { className: 'icon-button leave', type: 'button' });
  button.setAttribute('aria-label', label);
  button.title = label;
  button.append(element('span', { text: '×', 'aria-hidden': 'true' }));
  return button;
}

function showBadge(button, unread) {
  const badge = button.querySelector('.badge');
  if (unread === 0) {
    badge?.remove();
    return;
  }
  const text = unread > 99 ? '99+' : String(unread);
  if (badge === null) {
    button.append(
      element(
        'span',
        { className: 'badge' },
        element('span', { text }),
        element('span', { className: 'visually-hidden', text: ' unread' }),
      ),
    );
  } else if (badge.firstElementChild.textContent !== text) {
    badge.firstElementChild.textContent = text;
  }
}

/** On a narrow screen the list is closed: its button shows the number of unread messages. */
function showUnread(opener, unread) {
  byId('open-conversations-badge').hidden = unread === 0;
  opener.setAttribute(
    'aria-label',
    `Rooms and private conversations${unread > 0 ? `, ${unread} unread` : ''}`,
  );
}
