import { privateKey, roomKey } from '../chat/conversations.js';
import { ChatSession } from '../chat/session.js';
import { BannerView } from './banner-view.js';
import { Composer } from './composer.js';
import { byId, showAvatar } from './elements.js';
import { MembersView, PlacesView } from './lists-view.js';
import { LogView } from './log-view.js';
import { Panels } from './panels.js';

const NAME_KEY = 'chat-name';

const url = new URL('/', location.href);
url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
const session = new ChatSession(url.href);

/** The user with whom the conversation on the screen is; null while it shows the room. */
let shownUser = null;

/** Whether this page has been in a room: before that, the login form says what goes on. */
let wasReady = false;

const panels = new Panels();
const banner = new BannerView({ reconnectNow: () => session.reconnectNow() });
const places = new PlacesView({ goToRoom, goToPrivate });
const people = new MembersView({ goToPrivate });
const log = new LogView({
  retry: (key) => session.retry(key),
  discard: (key) => session.discard(key),
});
const composer = new Composer({
  submit,
  typed: (text) => shownUser === null && session.typed(text),
  left: () => session.stoppedTyping(),
});

// Logging in.

byId('login-name').value = sessionStorage.getItem(NAME_KEY) ?? '';
if (location.hash.length > 1) {
  byId('login-room').value = decodeRoom(location.hash.slice(1));
}

byId('login-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const name = byId('login-name').value.trim();
  const room = byId('login-room').value.trim();
  if (name.length < 2) {
    refuseLogin('A name has at least 2 characters.');
  } else if (room === '') {
    refuseLogin('A room needs a name.', 'login-room');
  } else {
    byId('login-error').textContent = '';
    byId('login-button').disabled = true;
    byId('login-button').textContent = 'Joining …';
    session.login(name, room);
  }
});

session.addEventListener('login-refused', ({ detail }) => {
  byId('chat').hidden = true;
  byId('login').hidden = false;
  refuseLogin(`${detail.message}. Choose another name.`);
});

function refuseLogin(message, field = 'login-name') {
  byId('login-button').disabled = false;
  byId('login-button').textContent = 'Join';
  byId('login-error').textContent = message;
  byId(field).focus();
  byId(field).select();
}

session.addEventListener('login', () => {
  sessionStorage.setItem(NAME_KEY, session.username);
  byId('login-error').textContent = '';
  byId('login').hidden = true;
  byId('chat').hidden = false;
  byId('me-name').textContent = session.username;
  showAvatar(byId('me-avatar'), session.username);
  composer.focus();
});

// What happens while logged in.

session.addEventListener('connection', () => {
  const { state, reason } = session.connectionState;
  if (!wasReady && state === 'waiting') {
    byId('login-error').textContent = 'The server does not answer. Trying again …';
  } else if (!wasReady && state === 'closed') {
    refuseLogin(reason || 'The server has closed the connection.');
  }
  showConnection();
});

session.addEventListener('room', () => {
  wasReady ||= session.isReady;
  byId('login-button').disabled = false;
  byId('login-button').textContent = 'Join';
  byId('login-room').value = session.room;
  history.replaceState(null, '', `#${encodeURIComponent(session.room)}`);
  composer.say('');
  showAll();
});

session.addEventListener('room-refused', ({ detail }) => composer.say(detail.message));
session.addEventListener('problem', ({ detail }) => composer.say(detail.message));
session.addEventListener('messages', ({ detail }) => {
  if (detail.key === null || detail.key === shownKey()) {
    showLog();
  }
});
session.addEventListener('members', showPeople);
session.addEventListener('typing', showTyping);
session.addEventListener('conversations', showPlaces);
session.addEventListener('private', ({ detail: { username } }) => {
  if (username === shownUser && document.hasFocus()) {
    session.openPrivate(username); // It is being read.
  } else {
    byId('announcer').textContent = `Private message from ${username}`;
  }
});

window.addEventListener('focus', () => shownUser !== null && session.openPrivate(shownUser));
// A page that the user has left may be kept, with its connection, for the case that the user comes
// back: the others should not go on seeing somebody who is gone.
window.addEventListener('pagehide', () => session.close());
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted && session.username !== null) {
    session.reconnectNow();
  }
});
window.addEventListener('online', () => session.reconnectNowIfWaiting());

// What the user does.

function goToRoom(room) {
  shownUser = null;
  session.join(room);
  arrive();
}

function goToPrivate(username) {
  shownUser = username;
  session.stoppedTyping();
  session.openPrivate(username);
  arrive();
}

function arrive() {
  panels.close();
  composer.say('');
  showAll();
  composer.focus();
}

function submit(content) {
  const taken =
    shownUser === null ? session.say(content) : session.whisper(shownUser, content);
  if (taken) {
    log.follow();
  } else {
    composer.say('Too much waits for the connection already.');
  }
  return taken;
}

// What is on the screen.

function shownKey() {
  return shownUser === null ? roomKey(session.room) : privateKey(shownUser);
}

function showAll() {
  showTitle();
  showPlaces();
  showPeople();
  showTyping();
  showLog();
  showConnection();
}

function showTitle() {
  const title = shownUser === null ? `#${session.room}` : shownUser;
  byId('conversation-title').textContent = title;
  const label = shownUser === null ? `Message to the room ${session.room}` : `Private message to ${shownUser}`;
  composer.show(shownKey(), label, `Write to ${title}`);
}

function showPlaces() {
  const { conversations } = session;
  places.show(session, shownUser);
  const unread = conversations.reduce((sum, conversation) => sum + conversation.unread, 0);
  byId('open-places-badge').hidden = unread === 0;
  byId('open-places').setAttribute(
    'aria-label',
    `Rooms and private conversations${unread > 0 ? `, ${unread} unread` : ''}`,
  );
  document.title = `${unread > 0 ? `(${unread}) ` : ''}${shownUser ?? `#${session.room}`} – ChatEngine`;
}

function showPeople() {
  const { members, userId, typingIds } = session;
  people.show({ members, userId, typingIds });
  const count = members.length === 1 ? 'Only you are here' : `${members.length} people`;
  byId('conversation-subtitle').textContent = shownUser === null ? count : 'Private: only the two of you, not kept';
}

function showTyping() {
  const names = shownUser === null ? session.typingNames : [];
  const who =
    names.length > 3
      ? 'Several people are'
      : names.length > 1
        ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)} are`
        : `${names[0]} is`;
  byId('typing').textContent = names.length === 0 ? '' : `${who} typing …`;
  people.show(session);
}

function showLog() {
  if (session.room !== null) {
    const { entries, outgoing } = session.conversation(shownKey());
    log.show(shownKey(), entries, outgoing, {
      username: session.username,
      isOwn: (userId) => session.isOwn(userId),
    });
  }
}

function showConnection() {
  banner.show(session.connectionState, session.isReady, wasReady);
}

function decodeRoom(encoded) {
  try {
    return decodeURIComponent(encoded).slice(0, 30);
  } catch {
    return 'general';
  }
}
