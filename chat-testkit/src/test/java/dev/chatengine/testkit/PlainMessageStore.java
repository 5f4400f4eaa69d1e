package dev.chatengine.testkit;

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
import dev.chatengine.testkit.PlainData.Log;
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
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A store as plain as can be, which keeps the whole contract under one lock and searches for
 * everything. Each decision that a store can get wrong is a method of its own, to be got wrong in
 * {@link BrokenStore}.
 */
class PlainMessageStore implements MessageStore {
  final PlainData data;
  private final Set<Conversation> failing = new HashSet<>();
  private @Nullable WriteFault nextFault;
  private boolean closed;

  PlainMessageStore(PlainData data) {
    this.data = data;
  }

  // What can be got wrong.

  void checkOpen() {
    if (closed) {
      throw new IllegalStateException("closed");
    }
  }

  void checkLimit(int limit) {
    if (limit < 0 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit " + limit);
    }
  }

  /** What the conversation is known by. */
  Conversation key(Conversation conversation) {
    return conversation;
  }

  long nextSeq(Log log) {
    return log.seq + 1;
  }

  long nextRevision(Log log, Message message) {
    return log.revision + 1;
  }

  String newEpoch() {
    return data.newEpoch();
  }

  Optional<Message> earlier(Log log, Draft draft) {
    return first(
        log,
        message ->
            message.sender().equals(draft.sender())
                && message.clientMessageId().equals(draft.clientMessageId()));
  }

  Draft written(Draft draft) {
    return draft;
  }

  boolean isExpired(Log log, Message message) {
    return message.seq() <= log.expired;
  }

  boolean isInPlace(Message current, long basedOn) {
    return current.revision() == basedOn;
  }

  Message amended(Message message, Amendment state, long revision) {
    return message.amended(state, revision);
  }

  boolean isOvertaken(Message amendment, Message byThis) {
    return amendment.id().equals(byThis.id());
  }

  boolean hasMore(int found, int limit) {
    return found > limit;
  }

  boolean mayRestart(Log log, String epoch) {
    return log.start.epoch().equals(epoch);
  }

  AppendResult answerLost() {
    return new AppendResult.Unknown("the answer is lost");
  }

  void requestLost(Log log) {}

  /** Makes up for what a writer that died has left undone. */
  void recover(Log log) {
    recoverHead(log);
    recoverAmendments(log);
  }

  void recoverHead(Log log) {
    if (!log.messages.isEmpty()) {
      Message last = log.messages.lastEntry().getValue();
      log.seq = Math.max(log.seq, last.seq());
      if (log.start.equals(Position.EMPTY)) {
        log.start = new Position(last.epoch(), 0, 0);
      }
    }
  }

  void recoverAmendments(Log log) {
    for (Message amendment : List.copyOf(log.amendments.values())) {
      log.revision = Math.max(log.revision, amendment.revision());
      put(log, amendment);
    }
  }

  // The rest of the store.

  private void put(Log log, Message amended) {
    log.messages.replace(amended.seq(), amended);
    log.amendments
        .headMap(amended.revision())
        .values()
        .removeIf(earlier -> isOvertaken(earlier, amended));
  }

  final Log log(Conversation conversation) {
    Log log = data.logs().get(key(conversation));
    if (log == null) {
      return new Log();
    }
    recover(log);
    log.messages.values().removeIf(message -> isExpired(log, message));
    log.amendments.values().removeIf(message -> isExpired(log, message));
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
    checkOpen();
    if (drafts.isEmpty() || drafts.size() > MAX_LIMIT) {
      throw new IllegalArgumentException(drafts.size() + " drafts");
    }
    return appendAll(drafts);
  }

  List<AppendResult> appendAll(List<Draft> drafts) {
    return new ArrayList<>(drafts.stream().map(this::append).toList());
  }

  AppendResult append(Draft draft) {
    synchronized (data) {
      if (isFailing(draft)) {
        return new AppendResult.Refused("cannot be written to");
      }
      Log log = log(draft.conversation());
      Optional<Message> earlier = earlier(log, draft);
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
        requestLost(log);
        return new AppendResult.Unknown("the request is lost");
      }
      Message message = insert(draft, log);
      return fault == WriteFault.AFTER_EFFECT ? answerLost() : new AppendResult.Stored(message);
    }
  }

  final Message insert(Draft draft, Log log) {
    if (log.start.equals(Position.EMPTY)) {
      log.start = new Position(newEpoch(), 0, 0);
    }
    Message message = Message.builder(written(draft), log.start.epoch(), nextSeq(log)).build();
    log.messages.put(message.seq(), message);
    log.seq = Math.max(log.seq, message.seq());
    data.logs().remove(key(draft.conversation()));
    data.logs().put(key(draft.conversation()), log);
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
    checkOpen();
    synchronized (data) {
      Log log = log(conversation);
      Optional<Message> current = first(log, message -> message.id().equals(messageId));
      if (current.isEmpty()) {
        return new AmendResult.NotFound();
      }
      if (!isInPlace(current.get(), basedOn)) {
        return new AmendResult.Conflict(current.get());
      }
      WriteFault fault = takeFault();
      if (fault == WriteFault.BEFORE_EFFECT) {
        return new AmendResult.Unknown("the request is lost");
      }
      Message changed = amended(current.get(), state, nextRevision(log, current.get()));
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
      long place,
      int limit,
      Function<Log, NavigableMap<Long, Message>> range) {
    checkOpen();
    checkLimit(limit);
    if (place < 0) {
      throw new IllegalArgumentException("place " + place);
    }
    synchronized (data) {
      Log log = log(conversation);
      NavigableMap<Long, Message> found = range.apply(log);
      List<Message> messages = new ArrayList<>(visible(log, found.values()));
      boolean more = hasMore(messages.size(), limit);
      messages.subList(Math.min(Math.max(limit, 0), messages.size()), messages.size()).clear();
      if (!found.isEmpty() && found.firstKey() > found.lastKey()) {
        Collections.reverse(messages);
      }
      return new Page(head(log), messages, more);
    }
  }

  Collection<Message> visible(Log log, Collection<Message> messages) {
    return messages;
  }

  @Override
  public Optional<Message> find(Conversation conversation, String messageId) {
    checkOpen();
    synchronized (data) {
      return first(log(conversation), message -> message.id().equals(messageId));
    }
  }

  @Override
  public Optional<Message> findByClientId(
      Conversation conversation, String senderId, String clientMessageId) {
    checkOpen();
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
    checkOpen();
    synchronized (data) {
      Map<Conversation, Head> heads = new HashMap<>();
      conversations.forEach(each -> heads.put(each, head(log(each))));
      return heads;
    }
  }

  @Override
  public List<ConversationHead> directs(Set<String> userIds, int limit) {
    checkOpen();
    checkLimit(limit);
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
    checkOpen();
    synchronized (data) {
      return data.logs().remove(key(conversation)) != null;
    }
  }

  @Override
  public Head restart(Conversation conversation, String epoch) {
    checkOpen();
    synchronized (data) {
      Log log = log(conversation);
      if (!log.start.equals(Position.EMPTY) && mayRestart(log, epoch)) {
        log.start = restarted(log);
      }
      return head(log);
    }
  }

  Position restarted(Log log) {
    return new Position(data.newEpoch(), log.seq, log.revision);
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
