package dev.chatengine.testkit.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.chatengine.model.Amendment;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Head;
import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.AmendResult;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.spi.MessageStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A group of tests of the {@link MessageStoreContract}: a fixture and a store for each test. */
abstract class StoreTopic {
  /** Part of this test's names of conversations and users, so that no other test has them. */
  private final String own = UUID.randomUUID().toString().substring(0, 13);

  private final List<MessageStore> opened = new ArrayList<>();

  /** The stores over one set of data, {@link #store} first. */
  private final List<MessageStore> sharing = new ArrayList<>();

  MessageStoreFixture fixture;
  MessageStore store;
  Conversation room;
  User ann;
  User bob;

  abstract MessageStoreFixture newFixture() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    fixture = newFixture();
    store = open();
    room = room("room");
    ann = user("ann");
    bob = user("bob");
  }

  @AfterEach
  void closeStores() throws Exception {
    for (MessageStore each : opened) {
      each.close();
    }
    fixture.close();
  }

  final void require(StoreCapability capability) {
    assumeTrue(
        fixture.capabilities().contains(capability),
        () -> "the fixture does not declare " + capability + ": " + capability.description());
  }

  final MessageStore open() throws Exception {
    MessageStore instance = fixture.open();
    opened.add(instance);
    return instance;
  }

  /** Several stores if they can share the data, otherwise one store several times. */
  final List<MessageStore> instances(int count) throws Exception {
    if (!fixture.capabilities().contains(StoreCapability.SHARED)) {
      return Collections.nCopies(count, store);
    }
    while (sharing.size() < count) {
      sharing.add(sharing.isEmpty() ? store : open());
    }
    return sharing.subList(0, count);
  }

  final Conversation room(String name) {
    return new Room(name + "-" + own);
  }

  final User user(String name) {
    return User.of(name + "-" + own, name);
  }

  final Direct direct(User one, User other) {
    return Direct.between(one.id(), other.id());
  }

  final Instant now() {
    return fixture.now().truncatedTo(ChronoUnit.MILLIS);
  }

  final Draft draft(Conversation conversation, User sender, String content) {
    return Draft.builder(conversation, sender, now(), content).build();
  }

  final Draft draft(String content) {
    return draft(room, ann, content);
  }

  final Message append(Conversation conversation, String content) {
    return append(store, draft(conversation, ann, content));
  }

  final List<Message> append(Conversation conversation, int count) {
    List<Message> messages = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      messages.add(append(conversation, "message " + i));
    }
    return messages;
  }

  static Message append(MessageStore store, Draft draft) {
    return stored(append(store, List.of(draft)).get(0));
  }

  /** Appends, and checks that there are as many answers as drafts. */
  static List<AppendResult> append(MessageStore store, List<Draft> drafts) {
    List<AppendResult> results = store.append(drafts);
    assertThat(results).as("a result for each draft").hasSameSizeAs(drafts);
    return results;
  }

  static Message stored(AppendResult result) {
    assertThat(result).isInstanceOf(AppendResult.Stored.class);
    return ((AppendResult.Stored) result).message();
  }

  static Message duplicate(AppendResult result) {
    assertThat(result).isInstanceOf(AppendResult.Duplicate.class);
    return ((AppendResult.Duplicate) result).message();
  }

  /** The message of an answer, whether it was stored now or before. */
  static Message kept(AppendResult result) {
    return result instanceof AppendResult.Duplicate ? duplicate(result) : stored(result);
  }

  static Message amend(MessageStore store, Message message, Amendment state) {
    AmendResult result =
        store.amend(message.conversation(), message.id(), message.revision(), state);
    assertThat(result).isInstanceOf(AmendResult.Stored.class);
    return ((AmendResult.Stored) result).message();
  }

  /** The state of a message with one more user's reaction. */
  static Amendment reacted(Message message, String reaction, String userId) {
    Map<String, List<String>> reactions = new LinkedHashMap<>(message.reactions());
    List<String> users = new ArrayList<>(reactions.getOrDefault(reaction, List.of()));
    users.add(userId);
    reactions.put(reaction, users);
    return Amendment.of(message).reactions(reactions).build();
  }

  final Message edit(Message message, String content) {
    return amend(store, message, Amendment.of(message).edit(content, now()).build());
  }

  /** What each way to read a message gives of it, the answer to sending it again included. */
  final List<Message> everyReadOf(Message message, MessageStore reader) throws Exception {
    List<Message> seen = new ArrayList<>();
    seen.addAll(reader.after(room, 0, 10).messages());
    seen.addAll(reader.before(room, message.seq() + 1, 10).messages());
    seen.addAll(reader.amendments(room, 0, 10).messages());
    seen.add(reader.find(room, message.id()).orElseThrow());
    seen.add(
        reader
            .findByClientId(room, message.sender().id(), message.clientMessageId())
            .orElseThrow());
    seen.add(duplicate(append(reader, List.of(message.draft())).get(0)));
    seen.removeIf(each -> !each.id().equals(message.id()));
    assertThat(seen).hasSizeGreaterThanOrEqualTo(6);
    return seen;
  }

  static Head head(MessageStore store, Conversation conversation) {
    Map<Conversation, Head> heads = store.heads(Set.of(conversation));
    assertThat(heads).as("a head for each conversation").containsOnlyKeys(conversation);
    return requireNonNull(heads.get(conversation));
  }

  /** All messages of a log, read from its beginning in pages of the largest size. */
  static List<Message> all(MessageStore store, Conversation conversation) {
    List<Message> all = new ArrayList<>();
    boolean more = true;
    while (more) {
      long last = all.isEmpty() ? 0 : all.get(all.size() - 1).seq();
      var page = store.after(conversation, last, MessageStore.MAX_LIMIT);
      assertThat(page.messages()).as("after " + last).allMatch(message -> message.seq() > last);
      all.addAll(page.messages());
      more = page.hasMore();
      assertThat(more && page.messages().isEmpty())
          .as("an empty page of which there is more")
          .isFalse();
    }
    return all;
  }

  static List<Long> seqs(List<Message> messages) {
    return messages.stream().map(Message::seq).toList();
  }

  static List<String> ids(List<Message> messages) {
    return messages.stream().map(Message::id).toList();
  }

  /** 1, 2, 3 … up to a number. */
  static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }
}
