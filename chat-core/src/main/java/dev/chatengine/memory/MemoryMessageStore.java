package dev.chatengine.memory;

import dev.chatengine.memory.log.ConversationLog;
import dev.chatengine.memory.log.LogBounds;
import dev.chatengine.memory.log.LogDirectory;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A message store in the memory of one process, with bounds.
 *
 * <p>The bounds:
 *
 * <ul>
 *   <li><b>Messages per conversation</b>: the oldest message is dropped; numbering continues.
 *   <li><b>Retention</b>: a message that has been stored for that long is not returned any more,
 *       and its memory is freed at the next use of its conversation; numbering continues.
 *   <li><b>Conversations</b>: the least recently used conversation that is not {@linkplain #opened
 *       open} is evicted, and starts again with a new epoch at number 1. If all are open, a message
 *       to another conversation is {@linkplain AppendResult.Refused refused}. Opening never fails:
 *       there may be more open conversations than the bound allows, as many as the node uses.
 *   <li><b>Total bytes</b>: conversations that are not open are evicted in the same way. When none
 *       is left, the open ones in turn lose an eighth of their messages (at most 1,000), oldest
 *       first, until the rest fits. The newest message stays, even if it alone exceeds the bound.
 * </ul>
 *
 * <p>The bytes are an estimate of the memory that messages take; it is more often too high than too
 * low. A conversation is used when messages are appended, amended, found or read; {@link #heads}
 * and {@link #directs} do not count as use.
 *
 * <p>Several engines of one process may use the same data: build the store as {@link
 * Builder#shared(boolean) shared} and give each further engine a store from {@link #another()}.
 *
 * <p>Safe for use by several threads. It never waits, except while another thread does one
 * operation on the same conversation. It starts no threads.
 */
public final class MemoryMessageStore implements MessageStore {
  private final LogBounds bounds;
  private final InstantSource clock;
  private final LogDirectory directory;
  private final Traits traits;

  /** How often this store has opened each conversation; only counted if others share the data. */
  private final Map<Conversation, Integer> openings = new ConcurrentHashMap<>();

  private volatile boolean closed;

  private MemoryMessageStore(
      LogBounds bounds, InstantSource clock, LogDirectory directory, Traits traits) {
    this.bounds = bounds;
    this.clock = clock;
    this.directory = directory;
    this.traits = traits;
  }

  /**
   * Makes a store with the default bounds and the system's clock.
   *
   * @return a new, empty store
   */
  public static MemoryMessageStore create() {
    return builder().build();
  }

  /**
   * Starts a store with other bounds.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Makes a store over the same data, for another engine of this process. Each store has to be
   * closed; the data are gone when the last one is closed.
   *
   * @return a new store
   * @throws IllegalStateException if this store is not shared, or closed
   */
  public MemoryMessageStore another() {
    requireOpen();
    if (!traits.shared()) {
      throw new IllegalStateException("the message store was not built as shared");
    }
    return new MemoryMessageStore(bounds, clock, directory, traits);
  }

  @Override
  public List<AppendResult> append(List<Draft> drafts) {
    requireOpen();
    if (drafts.isEmpty() || drafts.size() > MAX_LIMIT) {
      throw new IllegalArgumentException(
          "there are " + drafts.size() + " drafts, not 1 to " + MAX_LIMIT);
    }
    long now = clock.millis();
    if (drafts.size() == 1) {
      return List.of(append(drafts.get(0), now));
    }
    List<AppendResult> results = new ArrayList<>(drafts.size());
    for (Draft draft : drafts) {
      results.add(append(draft, now));
    }
    return results;
  }

  private AppendResult append(Draft draft, long now) {
    while (true) {
      ConversationLog log = directory.findOrCreate(draft.conversation());
      if (log == null) {
        return new AppendResult.Refused(
            "all " + bounds.conversations() + " conversations that may be kept are open");
      }
      AppendResult result = log.append(draft, now);
      if (result != null) {
        directory.wrote(log);
        return result;
      }
      // The log was evicted meanwhile: the conversation has a new one, or gets one now.
    }
  }

  @Override
  public AmendResult amend(
      Conversation conversation, String messageId, long basedOn, Amendment state) {
    requireOpen();
    ConversationLog log = directory.find(conversation);
    if (log == null) {
      return new AmendResult.NotFound();
    }
    AmendResult result = log.amend(messageId, basedOn, state, clock.millis());
    directory.wrote(log);
    return result;
  }

  @Override
  public Page before(Conversation conversation, long seq, int limit) {
    requireOpen();
    requireNotNegative(seq, "seq");
    requireLimit(limit);
    ConversationLog log = used(conversation);
    return log == null ? emptyPage() : log.before(seq, limit, clock.millis());
  }

  @Override
  public Page after(Conversation conversation, long seq, int limit) {
    requireOpen();
    requireNotNegative(seq, "seq");
    requireLimit(limit);
    ConversationLog log = used(conversation);
    return log == null ? emptyPage() : log.after(seq, limit, clock.millis());
  }

  @Override
  public Page amendments(Conversation conversation, long revision, int limit) {
    requireOpen();
    requireNotNegative(revision, "revision");
    requireLimit(limit);
    ConversationLog log = used(conversation);
    return log == null ? emptyPage() : log.amendments(revision, limit, clock.millis());
  }

  @Override
  public Optional<Message> find(Conversation conversation, String messageId) {
    requireOpen();
    ConversationLog log = used(conversation);
    return log == null ? Optional.empty() : log.find(messageId, clock.millis());
  }

  @Override
  public Optional<Message> findByClientId(
      Conversation conversation, String senderId, String clientMessageId) {
    requireOpen();
    ConversationLog log = used(conversation);
    return log == null
        ? Optional.empty()
        : log.findByClientId(senderId, clientMessageId, clock.millis());
  }

  @Override
  public Map<Conversation, Head> heads(Set<Conversation> conversations) {
    requireOpen();
    Map<Conversation, Head> heads = new HashMap<>();
    for (Conversation conversation : conversations) {
      ConversationLog log = directory.find(conversation);
      heads.put(conversation, log == null ? Head.EMPTY : log.head());
    }
    return heads;
  }

  @Override
  public List<ConversationHead> directs(Set<String> userIds, int limit) {
    requireOpen();
    requireLimit(limit);
    record Written(ConversationHead head, long lastWrite) {}
    List<Written> directs = new ArrayList<>();
    for (ConversationLog log : directory.directsOf(userIds)) {
      long lastWrite = log.lastWrite();
      Head head = log.head();
      if (!head.equals(Head.EMPTY)) {
        directs.add(new Written(new ConversationHead(log.conversation(), head), lastWrite));
      }
    }
    directs.sort(Comparator.comparingLong(Written::lastWrite).reversed());
    return directs.stream().limit(limit).map(Written::head).toList();
  }

  @Override
  public boolean delete(Conversation conversation) {
    requireOpen();
    return directory.delete(conversation);
  }

  @Override
  public Head restart(Conversation conversation, String epoch) {
    requireOpen();
    ConversationLog log = directory.find(conversation);
    return log == null ? Head.EMPTY : log.restart(epoch);
  }

  @Override
  public void opened(Conversation conversation) {
    if (!closed) {
      directory.opened(conversation);
      if (traits.shared()) {
        openings.merge(conversation, 1, Integer::sum);
      }
    }
  }

  @Override
  public void released(Conversation conversation) {
    if (traits.shared() && !forgetOpening(conversation)) {
      return;
    }
    directory.released(conversation);
  }

  @Override
  public Traits traits() {
    return traits;
  }

  /** Drops all data; if they are shared, only releases the conversations that this store opened. */
  @Override
  public void close() {
    closed = true;
    if (traits.shared()) {
      openings.keySet().forEach(this::releaseAll);
    } else {
      directory.clear();
    }
  }

  private void releaseAll(Conversation conversation) {
    while (forgetOpening(conversation)) {
      directory.released(conversation);
    }
  }

  /** Counts one opening fewer; false if this store has not opened the conversation. */
  private boolean forgetOpening(Conversation conversation) {
    boolean[] counted = new boolean[1];
    openings.computeIfPresent(
        conversation,
        (key, count) -> {
          counted[0] = true;
          return count == 1 ? null : count - 1;
        });
    return counted[0];
  }

  private @Nullable ConversationLog used(Conversation conversation) {
    ConversationLog log = directory.find(conversation);
    if (log != null) {
      directory.read(log);
    }
    return log;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the message store is closed");
    }
  }

  private static void requireLimit(int limit) {
    if (limit < 0 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit is " + limit + ", not 0 to " + MAX_LIMIT);
    }
  }

  private static void requireNotNegative(long value, String name) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " is " + value + ", not 0 or more");
    }
  }

  private static Page emptyPage() {
    return new Page(Head.EMPTY, List.of(), false);
  }

  /** Collects a store's bounds. Not for use by several threads. */
  public static final class Builder {
    /** The most messages that a conversation can be allowed to keep. */
    public static final int MAX_MESSAGES_PER_CONVERSATION = 1_000_000;

    /** The most conversations that can be allowed. */
    public static final int MAX_CONVERSATIONS = 10_000_000;

    /** The smallest bound of all bytes: 1 MiB. */
    public static final long MIN_TOTAL_BYTES = 1L << 20;

    /** The largest bound of all bytes: 1 TiB. */
    public static final long MAX_TOTAL_BYTES = 1L << 40;

    private static final Duration MAX_RETENTION = Duration.ofDays(36_500);

    private int messagesPerConversation = 10_000;
    private int conversations = 100_000;
    private long totalBytes = 128L << 20;
    private Duration retention = Duration.ofDays(7);
    private boolean shared;
    private InstantSource clock = InstantSource.system();

    private Builder() {}

    /**
     * Bounds the messages that each conversation keeps; 10,000 by default.
     *
     * @param count 1 to {@value #MAX_MESSAGES_PER_CONVERSATION}
     * @return this
     * @throws IllegalArgumentException if it is out of bounds
     */
    public Builder messagesPerConversation(int count) {
      requireWithin(count, "messagesPerConversation", 1, MAX_MESSAGES_PER_CONVERSATION);
      messagesPerConversation = count;
      return this;
    }

    /**
     * Bounds the conversations that are kept; 100,000 by default.
     *
     * @param count 1 to {@value #MAX_CONVERSATIONS}
     * @return this
     * @throws IllegalArgumentException if it is out of bounds
     */
    public Builder conversations(int count) {
      requireWithin(count, "conversations", 1, MAX_CONVERSATIONS);
      conversations = count;
      return this;
    }

    /**
     * Bounds the estimated memory that all messages take; 128 MiB by default.
     *
     * @param bytes {@value #MIN_TOTAL_BYTES} to {@value #MAX_TOTAL_BYTES}
     * @return this
     * @throws IllegalArgumentException if it is out of bounds
     */
    public Builder totalBytes(long bytes) {
      requireWithin(bytes, "totalBytes", MIN_TOTAL_BYTES, MAX_TOTAL_BYTES);
      totalBytes = bytes;
      return this;
    }

    /**
     * Sets how long a message is kept, from when it was stored; 7 days by default.
     *
     * @param retention 1 millisecond to 36,500 days, cut to milliseconds
     * @return this
     * @throws IllegalArgumentException if it is out of bounds
     */
    public Builder retention(Duration retention) {
      Objects.requireNonNull(retention, "retention");
      if (retention.compareTo(Duration.ofMillis(1)) < 0 || retention.compareTo(MAX_RETENTION) > 0) {
        throw new IllegalArgumentException(
            "retention is " + retention + ", not 1 millisecond to 36,500 days");
      }
      this.retention = retention;
      return this;
    }

    /**
     * Sets whether several engines of this process use the data, as the store's {@link
     * MessageStore#traits() traits} then say; by default not. See {@link
     * MemoryMessageStore#another()}.
     *
     * @param shared whether there are several engines
     * @return this
     */
    public Builder shared(boolean shared) {
      this.shared = shared;
      return this;
    }

    /**
     * Sets the clock by which messages expire; the system's by default.
     *
     * @param clock a clock, which any thread may call, often
     * @return this
     */
    public Builder clock(InstantSource clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * Makes the store.
     *
     * @return a new, empty store
     */
    public MemoryMessageStore build() {
      LogBounds bounds =
          new LogBounds(messagesPerConversation, conversations, totalBytes, retention.toMillis());
      return new MemoryMessageStore(
          bounds, clock, new LogDirectory(bounds), new Traits(shared, false, true));
    }

    private static void requireWithin(long value, String name, long min, long max) {
      if (value < min || value > max) {
        throw new IllegalArgumentException(name + " is " + value + ", not " + min + " to " + max);
      }
    }
  }
}
