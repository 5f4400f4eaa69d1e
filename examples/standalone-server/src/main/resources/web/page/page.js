import { Chat } from '../chat/chat.js';
import { memory } from '../chat/memory.js';
import { Announcer } from './announcer.js';
import { Composer } from './composer.js';
import { ConnectionView } from './connection-view.js';
import { ConversationsView } from './conversations-view.js';
import { byId, showAvatar } from './elements.js';
import { LogView } from './log-view.js';
import { LoginView } from './login-view.js';
import { Panels } from './panels.js';
import { PeopleView } from './people-view.js';

const FIRST_ROOM = 'general';

/** The server may hold the name for this page from before it was loaded again. */
const RETURN_TRIES = 8;
const RETURN_RETRY_MS = 500;

const remembered = memory.load();

/** Null until the user has chosen a name. */
let chat = null;

/** The conversation on the screen, and the room whose members are on the screen. */
let shown = null;
let shownRoom = null;

/** The parts of the page to draw again. */
const stale = new Set();

const announcer = new Announcer();
const panels = new Panels();
const login = new LoginView({ submit: enter });
const connection = new ConnectionView({
  reconnect: () => chat.reconnect(),
  onShown: (text) => announcer.announce(text),
});
const conversationsView = new ConversationsView({ open, openRoom, close });
const people = new PeopleView({ openPrivate });
const log = new LogView({
  retry: (key) => shown.retry(key),
  discard: (key) => shown.discard(key),
  olderWanted: () => shown.loadOlder(),
  followed,
});
const composer = new Composer(remembered.drafts, {
  submit,
  typed: (isTyping) => shown?.typed(isTyping),
});

// Joining.

login.fill(remembered.username, roomOfAddress() ?? remembered.rooms[0] ?? FIRST_ROOM);
if (remembered.username !== null && remembered.rooms.length > 0) {
  login.wait(true);
  const room = roomOfAddress() ?? remembered.rooms[0];
  join(remembered.username, remembered.rooms, room, RETURN_TRIES);
}

function enter(username, room) {
  join(username, [], room, 0);
}

async function join(username, rooms, room, retries) {
  chat ??= newChat();
  try {
    if (chat.username !== username) {
      await chat.chooseName(username);
    }
  } catch (error) {
    if (error.code === 'username_taken' && retries > 0) {
      setTimeout(() => join(username, rooms, room, retries - 1), RETURN_RETRY_MS);
    } else if (error.code !== 'replaced' && error.code !== 'closed') {
      login.refuse(`${error.message}. Choose another name.`);
    }
    return;
  }
  login.done();
  if (!chat.isRemembered) {
    composer.forget();
  }
  byId('me-name').textContent = chat.username;
  showAvatar(byId('me-avatar'), chat.username);
  rooms.forEach((name) => chat.openRoom(name));
  openRoom(room);
}

function newChat() {
  const made = new Chat(new URL('/', location.href).href, remembered, isReading);
  made.addEventListener('connection', connectionChanged);
  made.addEventListener('conversations', () => redraw('conversations'));
  made.addEventListener('conversation', ({ detail }) => redrawIfShown(detail, 'log', 'title'));
  made.addEventListener('members', ({ detail }) => redrawIfShown(detail, 'people', 'title'));
  made.addEventListener('typing', ({ detail }) => redrawIfShown(detail, 'people', 'typing'));
  made.addEventListener('arrived', ({ detail }) => announce(detail));
  made.addEventListener('failed', ({ detail }) => announcer.announce(`Not sent: ${detail.item.content}`));
  made.addEventListener('refused', ({ detail }) => refused(detail));
  made.addEventListener('nameRefused', ({ detail }) =>
    login.refuse(`${detail.error.message}. Choose another name.`),
  );
  return made;
}

function connectionChanged() {
  const state = chat.connection;
  connection.show(state);
  if (chat.username !== null) {
    return;
  }
  if (state.state === 'waiting' || state.state === 'offline') {
    login.explain('The server does not answer. Trying again …');
  } else if (state.state === 'closed') {
    login.refuse(state.text || 'The server has closed the connection.');
    chat = null;
  }
}

function refused({ conversation, error }) {
  const [other] = chat.rooms;
  if (other === undefined) {
    shown = null;
    shownRoom = null;
    login.refuseRoom(`${conversation.title}: ${error.message}.`);
  } else if (conversation === shown) {
    open(other);
    composer.showNote(`${conversation.title}: ${error.message}.`);
  }
}

// Opening and closing conversations.

/** Opens a room, or shows why the client rejects its name. */
function openRoom(name) {
  try {
    open(chat.openRoom(name));
  } catch (error) {
    showNotOpened(error);
  }
}

function showNotOpened({ message }) {
  if (shown === null) {
    login.refuseRoom(`${message}.`);
  } else {
    composer.showNote(`${message}.`);
  }
}

function openPrivate(username) {
  open(chat.openPrivate(username));
}

function open(conversation) {
  if (conversation !== shown) {
    shown?.typed(false);
    shown?.left();
    shown = conversation;
  }
  if (!conversation.isPrivate) {
    shownRoom = conversation;
    history.replaceState(null, '', `#${encodeURIComponent(conversation.name)}`);
  }
  panels.close();
  drawAll();
  read();
  giveFocus();
}

function close(conversation) {
  chat.close(conversation);
  const next = shownRoom === conversation ? chat.rooms[0] : shownRoom;
  if (conversation === shown) {
    open(next);
  } else {
    shownRoom = next;
    redraw('people');
  }
}

/** The next conversation in the list, or the one before. */
function step(by) {
  const all = [...chat.rooms, ...chat.privateConversations];
  open(all[(all.indexOf(shown) + by + all.length) % all.length]);
}

/** Focuses the message field, or the title if the field would open an on-screen keyboard. */
function giveFocus() {
  if (matchMedia('(pointer: coarse)').matches) {
    byId('conversation-title').focus();
  } else {
    composer.focus();
  }
}

document.addEventListener('keydown', (event) => {
  const isArrow = event.key === 'ArrowUp' || event.key === 'ArrowDown';
  if (shown === null) {
    return;
  }
  if (event.altKey && isArrow) {
    event.preventDefault();
    step(event.key === 'ArrowDown' ? 1 : -1);
  } else if (event.key === 'Escape' && !panels.closeAndReturn()) {
    log.goToEnd();
    composer.focus();
  }
});

window.addEventListener('hashchange', () => {
  const room = roomOfAddress();
  if (shown !== null && room !== null) {
    openRoom(room);
  }
});

byId('skip').addEventListener('click', (event) => {
  event.preventDefault();
  composer.focus();
});

byId('sign-out').addEventListener('click', () => {
  chat.leave();
  chat = null;
  memory.forget();
  location.reload();
});

window.addEventListener('pagehide', () => {
  if (chat !== null && shown !== null) {
    memory.save({ ...chat.remembered, drafts: composer.drafts });
  }
});

function roomOfAddress() {
  try {
    const name = decodeURIComponent(location.hash.slice(1)).trim().slice(0, 30);
    return name.replace(/\p{Surrogate}$/u, '') || null;
  } catch {
    return null;
  }
}

// Writing and reading.

function submit(content) {
  const taken = shown.send(content);
  if (taken) {
    draw();
    log.goToEnd();
  } else {
    composer.showNote('Too much waits to be sent already.');
  }
  return taken;
}

/** Whether the user sees the end of a conversation. */
function isReading(conversation) {
  return (
    conversation === shown && log.isFollowing && document.hasFocus() && !byId('chat').hidden
  );
}

function read() {
  if (shown !== null && isReading(shown)) {
    shown.seen();
  }
}

function followed(isFollowing) {
  shown.isHeld = !isFollowing;
  read();
}

window.addEventListener('focus', read);

function announce({ conversation, messages }) {
  if (conversation === shown) {
    messages.forEach((message) => announcer.read(message));
  } else if (conversation.unread === messages.length) {
    const { title, isPrivate } = conversation;
    announcer.announce(isPrivate ? `Private message from ${title}` : `New messages in ${title}`);
  }
}

// Drawing.

function redrawIfShown({ conversation }, ...parts) {
  if (conversation === shown || conversation === shownRoom) {
    redraw(...parts);
  }
}

/** Draws parts of the page again, once for all events of this moment. */
function redraw(...parts) {
  if (stale.size === 0) {
    setTimeout(draw, 0);
  }
  parts.forEach((part) => stale.add(part));
}

function drawAll() {
  redraw('title', 'conversations', 'people', 'typing', 'log');
  draw();
}

function draw() {
  const parts = [...stale];
  stale.clear();
  if (shown !== null) {
    parts.forEach((part) => DRAWINGS[part]());
  }
}

const DRAWINGS = {
  title: drawTitle,
  conversations: drawConversations,
  people: () => people.show(shownRoom, chat.userId),
  typing: drawTyping,
  log: () => log.show(shown, { username: chat.username, isOwn: (userId) => chat.isOwn(userId) }),
};

function drawTitle() {
  const { key, title, isPrivate } = shown;
  byId('conversation-title').textContent = title;
  byId('conversation-subtitle').textContent = isPrivate ? privateSubtitle() : roomSubtitle();
  composer.show({
    key,
    label: isPrivate ? `Private message to ${title}` : `Message to the room ${shown.name}`,
    placeholder: `Write to ${title}`,
    maxLength: chat.limits?.contentLength,
  });
}

function roomSubtitle() {
  const { length } = shown.members;
  if (!shown.isJoined) {
    return 'Joining …';
  }
  return length === 1 ? 'Only you are here' : `${length} people`;
}

function privateSubtitle() {
  const away = chat.isInOpenRoom(shown.username) ? '' : `${shown.username} is not here at the moment. `;
  return `${away}Private: only the two of you, not kept`;
}

function drawConversations() {
  conversationsView.show(chat, shown);
  const count = chat.unread > 0 ? `(${chat.unread}) ` : '';
  document.title = `${count}${shown.title} – ChatEngine`;
}

function drawTyping() {
  const names = shown.typingNames;
  const who =
    names.length > 3
      ? 'Several people are'
      : names.length > 1
        ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)} are`
        : `${names[0]} is`;
  byId('typing').textContent = names.length === 0 ? '' : `${who} typing …`;
}
