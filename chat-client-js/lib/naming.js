import { ChatError, deferred, errorOf, isWellFormed } from './util.js';

/**
 * The server may hold this user's name for a lost connection, or for a program that was killed and
 * is started again. By default it does so for less than the 60 seconds of further requests.
 */
const MAX_RETRIES = 30;
const RETRY_MS = 2_000;

/**
 * The name of this client, if it has one: sends `set_username`, and repeats it while the server may
 * hold the name for this same user.
 *
 * The session supplies `isWelcomed` and `end`, and is called: `onNameRequested()`, `onNameSet()`,
 * `onNameFailed(error)` when the client has no name and requests none any longer, and
 * `onNameError(error)` with errors that reject no promise.
 */
export class Naming {
  /** The name as the server writes it; null before it has confirmed one. */
  username = null;

  /** Whether the client may join rooms: the server has confirmed its name, or it needs none. */
  isSet = false;

  /** Why this client has no name and requests none any longer; or null. */
  error = null;

  #env;
  #requests;
  #session;
  #wanted;

  /** The name that was wanted before that of `#choice`. */
  #previous;

  /** The promise of the last `setUsername`, while it is pending; or null. */
  #choice = null;
  #isRequesting = false;

  /** The name that the server may hold for this client: confirmed, or sent and not answered. */
  #heldName = null;
  #retries = 0;
  #timer = null;

  constructor(env, requests, wanted, session) {
    this.#env = env;
    this.#requests = requests;
    this.#wanted = wanted;
    this.#session = session;
  }

  /** @returns {Promise<string>} the name as the server writes it */
  choose(username) {
    if (this.#choice === null) {
      this.#previous = this.#wanted;
    } else {
      this.#choice.reject(new ChatError('replaced', 'Another name was chosen meanwhile'));
    }
    this.#choice = deferred();
    const { promise } = this.#choice;
    this.#wanted = username;
    this.#retries = 0;
    this.stop();
    this.clearError();
    if (this.#session.end !== null) {
      this.#fail(this.#session.end);
    } else if (!isWellFormed(username)) {
      this.#fail({ code: 'invalid_content', message: 'A name must be well-formed Unicode text' });
    } else if (this.#session.isWelcomed) {
      this.request();
    } else {
      this.isSet = false;
    }
    return promise;
  }

  /** @param isSignedIn whether a token names the user, so that no other name is needed */
  onWelcome({ resumed, isSignedIn }) {
    const isKnown = resumed ? this.isSet : isSignedIn;
    this.isSet = this.#wanted === undefined || (isKnown && this.#choice === null);
  }

  /** Sends the name, unless it was sent already or must wait. */
  request() {
    if (this.#timer !== null || this.#isRequesting || !this.#session.isWelcomed) {
      return;
    }
    const username = this.#wanted;
    this.#isRequesting = true;
    this.clearError();
    let isSent = false;
    const answered = (action) => (frame) => {
      this.#isRequesting = false;
      if (username === this.#wanted) {
        action(frame);
      } else {
        this.request();
      }
    };
    this.#requests.send(
      { type: 'set_username', username },
      {
        answered: answered((frame) => this.#onSet(frame)),
        failed: answered((error) => this.#onRefused(error)),
        handedOver: () => (isSent = true),
        lost: () => {
          this.#isRequesting = false;
          this.#heldName = isSent ? username : this.#heldName;
        },
      },
    );
  }

  /** The client may get its name after all, and rooms can wait for it again. */
  clearError() {
    this.error = null;
    this.#session.onNameRequested();
  }

  #onSet({ username }) {
    this.isSet = true;
    this.#retries = 0;
    this.username = username;
    this.#heldName = this.#wanted;
    this.#choice?.resolve(username);
    this.#choice = null;
    this.#session.onNameSet();
  }

  #onRefused(error) {
    const isHeld = this.#heldName === this.#wanted;
    // A user who chooses a name must know at once that it is taken.
    const mayBeHeld = isHeld || this.#choice === null;
    if (error.code !== 'username_taken' || !mayBeHeld || this.#retries >= MAX_RETRIES) {
      this.#fail(error);
      return;
    }
    if (!isHeld && this.#retries === 0) {
      this.#session.onNameError(errorOf(error));
      if (this.#choice !== null || this.#session.end !== null) {
        return; // A listener has chosen another name, or has closed the client.
      }
    }
    this.#retries += 1;
    this.#timer = this.#env.setTimeout(() => {
      this.#timer = null;
      this.request();
    }, RETRY_MS);
  }

  /** Gives up the wanted name. */
  #fail(reason) {
    const error = errorOf(reason);
    if (this.isSet) {
      this.#wanted = this.#previous;
    } else if (this.#session.end === null) {
      this.error = error;
      this.#session.onNameFailed(error);
    }
    if (this.#choice === null) {
      this.#session.onNameError(error);
    } else {
      this.#choice.reject(error);
      this.#choice = null;
    }
  }

  /** The server has no name for this client. @returns whether the client has one to send again */
  onLost() {
    if (this.#wanted === undefined) {
      return false;
    }
    this.isSet = false;
    this.request();
    return true;
  }

  /** Another user has had the name for longer. It is free again when that user has gone. */
  onTakenByOther() {
    this.#heldName = null;
    this.onLost();
  }

  /** The client does not reconnect by itself. */
  onEnd(error) {
    this.#choice?.reject(error);
    this.#choice = null;
  }

  /** Stops the timer. */
  stop() {
    this.#env.clearTimeout(this.#timer);
    this.#timer = null;
  }
}
