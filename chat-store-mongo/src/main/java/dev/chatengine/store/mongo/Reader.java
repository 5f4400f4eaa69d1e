package dev.chatengine.store.mongo;

import com.mongodb.client.FindIterable;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.ConversationHead;
import dev.chatengine.model.Head;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Reads for clients. Before it returns a message that its log's document does not cover, it raises
 * the document. So no later read ends before that message, and its number is not given to another,
 * even if its writer has died.
 */
final class Reader {
  private static final int MIN_BATCH = 100;

  private final MongoStoreOptions options;
  private final Logs logs;
  private final Messages messages;
  private final Amendments amendments;

  Reader(MongoStoreOptions options, Logs logs, Messages messages, Amendments amendments) {
    this.options = options;
    this.logs = logs;
    this.messages = messages;
    this.amendments = amendments;
  }

  Page after(Conversation conversation, long seq, int limit) {
    Deadline deadline = deadline();
    return page(
        conversation, limit, log -> messages.after(log, seq, limit + 1, deadline), deadline);
  }

  Page before(Conversation conversation, long seq, int limit) {
    Deadline deadline = deadline();
    Page page =
        page(conversation, limit, log -> messages.before(log, seq, limit + 1, deadline), deadline);
    List<Message> oldestFirst = new ArrayList<>(page.messages());
    Collections.reverse(oldestFirst);
    return new Page(page.head(), oldestFirst, page.hasMore());
  }

  private Page page(
      Conversation conversation,
      int limit,
      Function<Log, FindIterable<Document>> range,
      Deadline deadline) {
    // The log first, then its messages: a message stored in between is seen early, not late.
    Log log = settled(conversation, deadline);
    if (log == null) {
      return new Page(Head.EMPTY, List.of(), false);
    }
    List<Document> documents = range.apply(log).into(new ArrayList<>());
    log = cover(log, documents, deadline);
    if (log == null) {
      return new Page(Head.EMPTY, List.of(), false);
    }
    List<Message> page = new ArrayList<>();
    for (Document document : documents.subList(0, Math.min(limit, documents.size()))) {
      page.add(MessageCodec.decode(document, log));
    }
    return new Page(log.head(), page, documents.size() > limit);
  }

  Page amendments(Conversation conversation, long revision, int limit) {
    Deadline deadline = deadline();
    Log log = settled(conversation, deadline);
    if (log == null) {
      return new Page(Head.EMPTY, List.of(), false);
    }
    List<Message> page = new ArrayList<>();
    int batch = Math.max(MIN_BATCH, limit + 1);
    long cursor = revision;
    boolean more = true;
    while (more && page.size() <= limit) {
      List<Document> listed =
          amendments.after(log, cursor, batch, deadline).into(new ArrayList<>());
      page.addAll(inForce(log, listed, deadline));
      more = listed.size() == batch;
      cursor = more ? listed.get(batch - 1).getLong(Fields.REVISION) : cursor;
    }
    boolean hasMore = page.size() > limit;
    return new Page(log.head(), hasMore ? page.subList(0, limit) : page, hasMore);
  }

  /** The messages that have not expired, of amendments that are the last of their message. */
  private List<Message> inForce(Log log, List<Document> listed, Deadline deadline) {
    if (listed.isEmpty()) {
      return List.of();
    }
    Set<String> ids = new HashSet<>();
    listed.forEach(amendment -> ids.add(amendment.getString(Fields.MESSAGE)));
    Map<Long, Document> byRevision = new HashMap<>();
    for (Document document : messages.findAll(log, ids, deadline)) {
      byRevision.put(document.getLong(Fields.REVISION), document);
    }
    List<Message> found = new ArrayList<>();
    for (Document amendment : listed) {
      Document document = byRevision.get(amendment.getLong(Fields.REVISION));
      if (document != null) {
        found.add(MessageCodec.decode(document, log));
      }
    }
    return found;
  }

  Optional<Message> find(Conversation conversation, String messageId) {
    Deadline deadline = deadline();
    return one(conversation, log -> messages.find(log, messageId, deadline), deadline);
  }

  Optional<Message> findByClientId(
      Conversation conversation, String senderId, String clientMessageId) {
    Deadline deadline = deadline();
    return one(
        conversation,
        log -> messages.findByClientId(log, senderId, clientMessageId, deadline),
        deadline);
  }

  private Optional<Message> one(
      Conversation conversation, Function<Log, @Nullable Document> search, Deadline deadline) {
    Log log = settled(conversation, deadline);
    Document document = log == null ? null : search.apply(log);
    if (log == null || document == null) {
      return Optional.empty();
    }
    log = cover(log, List.of(document), deadline);
    return log == null ? Optional.empty() : Optional.of(MessageCodec.decode(document, log));
  }

  Map<Conversation, Head> heads(Set<Conversation> conversations) {
    Deadline deadline = deadline();
    Map<Conversation, Head> heads = new HashMap<>();
    conversations.forEach(each -> heads.put(each, Head.EMPTY));
    Collection<Log> found = logs.findAll(conversations, deadline).values();
    for (Log log : complete(List.copyOf(found), deadline)) {
      heads.put(log.conversation(), log.head());
    }
    return heads;
  }

  List<ConversationHead> directs(Set<String> userIds, int limit) {
    if (userIds.isEmpty() || limit == 0) {
      return List.of();
    }
    Deadline deadline = deadline();
    List<ConversationHead> heads = new ArrayList<>();
    for (Log log : complete(logs.privateLogs(userIds, limit, deadline), deadline)) {
      if (log.seq() > 0) {
        heads.add(new ConversationHead(log.conversation(), log.head()));
      }
    }
    return heads;
  }

  /** A log including what its document does not cover yet; null if it is deleted. */
  @Nullable Log complete(Log log, Deadline deadline) {
    Document last = messages.lastSafeBeyond(log, deadline);
    Log standing = last == null ? log : cover(log, List.of(last), deadline);
    return standing == null ? null : amendments.settle(standing, deadline);
  }

  /** Completes many logs in few commands: most documents cover everything. */
  private List<Log> complete(List<Log> all, Deadline deadline) {
    Set<String> behind = messages.logsBeyond(all, deadline);
    behind.addAll(amendments.logsBeyond(all, deadline));
    List<Log> completed = new ArrayList<>(all.size());
    for (Log log : all) {
      Log now = behind.contains(log.log()) ? complete(log, deadline) : log;
      if (now != null) {
        completed.add(now);
      }
    }
    return completed;
  }

  /** The log with all amendments applied; null if there is none. */
  private @Nullable Log settled(Conversation conversation, Deadline deadline) {
    Log log = logs.find(conversation, deadline);
    return log == null ? null : amendments.settle(log, deadline);
  }

  /** Raises the log to the last of these messages; null if it was deleted meanwhile. */
  private @Nullable Log cover(Log log, List<Document> documents, Deadline deadline) {
    ToLongFunction<Document> seq = document -> document.getLong(Fields.SEQ);
    Document last =
        documents.stream()
            .max((a, b) -> Long.compare(seq.applyAsLong(a), seq.applyAsLong(b)))
            .orElse(null);
    if (last == null || seq.applyAsLong(last) <= log.seq()) {
      return log;
    }
    Log raised = logs.cover(log, last, deadline);
    // Only these, not later ones: a reader that continues at the head would miss the later ones.
    return raised == null ? null : log.raised(seq.applyAsLong(last), log.revision());
  }

  private Deadline deadline() {
    return Deadline.in(options.deadline());
  }
}
