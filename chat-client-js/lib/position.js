/**
 * Positions in the log of a conversation: `{epoch, seq, revision}`. The epoch names the log, and
 * `seq` is the number of the last message that was read. Only rooms have a revision.
 */

/** The epoch of a log that has no messages yet. */
export const NO_EPOCH = '0';

/** A position for the application. */
export const publicPosition = (position) =>
  position && { epoch: position.epoch, seq: position.seq };

/** A position for the server. */
export const wirePosition = ({ epoch, seq, revision }) =>
  revision === undefined ? { epoch, seq } : { epoch, seq, revision };

/** The known positions among pairs of key and position, for the server. */
export const wirePositions = (entries) =>
  Object.fromEntries(
    entries
      .filter(([, position]) => position !== null)
      .map(([key, position]) => [key, wirePosition(position)]),
  );
