package dev.chatengine.testkit.engine;

import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.model.Amendment;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.ConversationHead;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Head;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.spi.AmendResult;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.Traits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A store that waits, and that can fail. */
final class FaultyStore implements MessageStore {
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

  @Override
  public List<AppendResult> append(List<Draft> drafts) {
    batchSizes.add(drafts.size());
    if (appendsFail) {
      throw new IllegalStateException("the store is away");
    }
    return afterAppend.apply(store.append(drafts));
  }

  @Override
  public AmendResult amend(
      Conversation conversation, String messageId, long basedOn, Amendment state) {
    return store.amend(conversation, messageId, basedOn, state);
  }

  @Override
  public Page before(Conversation conversation, long seq, int limit) {
    read();
    return store.before(conversation, seq, limit);
  }

  @Override
  public Page after(Conversation conversation, long seq, int limit) {
    read();
    Page page = store.after(conversation, seq, limit);
    Head last = restored;
    return last == null
        ? page
        : new Page(
            last,
            page.messages().stream().filter(message -> message.seq() <= last.seq()).toList(),
            false);
  }

  @Override
  public Page amendments(Conversation conversation, long revision, int limit) {
    read();
    return store.amendments(conversation, revision, limit);
  }

  @Override
  public Optional<Message> find(Conversation conversation, String messageId) {
    read();
    return store.find(conversation, messageId);
  }

  @Override
  public Optional<Message> findByClientId(
      Conversation conversation, String senderId, String clientMessageId) {
    read();
    return store.findByClientId(conversation, senderId, clientMessageId);
  }

  @Override
  public Map<Conversation, Head> heads(Set<Conversation> conversations) {
    read();
    Map<Conversation, Head> heads = new HashMap<>(store.heads(conversations));
    Head last = restored;
    if (last != null) {
      heads.replaceAll((conversation, head) -> last);
    }
    return heads;
  }

  @Override
  public List<ConversationHead> directs(Set<String> userIds, int limit) {
    read();
    return store.directs(userIds, limit);
  }

  @Override
  public boolean delete(Conversation conversation) {
    return store.delete(conversation);
  }

  @Override
  public Head restart(Conversation conversation, String epoch) {
    restored = null;
    return store.restart(conversation, epoch);
  }

  @Override
  public Traits traits() {
    return new Traits(false, false, false);
  }

  @Override
  public void close() {
    store.close();
  }

  private void read() {
    duringReads.run();
    if (readsFail) {
      throw new IllegalStateException("the store is away");
    }
  }
}
