/**
 * Sends frames not faster than the server likes, by a bucket that holds one second's. A frame is
 * handed over with a function that makes it, called when it goes out, which may change its mind.
 */
export class Pacer {
  #env;
  #rate;
  #send;
  #queue = [];
  #tokens = 0;
  #at = 0;
  #notBefore = 0;
  #timer = null;

  constructor(env, rate, send) {
    this.#env = env;
    this.#rate = rate;
    this.#send = send;
  }

  /** What the bucket holds; one frame at least, however slow it fills. */
  get #most() {
    return Math.max(1, this.#rate);
  }

  /** A new connection: nothing waits, and all that a second has may go. */
  reset() {
    this.stop();
    this.#tokens = this.#most;
    this.#at = this.#env.monotonicNow();
    this.#notBefore = 0;
  }

  stop() {
    this.#queue = [];
    this.#env.clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Sends a frame in its turn. @param make gives the frame, or undefined if it is not to go */
  push(make) {
    this.#queue.push(make);
    this.#flush();
  }

  /** Sends a frame at once, whatever waits. */
  urgent(frame) {
    this.#refill();
    this.#tokens -= 1;
    this.#send(frame);
  }

  /** Sends a frame at once if that keeps nothing else from going out. */
  sendIfIdle(frame) {
    this.#refill();
    const isFree = this.#queue.length === 0 && this.#tokens >= 2;
    if (isFree && this.#env.monotonicNow() >= this.#notBefore) {
      this.#tokens -= 1;
      this.#send(frame);
    }
  }

  /** The server said that it was too fast. */
  pause(ms) {
    this.#refill();
    this.#tokens = Math.min(this.#tokens, 1);
    this.#notBefore = this.#env.monotonicNow() + ms;
  }

  /** The server closed a connection that was too fast. */
  slower() {
    this.#rate = Math.min(this.#rate, Math.max(1, Math.min(this.#rate, 1_000) / 2));
  }

  #refill() {
    const now = this.#env.monotonicNow();
    if (this.#rate === Infinity) {
      this.#tokens = Infinity;
    } else {
      const come = (Math.max(0, now - this.#at) / 1_000) * this.#rate;
      this.#tokens = Math.min(this.#most, this.#tokens + come);
    }
    this.#at = now;
  }

  #flush() {
    if (this.#timer !== null) {
      return;
    }
    this.#refill();
    while (this.#queue.length > 0) {
      const wait = Math.max(
        this.#notBefore - this.#env.monotonicNow(),
        this.#tokens < 1 ? Math.ceil(((1 - this.#tokens) * 1_000) / this.#rate) : 0,
      );
      if (wait > 0) {
        this.#timer = this.#env.setTimeout(() => {
          this.#timer = null;
          this.#flush();
        }, wait);
        return;
      }
      const frame = this.#queue.shift()();
      if (frame !== undefined) {
        this.#tokens -= 1;
        this.#send(frame);
      }
    }
  }
}
