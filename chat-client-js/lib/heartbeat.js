/**
 * Detects a dead connection: after a time without frames it sends a `ping`, and if no frame
 * follows, the connection is dead.
 */
export class Heartbeat {
  #env;
  #sendPing;
  #onDead;
  #intervalMs = 0;
  #timeoutMs = 0;
  #lastFrameAt = 0;
  #pingedAt = null;
  #wasLate = false;
  #timer = null;

  constructor(env, sendPing, onDead) {
    this.#env = env;
    this.#sendPing = sendPing;
    this.#onDead = onDead;
  }

  start(intervalMs, timeoutMs) {
    this.#intervalMs = intervalMs;
    this.#timeoutMs = timeoutMs;
    this.onFrame();
    this.#arm(intervalMs);
  }

  stop() {
    this.#env.clearTimeout(this.#timer);
    this.#timer = null;
  }

  onFrame() {
    this.#lastFrameAt = this.#env.monotonicNow();
    this.#pingedAt = null;
    this.#wasLate = false;
  }

  /** Sends a `ping` now, because the connection may be dead. */
  probe() {
    if (this.#timer !== null && this.#pingedAt === null) {
      this.#ping();
    }
  }

  #ping() {
    this.#pingedAt = this.#env.monotonicNow();
    this.#sendPing();
    this.#arm(this.#timeoutMs);
  }

  #arm(ms) {
    this.#env.clearTimeout(this.#timer);
    const due = this.#env.monotonicNow() + ms;
    this.#timer = this.#env.setTimeout(() => this.#check(this.#env.monotonicNow() - due), ms);
  }

  #check(late) {
    if (this.#pingedAt === null) {
      const left = this.#lastFrameAt + this.#intervalMs - this.#env.monotonicNow();
      if (left > 0) {
        this.#arm(left);
      } else {
        this.#ping();
      }
    } else if (late > this.#timeoutMs && !this.#wasLate) {
      // The program was asleep, so an answer may have arrived but not been read. Timers of a page
      // in the background are always late, so this is done once until a frame arrives.
      this.#wasLate = true;
      this.#ping();
    } else {
      this.stop();
      this.#onDead();
    }
  }
}
