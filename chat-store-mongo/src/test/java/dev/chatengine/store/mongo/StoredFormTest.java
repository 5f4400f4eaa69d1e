package dev.chatengine.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Updates;
import dev.chatengine.model.Amendment;
import dev.chatengine.model.Attachment;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.AmendResult;
import dev.chatengine.spi.AppendResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is written to the database, and in how many commands. */
class StoredFormTest {
  private final TestMongo mongo = TestMongo.start();

  private final String prefix = "f" + UUID.randomUUID().toString().substring(0, 8) + "_";
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private final MongoClient client =
      mongo.client(event -> commands.add(event.getCommandName()), settings -> settings);
  private final Room room = new Room("room");
  private final MongoMessageStore store =
      MongoMessageStore.create(
          client,
          mongo
              .options(prefix)
              // Long enough for no command to be sent twice, on however busy a machine.
              .deadline(Duration.ofSeconds(60))
              .retention(Duration.ofDays(7))
              .roomRetention(
                  each ->
                      switch (each.name()) {
                        case "kept" -> MongoStoreOptions.FOREVER;
                        case "short" -> Duration.ofMinutes(5);
                        case "bad" -> Duration.ZERO;
                        default -> Duration.ofDays(7);
                      })
              .build());

  @AfterEach
  void close() {
    store.close();
    client.close();
    mongo.close();
  }

  private MongoCollection<Document> collection(String name) {
    return mongo.database().getCollection(prefix + name);
  }

  private long count(String command) {
    return commands.stream().filter(command::equals).count();
  }

  @Test
  void theDraftsOfAConversationGoInOneInsert() {
    Drafts.append(store, room, "first");
    commands.clear();
    assertThat(store.append(Drafts.to(room, 64))).hasOnlyElementsOfType(AppendResult.Stored.class);

    assertThat(commands).as("for 64 messages").hasSize(3);
    assertThat(count("insert")).isOne();
  }

  @Test
  void theDraftsOfManyConversationsGoInFewCommands() {
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      drafts.add(Drafts.to(new Room("room " + i), "text"));
    }
    store.append(drafts);
    commands.clear();
    List<Draft> more = drafts.stream().map(draft -> Drafts.to(draft.conversation(), "x")).toList();
    assertThat(store.append(more)).hasOnlyElementsOfType(AppendResult.Stored.class);

    assertThat(commands).as("for 200 conversations").hasSizeLessThanOrEqualTo(4);
    assertThat(count("insert")).isOne();
  }

  @Test
  void aMessageExpiresAsItsRoomsRetentionSays() {
    Drafts.append(store, room, "text");
    Drafts.append(store, new Room("kept"), "text");
    Drafts.append(store, new Room("short"), "text");
    Instant now = Instant.now();

    assertThat(expiry("r:room"))
        .isBetween(now.plus(Duration.ofDays(6)), now.plus(Duration.ofDays(8)));
    assertThat(expiry("r:short")).isBefore(now.plus(Duration.ofMinutes(6)));
    assertThat(message("r:kept")).doesNotContainKey(Fields.EXPIRE_AT);
    assertThat(store.after(new Room("kept"), 0, 1).messages()).hasSize(1);
  }

  @Test
  void aTimeThatNoMessageMayHaveIsReadAsTheNearest() {
    Message message = Drafts.append(store, room, "text");
    for (long millis : List.of(Long.MAX_VALUE, Long.MIN_VALUE)) {
      Date written = Date.from(Instant.ofEpochMilli(millis));
      collection("messages")
          .updateOne(
              new Document(Fields.ID, message.id()),
              Updates.combine(
                  Updates.set(Fields.TIMESTAMP, written), Updates.set(Fields.EDITED_AT, written)));

      Message read = store.after(room, 0, 1).messages().get(0);
      Instant nearest = millis > 0 ? Message.MAX_TIMESTAMP : Message.MIN_TIMESTAMP;
      assertThat(read.timestamp()).isEqualTo(nearest);
      assertThat(read.editedAt()).isEqualTo(nearest);
    }
  }

  private Document message(String conversation) {
    return Objects.requireNonNull(
        collection("messages").find(new Document(Fields.CONVERSATION, conversation)).first());
  }

  private Instant expiry(String conversation) {
    return message(conversation).getDate(Fields.EXPIRE_AT).toInstant();
  }

  @Test
  void draftsForARoomOfABadRetentionAreRefusedAndOthersAreNot() {
    List<AppendResult> results =
        store.append(List.of(Drafts.to(new Room("bad"), "text"), Drafts.to(room, "text")));

    assertThat(results.get(0)).isInstanceOf(AppendResult.Refused.class);
    assertThat(results.get(1)).isInstanceOf(AppendResult.Stored.class);
  }

  @Test
  void aMessageExpiresNoSoonerThanTheOneBeforeIt() {
    Drafts.append(store, room, "by a node whose clock is ahead");
    Date ahead = Date.from(Instant.now().plus(Duration.ofDays(7)).plusSeconds(30));
    collection("conversations")
        .updateOne(new Document(Fields.ID, room.key()), Updates.set(Fields.LAST_EXPIRE_AT, ahead));
    Message next = Drafts.append(store, room, "by this one");

    assertThat(collection("messages").find(new Document(Fields.ID, next.id())).first())
        .extracting(Fields.EXPIRE_AT)
        .isEqualTo(ahead);
  }

  @Test
  void whatWasDeletedIsNowhereInTheDatabase() {
    Draft draft =
        Drafts.to(room, "secret one").toBuilder()
            .replyTo("secret id")
            .mentions(List.of("secret user"))
            .attachments(List.of(Attachment.builder("https://secret").name("secret name").build()))
            .metadata(Map.of("secret key", "secret value"))
            .build();
    store.append(List.of(draft));
    Message message = store.find(room, draft.id()).orElseThrow();
    Message edited =
        amend(message, Amendment.of(message).edit("secret two", Instant.now()).build());
    Message reacted =
        amend(edited, Amendment.of(edited).reactions(Map.of("secret", List.of("bob"))).build());
    assertThat(everything()).contains("secret");
    amend(reacted, Amendment.of(reacted).delete("ann").build());

    assertThat(everything()).contains(draft.id()).doesNotContain("secret");
    assertThat(message("r:room"))
        .containsOnlyKeys(
            Fields.ID,
            Fields.CONVERSATION,
            Fields.LOG,
            Fields.SEQ,
            Fields.EPOCH,
            Fields.REVISION,
            Fields.SENDER,
            Fields.CLIENT_MESSAGE_ID,
            Fields.TIMESTAMP,
            Fields.CONTENT,
            Fields.EDITED_AT,
            Fields.DELETED,
            Fields.DELETED_BY,
            Fields.EXPIRE_AT);
  }

  @Test
  void aMessageThatAnEarlierReleaseDeletedIsRead() {
    Message message = Drafts.append(store, room, "text");
    amend(message, Amendment.of(message).delete("ann").build());
    collection("messages").updateMany(new Document(), Updates.unset(Fields.DELETED_BY));

    Message read = store.after(room, 0, 1).messages().get(0);
    assertThat(read.deleted()).isTrue();
    assertThat(read.deletedBy()).isNull();
  }

  @Test
  void anAmendmentOfAnEarlierReleaseKeepsTheMentions() {
    Draft draft = Drafts.to(room, "text").toBuilder().mentions(List.of("bob")).build();
    store.append(List.of(draft));
    collection("amendments")
        .insertOne(
            new Document(Fields.CONVERSATION, room.key())
                .append(Fields.LOG, message(room.key()).getString(Fields.LOG))
                .append(Fields.REVISION, 1L)
                .append(Fields.MESSAGE, draft.id())
                .append(Fields.BASED_ON, 0L)
                .append(Fields.TOKEN, "token")
                .append(Fields.STATE, new Document(Fields.CONTENT, "changed")));

    Message read = store.after(room, 0, 1).messages().get(0);
    assertThat(read.content()).isEqualTo("changed");
    assertThat(read.mentions()).containsExactly("bob");
  }

  /** All documents of the store. */
  private String everything() {
    List<String> documents = new ArrayList<>();
    for (String name : List.of("messages", "amendments", "conversations")) {
      collection(name).find().map(Document::toJson).into(documents);
    }
    return documents.toString();
  }

  private Message amend(Message message, Amendment state) {
    AmendResult result =
        store.amend(message.conversation(), message.id(), message.revision(), state);
    assertThat(result).isInstanceOf(AmendResult.Stored.class);
    return ((AmendResult.Stored) result).message();
  }

  @Test
  void reactionsThatFitIntoNoDocumentAreRefused() {
    Message message = Drafts.append(store, room, "text");
    String longest = "\u20ac".repeat(User.MAX_ID_LENGTH - 4);
    Amendment tooLarge = Amendment.of(message).reactions(mostReactions(longest)).build();
    Amendment large = Amendment.of(message).reactions(mostReactions("x".repeat(32))).build();

    assertThat(store.amend(room, message.id(), 0, tooLarge))
        .isInstanceOf(AmendResult.Refused.class);
    assertThat(store.after(room, 0, 1).head().position().revision()).isZero();
    assertThat(amend(message, large).revision()).isEqualTo(1);
    assertThat(store.after(room, 0, 1).messages().get(0).reactions()).isEqualTo(large.reactions());
  }

  /** The most reactions that there can be, of users whose ids have a prefix and four digits. */
  private static Map<String, List<String>> mostReactions(String prefix) {
    List<String> userIds =
        IntStream.range(0, Message.MAX_REACTION_USERS).mapToObj(i -> prefix + (1_000 + i)).toList();
    return IntStream.range(0, Message.MAX_REACTIONS)
        .boxed()
        .collect(Collectors.toMap(i -> "reaction " + i, i -> userIds));
  }

  @Test
  void anOvertakenAmendmentIsLetGo() {
    Message message = Drafts.append(store, room, "text");
    Message edited = amend(message, Amendment.of(message).edit("a", Instant.now()).build());
    amend(edited, Amendment.of(edited).edit("b", Instant.now()).build());
    Instant soon = Instant.now().plus(Duration.ofHours(2));

    List<Document> amendments =
        collection("amendments")
            .find()
            .sort(new Document(Fields.REVISION, 1))
            .into(new ArrayList<>());
    assertThat(amendments.get(0).getDate(Fields.EXPIRE_AT)).isBefore(Date.from(soon));
    assertThat(amendments.get(1).getDate(Fields.EXPIRE_AT)).isAfter(Date.from(soon));
  }

  @Test
  void deletingLeavesNothing() {
    Message message = Drafts.append(store, room, "text");
    amend(message, Amendment.of(message).edit("changed", Instant.now()).build());
    store.delete(room);

    for (String name : List.of("messages", "amendments", "conversations")) {
      assertThat(collection(name).countDocuments()).as(name).isZero();
    }
  }

  @Test
  void historyReadsARangeOfTheIndexAndNothingElse() {
    mongo.requireReal("query plans");
    List<Conversation> rooms = List.of(room, new Room("other"));
    for (int i = 0; i < 5; i++) {
      rooms.forEach(each -> store.append(Drafts.to(each, 1_000)));
    }
    Log log =
        Objects.requireNonNull(
            new Logs(database()).find(room, Deadline.in(Duration.ofSeconds(10))));
    Document plan =
        new Messages(database())
            .before(log, Long.MAX_VALUE, 51, Deadline.in(Duration.ofSeconds(10)))
            .explain();

    Document stats = plan.get("executionStats", Document.class);
    assertThat(stats.get("totalKeysExamined", Number.class).longValue()).isLessThanOrEqualTo(52);
    assertThat(stats.get("totalDocsExamined", Number.class).longValue()).isLessThanOrEqualTo(52);
    assertThat(plan.toJson()).contains("IXSCAN").doesNotContain("COLLSCAN", "\"SORT\"");
  }

  @Test
  void whatHasExpiredIsRemovedByTheServer() {
    mongo.requireReal("deletions of what has expired");
    Drafts.append(store, room, "text");
    Date past = Date.from(Instant.now().minusSeconds(1));
    collection("messages").updateMany(new Document(), Updates.set(Fields.EXPIRE_AT, past));

    await().atMost(Duration.ofMinutes(5)).until(() -> collection("messages").countDocuments() == 0);
    assertThat(Drafts.append(store, room, "next").seq()).isEqualTo(2);
  }

  private Database database() {
    return Database.of(
        client,
        mongo.database().getName(),
        mongo.options(prefix).build(),
        Deadline.in(Duration.ofSeconds(10)));
  }
}
