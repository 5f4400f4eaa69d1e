package dev.chatengine.store.mongo;

import com.mongodb.client.model.Updates;
import dev.chatengine.model.Amendment;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.store.mongo.FaultyProxy.Fate;
import dev.chatengine.testkit.store.MessageStoreFixture;
import dev.chatengine.testkit.store.StoreCapability;
import dev.chatengine.testkit.store.WriteFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.bson.Document;

/** Stores over collections of their own, each behind a proxy of its own. */
final class MongoFixture implements MessageStoreFixture {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final Duration UNTIL_DEATH = Duration.ofSeconds(1);

  private final TestMongo mongo;
  private final String prefix = "t" + UUID.randomUUID().toString().substring(0, 8) + "_";
  private final Map<MessageStore, FaultyProxy> proxies = new HashMap<>();
  private final List<FaultyProxy> all = new ArrayList<>();

  MongoFixture(TestMongo mongo) {
    this.mongo = mongo;
  }

  @Override
  public Set<StoreCapability> capabilities() {
    return EnumSet.allOf(StoreCapability.class);
  }

  @Override
  public MessageStore open() throws IOException {
    return open(DEADLINE);
  }

  private MessageStore open(Duration deadline) throws IOException {
    FaultyProxy proxy = new FaultyProxy(mongo.address());
    all.add(proxy);
    MessageStore store =
        MongoMessageStore.connect(proxy.uri(), mongo.options(prefix).deadline(deadline).build());
    proxies.put(store, proxy);
    return store;
  }

  @Override
  public void expireAll() {
    Date past = Date.from(Instant.now().minusSeconds(1));
    for (String name : List.of("messages", "amendments")) {
      mongo
          .database()
          .getCollection(prefix + name)
          .updateMany(new Document(), Updates.set(Fields.EXPIRE_AT, past));
    }
  }

  @Override
  public void failNextWrite(MessageStore store, WriteFault fault) {
    proxy(store)
        .fateOfNext(
            FaultyProxy::isInsert,
            fault == WriteFault.BEFORE_EFFECT ? Fate.LOSE_REQUEST : Fate.LOSE_ANSWER);
  }

  @Override
  public void failWritesTo(MessageStore store, Conversation conversation) {
    byte[] key = conversation.key().getBytes(StandardCharsets.UTF_8);
    String bytes = new String(key, StandardCharsets.ISO_8859_1);
    proxy(store)
        .fates(
            request ->
                FaultyProxy.isInsert(request) && request.contains(bytes)
                    ? Fate.LOSE_REQUEST
                    : Fate.PASS);
  }

  @Override
  public void crashWhileAppending(Draft draft) throws IOException {
    dieAfterInsert(store -> store.append(List.of(draft)));
  }

  @Override
  public void crashWhileAmending(Message message, Amendment state) throws IOException {
    dieAfterInsert(
        store -> store.amend(message.conversation(), message.id(), message.revision(), state));
  }

  /** Does something with a store that is cut off from its server once it has inserted. */
  private void dieAfterInsert(Consumer<MessageStore> action) throws IOException {
    try (MessageStore store = open(UNTIL_DEATH)) {
      proxy(store).fateOfNext(FaultyProxy::isInsert, Fate.LAST);
      action.accept(store);
    }
  }

  @Override
  public Process startAppending(Conversation conversation) throws IOException {
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            AppendingProcess.class.getName(),
            mongo.uri(),
            mongo.database().getName(),
            prefix);
    // Not an argument: a name may hold what an argument cannot.
    java.environment().put("CONVERSATION", conversation.key());
    return java.redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private FaultyProxy proxy(MessageStore store) {
    return Objects.requireNonNull(proxies.get(store));
  }

  @Override
  public void close() {
    all.forEach(FaultyProxy::close);
    mongo.database().listCollectionNames().into(new ArrayList<>()).stream()
        .filter(name -> name.startsWith(prefix))
        .forEach(name -> mongo.database().getCollection(name).drop());
  }
}
