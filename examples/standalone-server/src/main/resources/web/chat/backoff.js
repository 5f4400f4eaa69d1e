/**
 * How long to wait before the next attempt to connect: a random time within a bound that doubles.
 * The time is random over the whole bound, so that the clients of a server that went away do not
 * come back in step.
 */
export class Backoff {
  #least;
  #most;
  #random;
  #bound;

  /**
   * @param {{least?: number, most?: number, random?: () => number}} options the first and the
   *     largest bound in milliseconds, and a source of numbers from 0 to less than 1
   */
  constructor({ least = 500, most = 20_000, random = Math.random } = {}) {
    this.#least = least;
    this.#most = most;
    this.#random = random;
    this.#bound = least;
  }

  /** @returns {number} milliseconds to wait this time */
  next() {
    const wait = this.#random() * this.#bound;
    this.#bound = Math.min(this.#bound * 2, this.#most);
    return wait;
  }

  /** Starts again with the largest bound, for a server that asked to be left alone for a while. */
  calm() {
    this.#bound = this.#most;
  }

  /** Starts again with the first bound. */
  reset() {
    this.#bound = this.#least;
  }
}
