import { durationOf } from './util.js';

/** Errors after which the request is sent again, over the same connection. */
const TRANSIENT_ERRORS = new Set(['rate_limited', 'overloaded', 'internal']);
const MAX_REPEATS = 5;

/**
 * The requests on this connection that are not answered yet. A handler may have
 * - `handedOver()`: the request was sent, so the server may act on it;
 * - `answered(frame)`: the server has answered;
 * - `failed(error)`: the server has refused it; returns true if an answer still follows;
 * - `lost()`: the connection was lost before the answer.
 */
export class Requests {
  #env;
  #pacer;
  #pending = new Map();
  #count = 0;

  constructor(env, pacer) {
    this.#env = env;
    this.#pacer = pacer;
  }

  /**
   * @param isUrgent sends the request before all waiting frames
   * @returns {string} the request's ref
   */
  send(frame, handler, isUrgent = false) {
    this.#count += 1;
    const ref = String(this.#count);
    const request = { frame: { ...frame, ref }, handler, repeats: 0, timer: null };
    this.#pending.set(ref, request);
    if (isUrgent) {
      this.#pacer.sendNow(request.frame);
    } else {
      this.#push(ref, request);
    }
    return ref;
  }

  #push(ref, request) {
    this.#pacer.push(() => {
      if (!this.#pending.has(ref)) {
        return undefined;
      }
      request.handler.handedOver?.();
      return request.frame;
    });
  }

  forget(ref) {
    const request = this.#pending.get(ref);
    this.#env.clearTimeout(request?.timer);
    this.#pending.delete(ref);
  }

  handler(ref) {
    return this.#pending.get(ref)?.handler;
  }

  answered(frame) {
    const handler = this.handler(frame.ref);
    if (handler !== undefined) {
      this.forget(frame.ref);
      handler.answered?.(frame);
    }
  }

  failed(error) {
    if (error.code === 'rate_limited') {
      this.#pacer.pause(durationOf(error.retryAfterMs) ?? 1_000);
    }
    const request = this.#pending.get(error.ref);
    if (request === undefined) {
      return;
    }
    if (TRANSIENT_ERRORS.has(error.code) && request.repeats < MAX_REPEATS) {
      request.repeats += 1;
      const wait =
        durationOf(error.retryAfterMs) ?? this.#env.random() * 500 * 2 ** request.repeats;
      request.timer = this.#env.setTimeout(() => this.#push(error.ref, request), wait);
      return;
    }
    if (request.handler.failed?.(error) !== true) {
      this.forget(error.ref);
    }
  }

  onConnectionLost() {
    const all = [...this.#pending.values()];
    this.#pending.clear();
    for (const { handler, timer } of all) {
      this.#env.clearTimeout(timer);
      handler.lost?.();
    }
  }
}
