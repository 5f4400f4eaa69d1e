/**
 * Notices that a connection is dead: when nothing was heard for a while it asks (`ping`), and when
 * nothing is heard after that either, it is (`dead`).
 */
export class Heartbeat {
  #env;
  #ping;
  #dead;
  #intervalMs = 0;
  #timeoutMs = 0;
  #heardAt = 0;
  #askedAt = null;
  #wasLate = false;
  #timer = null;

  constructor(env, ping, dead) {
    this.#env = env;
    this.#ping = ping;
    this.#dead = dead;
  }

  start(intervalMs, timeoutMs) {
    this.#intervalMs = intervalMs;
    this.#timeoutMs = timeoutMs;
    this.heard();
    this.#arm(intervalMs);
  }

  stop() {
    this.#env.clearTimeout(this.#timer);
    this.#timer = null;
  }

  heard() {
    this.#heardAt = this.#env.monotonicNow();
    this.#askedAt = null;
    this.#wasLate = false;
  }

  /** Asks now, for there is reason to doubt. */
  probe() {
    if (this.#timer !== null && this.#askedAt === null) {
      this.#ask();
    }
  }

  #ask() {
    this.#askedAt = this.#env.monotonicNow();
    this.#ping();
    this.#arm(this.#timeoutMs);
  }

  #arm(ms) {
    this.#env.clearTimeout(this.#timer);
    const due = this.#env.monotonicNow() + ms;
    this.#timer = this.#env.setTimeout(() => this.#check(this.#env.monotonicNow() - due), ms);
  }

  #check(late) {
    if (this.#askedAt === null) {
      const left = this.#heardAt + this.#intervalMs - this.#env.monotonicNow();
      if (left > 0) {
        this.#arm(left);
      } else {
        this.#ask();
      }
    } else if (late > this.#timeoutMs && !this.#wasLate) {
      // This program was asleep, and the answer may be among what it has not read yet. Timers of a
      // page in the background are always late, so this counts once until something is heard.
      this.#wasLate = true;
      this.#ask();
    } else {
      this.stop();
      this.#dead();
    }
  }
}
