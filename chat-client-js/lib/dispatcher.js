/** Passes the server's answers to the requests, and its other frames to rooms and private logs. */
export class Dispatcher {
  #logs;
  #requests;
  #isHello;
  #onConversation;

  /**
   * @param isHello returns whether a ref is that of `hello` on this connection
   * @param onConversation called with a private log that another user begins
   */
  constructor({ logs, requests, isHello, onConversation }) {
    this.#logs = logs;
    this.#requests = requests;
    this.#isHello = isHello;
    this.#onConversation = onConversation;
  }

  dispatch(frame) {
    const room = this.#logs.rooms.get(frame.room);
    switch (frame.type) {
      case 'room_joined':
        this.#onRoomJoined(frame);
        break;
      case 'message_history':
        this.#historyLog(frame)?.onHistory(frame);
        break;
      case 'room_users':
        room?.onRoomUsers(frame);
        this.#requests.answered(frame);
        break;
      case 'message_received':
        room?.onMessage(frame);
        break;
      case 'message_updated':
        (frame.with === undefined ? room : this.#logs.directs.get(frame.with))?.onUpdated(frame);
        break;
      case 'private_message':
        this.#onPrivateMessage(frame);
        break;
      case 'private_message_sent':
        if (frame.ref === undefined) {
          this.#onPrivateMessage(frame);
        } else {
          this.#requests.answered(frame);
        }
        break;
      case 'user_joined':
        room?.onUserJoined(frame);
        break;
      case 'user_left':
        room?.onUserLeft(frame);
        break;
      case 'typing_indicator':
        room?.onTyping(frame);
        break;
      case 'room_left':
        if (this.#requests.handler(frame.ref) === undefined) {
          room?.onRemoved();
        }
        this.#requests.answered(frame);
        break;
      case 'ack':
      case 'authenticated':
      case 'history_page':
      case 'pong':
      case 'username_set':
        this.#requests.answered(frame);
        break;
      default: // The protocol demands that unknown types are ignored.
    }
  }

  /** Handles a frame before `welcome`. */
  dispatchEarly(frame) {
    if (frame.type.startsWith('private_message')) {
      const log = this.#logs.directs.get(otherUserOf(frame));
      // Numbered messages of a log whose position is known come again after `welcome`.
      if (log === undefined || log.position === null || frame.seq === undefined) {
        this.#onPrivateMessage(frame);
      }
    }
  }

  #onRoomJoined(frame) {
    const requested = this.#requests.handler(frame.ref)?.room;
    if (requested !== undefined && requested.name !== frame.room && !requested.isOver) {
      this.#logs.renameRoom(requested, frame.room);
    }
    const room = this.#logs.rooms.get(frame.room);
    if (room !== undefined) {
      room.onRoomJoined(frame);
    } else if (this.#isHello(frame.ref)) {
      // The client left the room while it had no connection.
      this.#requests.send({ type: 'leave_room', room: frame.room }, {});
    }
  }

  #historyLog({ room, with: userId }) {
    return userId === undefined ? this.#logs.rooms.get(room) : this.#direct(userId);
  }

  #onPrivateMessage(frame) {
    this.#direct(otherUserOf(frame)).onMessage(frame);
  }

  /** The private log of a message; another user may begin it. */
  #direct(userId) {
    const isNew = !this.#logs.directs.has(userId);
    const log = this.#logs.direct(userId);
    if (isNew) {
      this.#onConversation(log);
    }
    return log;
  }
}

const otherUserOf = ({ type, with: userId, fromId, toId }) =>
  userId ?? (type === 'private_message' ? fromId : toId);
