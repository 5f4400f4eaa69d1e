const KEY = 'dev.chatengine.page';

const isText = (value) => typeof value === 'string';

const isRoom = (name) => isText(name) && name.trim() !== '' && !/\p{Surrogate}/u.test(name);

const isPosition = (value) => isText(value?.epoch) && Number.isInteger(value.seq);

const listOf = (value, fits) => (Array.isArray(value) ? value.filter(fits) : []);

const entriesOf = (value, fits) =>
  Object.fromEntries(Object.entries(value ?? {}).filter(([, each]) => fits(each)));

/**
 * What this tab saves for the next load of its page: the name of its user, the open rooms, the
 * position up to which each was read, and unfinished texts. Each tab has its own user. A duplicated
 * tab begins with a copy, although its user is another one.
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
      read: entriesOf(read, isPosition),
      ownIds: listOf(ownIds, isText),
      drafts: entriesOf(drafts, isText),
    };
  },

  save(remembered) {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(remembered));
    } catch {
      // The browser does not allow it.
    }
  },

  forget() {
    try {
      sessionStorage.removeItem(KEY);
    } catch {
      // The browser does not allow it, so nothing was saved.
    }
  },
};

/** The saved value, if it is an object: other pages of this origin may use the same storage. */
function stored() {
  try {
    return Object(JSON.parse(sessionStorage.getItem(KEY)));
  } catch {
    return {};
  }
}
