package dev.chatengine.benchmarks.store;

import dev.chatengine.model.Draft;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.spi.MessageStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The drafts of the benchmarks: sentences of 60 characters of one user, to one room. */
public final class Drafts {
  public static final Room ROOM = new Room("benchmark");

  private static final User USER = User.of("ann", "Ann");
  private static final String TEXT = "Shall we meet at the usual place, an hour before it begins? ";

  private Drafts() {}

  public static Draft one() {
    return Draft.builder(ROOM, USER, Instant.now(), TEXT).build();
  }

  public static List<Draft> many(int count) {
    List<Draft> drafts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      drafts.add(one());
    }
    return drafts;
  }

  /** Appends, and fails unless all drafts are stored. */
  public static List<AppendResult> append(MessageStore store, List<Draft> drafts) {
    List<AppendResult> results = store.append(drafts);
    for (AppendResult result : results) {
      requireStored(result);
    }
    return results;
  }

  /** Appends one draft, again and again while the result is unknown. */
  static AppendResult appendUntilKept(MessageStore store, Draft draft) {
    AppendResult result;
    do {
      result = store.append(List.of(draft)).get(0);
    } while (result instanceof AppendResult.Unknown);
    if (!(result instanceof AppendResult.Duplicate)) {
      requireStored(result);
    }
    return result;
  }

  static void requireStored(AppendResult result) {
    if (!(result instanceof AppendResult.Stored)) {
      throw new IllegalStateException("not stored: " + result);
    }
  }

  /** Appends until the room has a number of messages. */
  public static void fill(MessageStore store, int messages) {
    for (int left = messages; left > 0; left -= MessageStore.MAX_LIMIT) {
      append(store, many(Math.min(left, MessageStore.MAX_LIMIT)));
    }
  }
}
