import { durationOf } from './util.js';

/** Errors that pass by themselves: the request is made again, by the same connection. */
const PASSING = new Set(['rate_limited', 'overloaded', 'internal']);
const MAX_REPEATS = 5;

/**
 * What was asked on this connection and not answered yet. A handler has
 * - `answered(frame)`: it is done;
 * - `failed(error)`: the server said no; if it returns true the answer is still to come;
 * - `lost()`: the connection ended before;
 * - `handedOver()`: it is on its way, and may have an effect from now on.
 *
 * All but `lost` may be missing.
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

  /** @returns {string} the request's ref */
  send(frame, handler, urgent = false) {
    this.#count += 1;
    const ref = String(this.#count);
    const request = { frame: { ...frame, ref }, handler, repeats: 0, timer: null };
    this.#pending.set(ref, request);
    if (urgent) {
      this.#pacer.urgent(request.frame);
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
    if (PASSING.has(error.code) && request.repeats < MAX_REPEATS) {
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

  lost() {
    const all = [...this.#pending.values()];
    this.#pending.clear();
    for (const { handler, timer } of all) {
      this.#env.clearTimeout(timer);
      handler.lost?.();
    }
  }
}
