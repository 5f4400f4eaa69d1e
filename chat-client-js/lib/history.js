import { ChatError, deferred, errorOf } from './util.js';

/**
 * Reads a page of a history, over this connection or a later one.
 *
 * @param session supplies `env`, `options`, `requests`, `events`, `isWelcomed` and `end`
 * @param scope names the conversation: `{room}` or `{with}`
 */
export function readHistory(session, scope, { before, after, limit } = {}) {
  const page = deferred();
  if (session.end !== null) {
    page.reject(session.end);
    return page.promise;
  }
  const { env, options, requests, events } = session;
  let isOver = false;
  let unsubscribe = () => {};
  const finish = (action) => {
    isOver = true;
    unsubscribe();
    env.clearTimeout(timer);
    action();
  };
  const timer = env.setTimeout(
    () => finish(() => page.reject(new ChatError('timeout', 'The history was not read in time'))),
    options.requestTimeoutMs,
  );
  const request = () => {
    requests.send(
      { type: 'get_history', ...scope, before, after, limit },
      {
        answered: ({ messages, hasMore }) =>
          finish(() => page.resolve({ messages: messages.map(messageOf), hasMore })),
        failed: (error) => finish(() => page.reject(errorOf(error))),
      },
    );
  };
  unsubscribe = events.on('state', ({ state }) => {
    if (state === 'online' && !isOver) {
      request();
    } else if (state === 'closed' && !isOver) {
      finish(() => page.reject(session.end));
    }
  });
  if (session.isWelcomed) {
    request();
  }
  return page.promise;
}

/** A message of a page. A private message also gets `userId` and `username` of its sender. */
function messageOf({ type: _type, ...message }) {
  return message.fromId === undefined
    ? message
    : { userId: message.fromId, username: message.fromUsername, ...message };
}
