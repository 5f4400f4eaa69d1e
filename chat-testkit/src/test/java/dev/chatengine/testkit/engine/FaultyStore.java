package dev.chatengine.testkit.engine;

import static java.util.Objects.requireNonNull;

import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Head;
import dev.chatengine.model.Page;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.testkit.support.RemotePlugin;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A store that waits, and that can fail. */
final class FaultyStore {
  private static final Set<String> READS =
      Set.of("before", "after", "amendments", "find", "findByClientId", "heads", "directs");

  /** What engines are given. */
  final MessageStore plugin = RemotePlugin.of(MessageStore.class, this::answer);

  private final MessageStore store = MemoryMessageStore.create();
  private final List<Integer> batchSizes = new ArrayList<>();
  private UnaryOperator<List<AppendResult>> afterAppend = UnaryOperator.identity();
  private boolean appendsFail;
  private boolean readsFail;
  private Runnable duringReads = () -> {};
  private @Nullable Head backup;
  private @Nullable Head restored;

  /** The next appends throw, and nothing is written. */
  void failAppends(boolean fail) {
    appendsFail = fail;
  }

  /** The next appends are written and answered with what this makes of the results. */
  void afterAppend(UnaryOperator<List<AppendResult>> answer) {
    afterAppend = answer;
  }

  void failReads(boolean fail) {
    readsFail = fail;
  }

  /** The next reads take so long that something else happens before they are answered. */
  void duringReads(Runnable event) {
    duringReads = event;
  }

  /** Remembers where the logs end. */
  void backUp(Conversation conversation) {
    backup = store.heads(Set.of(conversation)).get(conversation);
  }

  /** From now on the log ends where it did then, until it is restarted. */
  void restoreBackup() {
    restored = backup;
  }

  /** How many drafts each call brought. */
  List<Integer> batchSizes() {
    return batchSizes;
  }

  private @Nullable Object answer(Method method, Object[] arguments) throws Throwable {
    String name = method.getName();
    if (READS.contains(name)) {
      duringReads.run();
    } else if (name.equals("append")) {
      batchSizes.add(((List<?>) arguments[0]).size());
    } else if (name.equals("restart")) {
      restored = null;
    }
    if (READS.contains(name) ? readsFail : appendsFail && name.equals("append")) {
      throw new IllegalStateException("the store is away");
    }
    Object answer = RemotePlugin.call(store, method, arguments);
    return switch (name) {
      case "append" -> afterAppend.apply(appended(answer));
      case "after" -> upToTheBackup((Page) requireNonNull(answer));
      case "heads" -> upToTheBackup((Map<?, ?>) requireNonNull(answer));
      default -> answer;
    };
  }

  private static List<AppendResult> appended(@Nullable Object answer) {
    return ((List<?>) requireNonNull(answer)).stream().map(AppendResult.class::cast).toList();
  }

  private Page upToTheBackup(Page page) {
    Head last = restored;
    return last == null
        ? page
        : new Page(
            last,
            page.messages().stream().filter(message -> message.seq() <= last.seq()).toList(),
            false);
  }

  private Map<?, ?> upToTheBackup(Map<?, ?> heads) {
    Map<Object, Object> changed = new HashMap<>(heads);
    Head last = restored;
    if (last != null) {
      changed.replaceAll((conversation, head) -> last);
    }
    return changed;
  }
}
