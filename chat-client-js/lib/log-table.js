import { DirectLog } from './direct-log.js';
import { wirePositions } from './position.js';
import { RoomLog } from './room-log.js';
import { ChatError } from './util.js';

/** How many positions of private logs are sent on connecting: the last used ones. */
const MAX_DIRECT_POSITIONS = 100;

/** How many private logs are kept. */
const MAX_DIRECTS = 1_000;

/** The rooms by their names, and the private logs by the other user's id. */
export class LogTable {
  rooms = new Map();
  directs = new Map();
  #context;
  #uses = 0;

  /** @param context the context of the logs, without `removeRoom` */
  constructor(context) {
    this.#context = { ...context, removeRoom: (room) => this.rooms.delete(room.name) };
  }

  get all() {
    return [...this.rooms.values(), ...this.directs.values()];
  }

  /** @returns the room of a name in the server's or the application's spelling, or undefined */
  findRoom(name) {
    const isGiven = ({ givenName }) => givenName === name;
    return this.rooms.get(name) ?? [...this.rooms.values()].find(isGiven);
  }

  addRoom(name) {
    const room = new RoomLog(this.#context, name);
    this.rooms.set(name, room);
    return room;
  }

  /** Gives a room the server's spelling of its name. */
  renameRoom(room, name) {
    if (this.rooms.has(name)) {
      const message = `The server takes this room for ${name}, which the client has joined already`;
      room.end('refused', new ChatError('same_room', message));
    } else {
      this.rooms.delete(room.name);
      room.name = name;
      this.rooms.set(name, room);
    }
  }

  /** The private log with a user, created on demand. */
  direct(userId) {
    let log = this.directs.get(userId);
    const isNew = log === undefined;
    if (isNew) {
      log = new DirectLog(this.#context, userId);
      this.directs.set(userId, log);
    }
    this.#uses += 1;
    log.usedAt = this.#uses;
    if (isNew) {
      this.#forgetUnused();
    }
    return log;
  }

  #forgetUnused() {
    if (this.directs.size > MAX_DIRECTS) {
      const unused = [...this.directs.values()]
        .filter((log) => log.outbox.isEmpty && !log.events.hasListeners)
        .sort((a, b) => a.usedAt - b.usedAt)[0];
      this.directs.delete(unused?.with);
    }
  }

  /** The positions of rooms, for `hello`. */
  get roomPositions() {
    return wirePositions([...this.rooms.values()].map((room) => [room.name, room.position]));
  }

  /** The positions of the last used private logs, for `hello`. */
  get directPositions() {
    const latest = [...this.directs.values()]
      .filter(({ position }) => position !== null)
      .sort((a, b) => b.usedAt - a.usedAt)
      .slice(0, MAX_DIRECT_POSITIONS);
    return wirePositions(latest.map((log) => [log.with, log.position]));
  }
}
