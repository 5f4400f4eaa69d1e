package dev.chatengine.store.mongo;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.User;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.spi.MessageStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** What tests append, and how they read it back. */
final class Drafts {
  private static final User ANN = User.of("ann", "Ann");

  private Drafts() {}

  static Draft to(Conversation conversation, String content) {
    return Draft.builder(conversation, ANN, Instant.now(), content).build();
  }

  static List<Draft> to(Conversation conversation, int count) {
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      drafts.add(to(conversation, "message " + i));
    }
    return drafts;
  }

  static Message append(MessageStore store, Conversation conversation, String content) {
    AppendResult result = store.append(List.of(to(conversation, content))).get(0);
    if (result instanceof AppendResult.Stored stored) {
      return stored.message();
    }
    throw new AssertionError("not stored: " + result);
  }

  static List<Message> all(MessageStore store, Conversation conversation) {
    List<Message> all = new ArrayList<>();
    boolean more = true;
    while (more) {
      var page =
          store.after(conversation, all.isEmpty() ? 0 : all.get(all.size() - 1).seq(), 1_000);
      all.addAll(page.messages());
      more = page.hasMore();
    }
    return all;
  }

  static List<Long> seqs(List<Message> messages) {
    return messages.stream().map(Message::seq).toList();
  }

  static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }
}
