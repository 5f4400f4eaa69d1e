const KEY = 'dev.chatengine.page';

const isText = (value) => typeof value === 'string';

const isRoom = (name) => isText(name) && name.trim() !== '' && !/\p{Surrogate}/u.test(name);

const isPlace = (value) => isText(value?.epoch) && Number.isInteger(value.seq);

const listOf = (value, fits) => (Array.isArray(value) ? value.filter(fits) : []);

const entriesOf = (value, fits) =>
  Object.fromEntries(Object.entries(value ?? {}).filter(([, each]) => fits(each)));

/**
 * What this tab remembers when its page is loaded again: who its user is, which rooms are open, how
 * far each was read, and what was being written. Another tab is another user. A tab that the user
 * duplicates begins with a copy, though another user comes in there.
 */
export const memory = {
  /**
   * @returns {{username: ?string, rooms: string[], read: object, ownIds: string[], drafts: object}}
   */
  load() {
    const { username, rooms, read, ownIds, drafts } = stored();
    return {
      username: isText(username) ? username : null,
      rooms: listOf(rooms, isRoom),
      read: entriesOf(read, isPlace),
      ownIds: listOf(ownIds, isText),
      drafts: entriesOf(drafts, isText),
    };
  },

  save(remembered) {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(remembered));
    } catch {
      // Where nothing may be kept, nothing is.
    }
  },

  forget() {
    try {
      sessionStorage.removeItem(KEY);
    } catch {
      // Nothing was kept.
    }
  },
};

/** What was saved, if that is an object: other pages of this origin may use the same storage. */
function stored() {
  try {
    return Object(JSON.parse(sessionStorage.getItem(KEY)));
  } catch {
    return {};
  }
}
