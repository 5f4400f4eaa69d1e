const KEY = 'chat';

const NOTHING = { username: null, rooms: [], read: {}, ownIds: [], drafts: {} };

/**
 * What this tab remembers when its page is loaded again: who its user is, which rooms are open, how
 * far each was read, and what was being written. Another tab is another user.
 */
export const memory = {
  /** @returns {{username: ?string, rooms: string[], read: object, ownIds: string[], drafts: object}} */
  load() {
    try {
      return { ...NOTHING, ...JSON.parse(sessionStorage.getItem(KEY) ?? '{}') };
    } catch {
      return NOTHING;
    }
  },

  save(remembered) {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(remembered));
    } catch {
      // Where nothing may be kept, nothing is.
    }
  },

  forget() {
    this.save(NOTHING);
  },
};
