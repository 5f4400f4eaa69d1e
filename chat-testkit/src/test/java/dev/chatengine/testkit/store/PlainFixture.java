package dev.chatengine.testkit.store;

import dev.chatengine.model.Amendment;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.spi.MessageStore;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

/** Plain stores, sound or faulty, over data that outlives them. */
final class PlainFixture implements MessageStoreFixture {
  private final PlainData data = new PlainData();
  private final Function<PlainData, ? extends PlainMessageStore> factory;

  PlainFixture(Function<PlainData, ? extends PlainMessageStore> factory) {
    this.factory = factory;
  }

  @Override
  public Set<StoreCapability> capabilities() {
    return EnumSet.complementOf(EnumSet.of(StoreCapability.PROCESS_KILL));
  }

  @Override
  public MessageStore open() {
    return factory.apply(data);
  }

  @Override
  public void expireAll() {
    data.expireAll();
  }

  @Override
  public void failNextWrite(MessageStore store, WriteFault fault) {
    ((PlainMessageStore) store).failNextWrite(fault);
  }

  @Override
  public void failWritesTo(MessageStore store, Conversation conversation) {
    ((PlainMessageStore) store).failWritesTo(conversation);
  }

  @Override
  public void crashWhileAppending(Draft draft) {
    factory.apply(data).crashWhileAppending(draft);
  }

  @Override
  public void crashWhileAmending(Message message, Amendment state) {
    factory.apply(data).crashWhileAmending(message, state);
  }

  @Override
  public void close() {}
}
