package dev.chatengine.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Updates;
import dev.chatengine.model.Amendment;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import dev.chatengine.spi.AmendResult;
import dev.chatengine.spi.AppendResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A number, once given, stays given, however soon its message expires and is removed. */
class ExpiryTest {
  private static final String PREFIX = "expiry_";
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final Duration RETENTION = Duration.ofMinutes(5);
  private static final String RAISE_OF_ONE = "findAndModify";

  private final TestMongo mongo = TestMongo.start();
  private final Room room = new Room("room");
  private final MongoStoreOptions options =
      mongo.options(PREFIX).deadline(DEADLINE).retention(RETENTION).build();
  private final MongoMessageStore other = MongoMessageStore.connect(mongo.uri(), options);

  private final AtomicReference<Runnable> beforeNextRaise = new AtomicReference<>(() -> {});
  private final AtomicBoolean paused = new AtomicBoolean();
  private final MongoClient client =
      mongo.client(
          event -> {
            if (event.getCommandName().equals(RAISE_OF_ONE)) {
              beforeNextRaise.getAndSet(() -> {}).run();
            }
          },
          settings -> settings);
  private Appender appender;

  /** A node of its own, whose clock goes on by more than the retention once it was paused. */
  @BeforeEach
  void makeAppender() {
    Database database = database();
    Logs logs = new Logs(database);
    Messages messages = new Messages(database);
    appender =
        new Appender(
            options,
            logs,
            messages,
            new Amendments(database, messages, logs),
            () -> paused.get() ? Instant.now().plus(RETENTION) : Instant.now());
  }

  private Database database() {
    return Database.of(client, mongo.database().getName(), options, Deadline.in(DEADLINE));
  }

  @AfterEach
  void close() {
    other.close();
    client.close();
    mongo.close();
  }

  private MongoCollection<Document> collection(String name) {
    return mongo.database().getCollection(PREFIX + name);
  }

  private void remove(String messageId) {
    assertThat(collection("messages").deleteOne(new Document(Fields.ID, messageId)))
        .matches(result -> result.getDeletedCount() == 1);
  }

  @Test
  void aNumberIsNotAnsweredTwiceWhenItsMessageExpiresBeforeItsLogStandsForIt() {
    Drafts.append(other, room, "before");
    Draft draft = Drafts.to(room, "late");
    AtomicReference<Message> meanwhile = new AtomicReference<>();
    beforeNextRaise.set(
        () -> {
          // Whoever appends it stands still for so long that it expires, and is removed.
          paused.set(true);
          remove(draft.id());
          meanwhile.set(Drafts.append(other, room, "meanwhile"));
        });
    AppendResult late = appender.append(List.of(draft)).get(0);

    assertThat(Objects.requireNonNull(meanwhile.get()).seq()).isEqualTo(2);
    assertThat(late).isInstanceOf(AppendResult.Unknown.class);
    assertThat(Drafts.append(other, room, "after").seq()).isEqualTo(3);
  }

  @Test
  void whatWasAnsweredKeepsItsNumberWhenAllHasExpiredAndIsRemoved() {
    Message last = ((AppendResult.Stored) appender.append(Drafts.to(room, 3)).get(2)).message();
    collection("messages").deleteMany(new Document());

    assertThat(last.seq()).isEqualTo(3);
    assertThat(Drafts.append(other, room, "next").seq()).isEqualTo(4);
  }

  /** Leaves behind what a writer does that dies before its log stands for its message. */
  private Message leaveBeyondTheLog() {
    Drafts.append(other, room, "before");
    Draft draft = Drafts.to(room, "seen");
    Deadline deadline = Deadline.in(DEADLINE);
    Log log = Objects.requireNonNull(new Logs(database()).find(room, deadline));
    Instant expiry = Instant.now().plus(RETENTION);
    new Messages(database())
        .insert(List.of(MessageCodec.encode(draft, log, 2, expiry)), true, deadline);
    return Message.builder(draft, log.epoch(), 2).build();
  }

  @Test
  void whatAnAmendmentHasShownKeepsItsNumber() {
    Message seen = leaveBeyondTheLog();
    Amendment state = Amendment.of(seen).edit("changed", Instant.now()).build();
    assertThat(other.amend(room, seen.id(), 7, state)).isInstanceOf(AmendResult.Conflict.class);
    remove(seen.id());

    assertThat(Drafts.append(other, room, "next").seq()).isEqualTo(3);
  }

  @Test
  void anAmendmentOfAMessageThatExpiresSoonIsListedUntilItsLogStandsForIt() {
    Message message = Drafts.append(other, room, "text");
    Date soon = Date.from(Instant.now().plusSeconds(10));
    collection("messages").updateMany(new Document(), Updates.set(Fields.EXPIRE_AT, soon));
    Amendment state = Amendment.of(message).edit("changed", Instant.now()).build();
    other.amend(room, message.id(), 0, state);

    Document amendment = Objects.requireNonNull(collection("amendments").find().first());
    assertThat(amendment.getDate(Fields.EXPIRE_AT).toInstant())
        .isAfter(Instant.now().plus(DEADLINE.multipliedBy(2)));
  }
}
