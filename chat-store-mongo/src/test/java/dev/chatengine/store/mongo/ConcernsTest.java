package dev.chatengine.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.model.Updates;
import dev.chatengine.model.Amendment;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.spi.MessageStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * With which concerns commands are sent, as the driver tells, whatever the host's client is set to.
 */
class ConcernsTest {
  private static final Set<String> WRITES =
      Set.of("insert", "update", "delete", "findAndModify", "createIndexes");
  private static final Room ROOM = new Room("room");
  private static final Direct DIRECT = Direct.between("ann", "bob");
  private static final String CONVERSATIONS = "concerns_conversations";
  private static final String MESSAGES = "concerns_messages";

  private final TestMongo mongo = TestMongo.start();
  private final List<BsonDocument> commands = new CopyOnWriteArrayList<>();
  private final AtomicReference<Runnable> beforeNextInsert = new AtomicReference<>(() -> {});

  /** Set to what would be wrong everywhere. */
  private final MongoClient client =
      mongo.client(
          event -> {
            if (event.getCommandName().equals("insert")) {
              beforeNextInsert.getAndSet(() -> {}).run();
            }
            commands.add(event.getCommand().clone());
          },
          settings ->
              settings
                  .readPreference(ReadPreference.secondaryPreferred())
                  .readConcern(ReadConcern.AVAILABLE)
                  .writeConcern(WriteConcern.UNACKNOWLEDGED));

  @AfterEach
  void close() {
    client.close();
    mongo.close();
  }

  private MongoMessageStore open(Consumer<MongoStoreOptions.Builder> settings) {
    // Long enough for no command to be sent twice, on however busy a machine.
    MongoStoreOptions.Builder options = mongo.options("concerns_").deadline(Duration.ofSeconds(30));
    settings.accept(options);
    return MongoMessageStore.create(client, options.build());
  }

  private MongoMessageStore open() {
    return open(options -> {});
  }

  private List<BsonDocument> finds() {
    return commands.stream().filter(command -> command.containsKey("find")).toList();
  }

  private static String readConcern(BsonDocument command) {
    return command.getDocument("readConcern", new BsonDocument()).toJson();
  }

  /** As the driver puts it, which says {@code primaryPreferred} to who is the only one it knows. */
  private static void assertGoesToThePrimary(BsonDocument command) {
    assertThat(command.getDocument("$readPreference", new BsonDocument()).toJson())
        .doesNotContain("secondary");
  }

  private static String level(String name) {
    return "{\"level\": \"" + name + "\"}";
  }

  /** Does whatever writes. */
  private void writeAll(MessageStore store) {
    Message message = Drafts.append(store, ROOM, "text");
    store.append(Drafts.to(ROOM, 3));
    store.append(List.of(Drafts.to(ROOM, "text"), Drafts.to(new Room("other"), "text")));
    Amendment edit = Amendment.of(message).edit("changed", Instant.now()).build();
    store.amend(ROOM, message.id(), 0, edit);
    store.restart(ROOM, message.epoch());
    store.delete(ROOM);
  }

  private void assertEachWriteHas(String concern) {
    List<BsonDocument> writes =
        commands.stream().filter(command -> WRITES.contains(command.getFirstKey())).toList();
    assertThat(writes)
        .extracting(BsonDocument::getFirstKey)
        .contains(WRITES.toArray(String[]::new));
    assertThat(writes)
        .allSatisfy(
            command ->
                assertThat(command.getDocument("writeConcern", new BsonDocument()).toJson())
                    .as(command.getFirstKey())
                    .isEqualTo(concern));
  }

  @Test
  void writesWaitForAMajorityAndItsJournal() {
    writeAll(open());

    assertEachWriteHas("{\"w\": \"majority\", \"j\": true}");
  }

  @Test
  void writesWaitForWhatWasSet() {
    writeAll(open(options -> options.writeConcern(WriteConcern.W1.withJournal(false))));

    assertEachWriteHas("{\"w\": 1, \"j\": false}");
  }

  static Stream<Named<Consumer<MessageStore>>> reads() {
    return Stream.of(
        Named.of("before", store -> store.before(ROOM, Long.MAX_VALUE, 50)),
        Named.of("after", store -> store.after(ROOM, 0, 50)),
        Named.of("amendments", store -> store.amendments(ROOM, 0, 50)),
        Named.of("find", store -> store.find(ROOM, "id")),
        Named.of("findByClientId", store -> store.findByClientId(ROOM, "ann", "id")),
        Named.of("heads", store -> store.heads(Set.of(ROOM, DIRECT))),
        Named.of("directs", store -> store.directs(Set.of("ann"), 10)),
        Named.of(
            "amend",
            store -> {
              Message message = store.after(ROOM, 0, 1).messages().get(0);
              store.amend(ROOM, message.id(), 7, Amendment.of(message).build());
            }));
  }

  /** Some of what is read is beyond what the logs' documents say, so that all steps are taken. */
  private MongoMessageStore filled(Consumer<MongoStoreOptions.Builder> settings) {
    MongoMessageStore store = open(settings);
    for (Conversation conversation : List.of(ROOM, DIRECT)) {
      store.append(Drafts.to(conversation, 3));
      mongo
          .database()
          .getCollection(CONVERSATIONS)
          .updateOne(new Document(Fields.ID, conversation.key()), Updates.set(Fields.SEQ, 1L));
    }
    commands.clear();
    return store;
  }

  @ParameterizedTest
  @MethodSource("reads")
  void whatClientsSeeIsReadFromThePrimaryAsAMajorityHasIt(Consumer<MessageStore> read) {
    read.accept(filled(options -> {}));

    assertThat(finds())
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(
            command -> {
              assertThat(readConcern(command)).isEqualTo(level("majority"));
              assertGoesToThePrimary(command);
            });
  }

  @ParameterizedTest
  @MethodSource("reads")
  void whereAWriteCountsBeforeAMajorityHasItItIsSeenToo(Consumer<MessageStore> read) {
    read.accept(filled(options -> options.writeConcern(WriteConcern.W1)));

    assertThat(finds())
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(command -> assertThat(readConcern(command)).isEqualTo(level("local")));
  }

  @Test
  void theHeadToAppendToIsReadLocally() {
    MongoMessageStore store = open();
    Drafts.append(store, ROOM, "text");
    commands.clear();
    Drafts.append(store, ROOM, "text");

    assertThat(finds())
        .singleElement()
        .satisfies(
            command -> {
              assertThat(command.getString("find").getValue()).isEqualTo(CONVERSATIONS);
              assertThat(readConcern(command)).isEqualTo(level("local"));
              assertGoesToThePrimary(command);
            });
  }

  @Test
  void afterACollisionOnlyWhatIsAnsweredIsReadAsAMajorityHasIt() {
    MongoMessageStore store = open();
    Drafts.append(store, ROOM, "first");
    commands.clear();
    try (MongoMessageStore other =
        MongoMessageStore.connect(mongo.uri(), mongo.options("concerns_").build())) {
      beforeNextInsert.set(() -> Drafts.append(other, ROOM, "another node's"));
      Drafts.append(store, ROOM, "second");
    }

    List<String> ofMessages = new ArrayList<>();
    for (BsonDocument command : finds()) {
      boolean byClientId = command.getDocument("filter").toJson().contains(Fields.SENDER_ID);
      boolean ofMessage = command.getString("find").getValue().equals(MESSAGES);
      assertThat(readConcern(command))
          .isEqualTo(level(ofMessage && byClientId ? "majority" : "local"));
      if (ofMessage) {
        ofMessages.add(byClientId ? "what was sent" : "the last");
      }
    }
    assertThat(ofMessages).containsExactly("what was sent", "the last");
  }

  @Test
  void aMessageSentTwiceIsAnsweredAsAMajorityHasIt() {
    MongoMessageStore store = open();
    Message message = Drafts.append(store, ROOM, "text");
    commands.clear();
    assertThat(store.append(List.of(message.draft())).get(0))
        .isInstanceOf(AppendResult.Duplicate.class);

    assertThat(finds())
        .filteredOn(command -> command.getString("find").getValue().equals(MESSAGES))
        .isNotEmpty()
        .allSatisfy(command -> assertThat(readConcern(command)).isEqualTo(level("majority")));
  }
}
