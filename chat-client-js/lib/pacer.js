/**
 * Sends frames no faster than the server accepts them: a token bucket with the frames of one
 * second.
 */
export class Pacer {
  #env;
  #rate;
  #send;
  #queue = [];
  #tokens = 0;
  #refilledAt = 0;
  #notBefore = 0;
  #timer = null;

  constructor(env, rate, send) {
    this.#env = env;
    this.#rate = rate;
    this.#send = send;
  }

  /** The size of the bucket: at least one frame, however slowly it fills. */
  get #maxTokens() {
    return Math.max(1, this.#rate);
  }

  /** There is a new connection: no frames wait, and the bucket is full. */
  reset() {
    this.stop();
    this.#tokens = this.#maxTokens;
    this.#refilledAt = this.#env.monotonicNow();
    this.#notBefore = 0;
  }

  stop() {
    this.#queue = [];
    this.#env.clearTimeout(this.#timer);
    this.#timer = null;
  }

  /**
   * Sends a frame after the waiting ones.
   *
   * @param frameOf returns the frame when it can be sent, or undefined if it is obsolete by then
   */
  push(frameOf) {
    this.#queue.push(frameOf);
    this.#flush();
  }

  /** Sends a frame before the waiting ones. */
  sendNow(frame) {
    this.#refill();
    this.#tokens -= 1;
    this.#send(frame);
  }

  /** Sends a frame at once if that delays no other frame; otherwise drops it. */
  sendIfIdle(frame) {
    this.#refill();
    const isIdle = this.#queue.length === 0 && this.#tokens >= 2;
    if (isIdle && this.#env.monotonicNow() >= this.#notBefore) {
      this.#tokens -= 1;
      this.#send(frame);
    }
  }

  /** The server has refused a frame because of the rate. */
  pause(ms) {
    this.#refill();
    this.#tokens = Math.min(this.#tokens, 1);
    this.#notBefore = this.#env.monotonicNow() + ms;
  }

  /** The server has closed the connection because of the rate. */
  slowDown() {
    this.#rate = Math.min(this.#rate, Math.max(1, Math.min(this.#rate, 1_000) / 2));
  }

  #refill() {
    const now = this.#env.monotonicNow();
    if (this.#rate === Infinity) {
      this.#tokens = Infinity;
    } else {
      const added = (Math.max(0, now - this.#refilledAt) / 1_000) * this.#rate;
      this.#tokens = Math.min(this.#maxTokens, this.#tokens + added);
    }
    this.#refilledAt = now;
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
