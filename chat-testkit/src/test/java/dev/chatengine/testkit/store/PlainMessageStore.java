package dev.chatengine.testkit.store;

import dev.chatengine.model.Amendment;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.ConversationHead;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Head;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.Position;
import dev.chatengine.spi.AmendResult;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.Traits;
import dev.chatengine.testkit.store.PlainData.Log;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongBiFunction;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The simplest store that fulfils the whole contract: one lock, and a search for each read. Each
 * decision that a store can get wrong is a field, which a row of {@link BrokenStores} replaces.
 */
class PlainMessageStore implements MessageStore {
  final PlainData data;
  private final Set<Conversation> failing = new HashSet<>();
  private @Nullable WriteFault nextFault;
  private boolean closed;

  // Decisions.

  Runnable checkOpen = this::refuseIfClosed;
  IntConsumer checkLimit = PlainMessageStore::refuseOutOfRange;

  /** What the conversation is known by. */
  UnaryOperator<Conversation> key = conversation -> conversation;

  ToLongFunction<Log> nextSeq = log -> log.seq + 1;
  ToLongBiFunction<Log, Message> nextRevision = (log, message) -> log.revision + 1;
  Supplier<String> newEpoch;
  BiFunction<Log, Draft, Optional<Message>> earlier = PlainMessageStore::ofSameClientId;
  UnaryOperator<Draft> written = draft -> draft;
  Function<List<Draft>, List<AppendResult>> appendAll = this::appendEach;
  Function<Draft, AppendResult> append = this::appendUnlessDuplicate;
  BiPredicate<Log, Message> isExpired = (log, message) -> message.seq() <= log.expired;
  BiPredicate<Message, Long> isInPlace = (current, basedOn) -> current.revision() == basedOn;
  Amended amended = Message::amended;
  BiPredicate<Message, Message> isOvertaken = (amendment, by) -> amendment.id().equals(by.id());
  BiFunction<Log, Collection<Message>, Collection<Message>> visible = (log, messages) -> messages;
  BiPredicate<Integer, Integer> hasMore = (found, limit) -> found > limit;
  BiPredicate<Log, String> mayRestart = (log, epoch) -> log.start.epoch().equals(epoch);
  Function<Log, Position> restarted;
  Supplier<AppendResult> answerLost = () -> new AppendResult.Unknown("the answer is lost");
  Consumer<Log> requestLost = log -> {};

  /** Completes what a writer that died has left undone. */
  Consumer<Log> recoverHead = PlainMessageStore::headFromMessages;

  Consumer<Log> recoverAmendments = this::messagesFromAmendments;

  @FunctionalInterface
  interface Amended {
    Message apply(Message message, Amendment state, long revision);
  }

  PlainMessageStore(PlainData data) {
    this.data = data;
    newEpoch = data::newEpoch;
    restarted = log -> new Position(data.newEpoch(), log.seq, log.revision);
  }

  // The rest of the store.

  private void refuseIfClosed() {
    if (closed) {
      throw new IllegalStateException("closed");
    }
  }

  private static void refuseOutOfRange(int limit) {
    if (limit < 0 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit " + limit);
    }
  }

  static Optional<Message> ofSameClientId(Log log, Draft draft) {
    return first(
        log,
        message ->
            message.sender().equals(draft.sender())
                && message.clientMessageId().equals(draft.clientMessageId()));
  }

  private static void headFromMessages(Log log) {
    if (!log.messages.isEmpty()) {
      Message last = log.messages.lastEntry().getValue();
      log.seq = Math.max(log.seq, last.seq());
      if (log.start.equals(Position.EMPTY)) {
        log.start = new Position(last.epoch(), 0, 0);
      }
    }
  }

  private void messagesFromAmendments(Log log) {
    for (Message amendment : List.copyOf(log.amendments.values())) {
      log.revision = Math.max(log.revision, amendment.revision());
      put(log, amendment);
    }
  }

  private void put(Log log, Message amended) {
    log.messages.replace(amended.seq(), amended);
    log.amendments
        .headMap(amended.revision())
        .values()
        .removeIf(earlier -> isOvertaken.test(earlier, amended));
  }

  final Log log(Conversation conversation) {
    Log log = data.logs().get(key.apply(conversation));
    if (log == null) {
      return new Log();
    }
    recoverHead.accept(log);
    recoverAmendments.accept(log);
    log.messages.values().removeIf(message -> isExpired.test(log, message));
    log.amendments.values().removeIf(message -> isExpired.test(log, message));
    return log;
  }

  static Optional<Message> first(Log log, Predicate<Message> wanted) {
    return log.messages.values().stream().filter(wanted).findFirst();
  }

  static Head head(Log log) {
    return log.start.equals(Position.EMPTY)
        ? Head.EMPTY
        : new Head(log.start, new Position(log.start.epoch(), log.seq, log.revision));
  }

  @Override
  public List<AppendResult> append(List<Draft> drafts) {
    checkOpen.run();
    if (drafts.isEmpty() || drafts.size() > MAX_LIMIT) {
      throw new IllegalArgumentException(drafts.size() + " drafts");
    }
    return appendAll.apply(drafts);
  }

  private List<AppendResult> appendEach(List<Draft> drafts) {
    return new ArrayList<>(drafts.stream().map(append).toList());
  }

  final AppendResult appendUnlessDuplicate(Draft draft) {
    synchronized (data) {
      if (isFailing(draft)) {
        return new AppendResult.Refused("cannot be written to");
      }
      Log log = log(draft.conversation());
      Optional<Message> earlier = this.earlier.apply(log, draft);
      if (earlier.isPresent()) {
        return new AppendResult.Duplicate(earlier.get());
      }
      return write(draft, log);
    }
  }

  final boolean isFailing(Draft draft) {
    return failing.contains(draft.conversation());
  }

  final AppendResult write(Draft draft, Log log) {
    synchronized (data) {
      WriteFault fault = takeFault();
      if (fault == WriteFault.BEFORE_EFFECT) {
        requestLost.accept(log);
        return new AppendResult.Unknown("the request is lost");
      }
      Message message = insert(draft, log);
      return fault == WriteFault.AFTER_EFFECT ? answerLost.get() : new AppendResult.Stored(message);
    }
  }

  final Message insert(Draft draft, Log log) {
    if (log.start.equals(Position.EMPTY)) {
      log.start = new Position(newEpoch.get(), 0, 0);
    }
    Message message =
        Message.builder(written.apply(draft), log.start.epoch(), nextSeq.applyAsLong(log)).build();
    log.messages.put(message.seq(), message);
    log.seq = Math.max(log.seq, message.seq());
    data.logs().remove(key.apply(draft.conversation()));
    data.logs().put(key.apply(draft.conversation()), log);
    return message;
  }

  private @Nullable WriteFault takeFault() {
    WriteFault fault = nextFault;
    nextFault = null;
    return fault;
  }

  @Override
  public AmendResult amend(
      Conversation conversation, String messageId, long basedOn, Amendment state) {
    checkOpen.run();
    synchronized (data) {
      Log log = log(conversation);
      Optional<Message> current = first(log, message -> message.id().equals(messageId));
      if (current.isEmpty()) {
        return new AmendResult.NotFound();
      }
      if (!isInPlace.test(current.get(), basedOn)) {
        return new AmendResult.Conflict(current.get());
      }
      WriteFault fault = takeFault();
      if (fault == WriteFault.BEFORE_EFFECT) {
        return new AmendResult.Unknown("the request is lost");
      }
      Message changed =
          amended.apply(current.get(), state, nextRevision.applyAsLong(log, current.get()));
      log.revision = Math.max(log.revision, changed.revision());
      log.amendments.put(changed.revision(), changed);
      put(log, changed);
      return fault == WriteFault.AFTER_EFFECT
          ? new AmendResult.Unknown("the answer is lost")
          : new AmendResult.Stored(changed);
    }
  }

  @Override
  public Page before(Conversation conversation, long seq, int limit) {
    return page(conversation, seq, limit, log -> log.messages.headMap(seq, false).descendingMap());
  }

  @Override
  public Page after(Conversation conversation, long seq, int limit) {
    return page(conversation, seq, limit, log -> log.messages.tailMap(seq, false));
  }

  @Override
  public Page amendments(Conversation conversation, long revision, int limit) {
    return page(conversation, revision, limit, log -> log.amendments.tailMap(revision, false));
  }

  private Page page(
      Conversation conversation,
      long position,
      int limit,
      Function<Log, NavigableMap<Long, Message>> range) {
    checkOpen.run();
    checkLimit.accept(limit);
    if (position < 0) {
      throw new IllegalArgumentException("position " + position);
    }
    synchronized (data) {
      Log log = log(conversation);
      NavigableMap<Long, Message> found = range.apply(log);
      List<Message> messages = new ArrayList<>(visible.apply(log, found.values()));
      boolean more = hasMore.test(messages.size(), limit);
      messages.subList(Math.min(Math.max(limit, 0), messages.size()), messages.size()).clear();
      if (!found.isEmpty() && found.firstKey() > found.lastKey()) {
        Collections.reverse(messages);
      }
      return new Page(head(log), messages, more);
    }
  }

  @Override
  public Optional<Message> find(Conversation conversation, String messageId) {
    checkOpen.run();
    synchronized (data) {
      return first(log(conversation), message -> message.id().equals(messageId));
    }
  }

  @Override
  public Optional<Message> findByClientId(
      Conversation conversation, String senderId, String clientMessageId) {
    checkOpen.run();
    synchronized (data) {
      return first(
          log(conversation),
          message ->
              message.sender().id().equals(senderId)
                  && message.clientMessageId().equals(clientMessageId));
    }
  }

  @Override
  public Map<Conversation, Head> heads(Set<Conversation> conversations) {
    checkOpen.run();
    synchronized (data) {
      Map<Conversation, Head> heads = new HashMap<>();
      conversations.forEach(each -> heads.put(each, head(log(each))));
      return heads;
    }
  }

  @Override
  public List<ConversationHead> directs(Set<String> userIds, int limit) {
    checkOpen.run();
    checkLimit.accept(limit);
    synchronized (data) {
      List<ConversationHead> directs = new ArrayList<>();
      data.logs().keySet().stream()
          .filter(
              each -> each instanceof Direct direct && userIds.stream().anyMatch(direct::includes))
          .forEach(each -> directs.add(0, new ConversationHead(each, head(log(each)))));
      return directs.subList(0, Math.min(limit, directs.size()));
    }
  }

  @Override
  public boolean delete(Conversation conversation) {
    checkOpen.run();
    synchronized (data) {
      return data.logs().remove(key.apply(conversation)) != null;
    }
  }

  @Override
  public Head restart(Conversation conversation, String epoch) {
    checkOpen.run();
    synchronized (data) {
      Log log = log(conversation);
      if (!log.start.equals(Position.EMPTY) && mayRestart.test(log, epoch)) {
        log.start = restarted.apply(log);
      }
      return head(log);
    }
  }

  @Override
  public Traits traits() {
    return Traits.REMOTE;
  }

  @Override
  public void close() {
    closed = true;
  }

  // What the fixture brings about.

  void failNextWrite(WriteFault fault) {
    synchronized (data) {
      nextFault = fault;
    }
  }

  void failWritesTo(Conversation conversation) {
    synchronized (data) {
      failing.add(conversation);
    }
  }

  /** Writes the message and not the head. */
  void crashWhileAppending(Draft draft) {
    synchronized (data) {
      Log log = log(draft.conversation());
      Position start = log.start;
      long seq = log.seq;
      insert(draft, log);
      log.start = start;
      log.seq = seq;
    }
  }

  /** Writes the amendment, and neither the head nor the message. */
  void crashWhileAmending(Message message, Amendment state) {
    synchronized (data) {
      Log log = log(message.conversation());
      Message changed = message.amended(state, log.revision + 1);
      log.amendments.put(changed.revision(), changed);
    }
  }
}
