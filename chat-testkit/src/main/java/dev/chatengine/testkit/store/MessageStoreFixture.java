package dev.chatengine.testkit.store;

import dev.chatengine.model.Amendment;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.spi.MessageStore;
import java.time.Instant;
import java.util.Set;

/**
 * What one test of the {@link MessageStoreContract} works with: some data, and stores over it.
 *
 * <p>Each test gets a fixture of its own and closes it. The data need not be empty: the contract
 * uses conversations and users of its own in every test (where the names themselves matter, it
 * deletes the conversations first), so that a database may serve all tests.
 *
 * <p>Whatever a method throws fails the test.
 */
public interface MessageStoreFixture {
  /**
   * What this fixture can do beyond opening a store.
   *
   * @return always the same; empty for a store of one instance about which nothing else can be
   *     shown
   */
  Set<StoreCapability> capabilities();

  /**
   * Opens a store over the fixture's data. Called once in each test, and again only where {@link
   * StoreCapability#SHARED} is declared, or, once the first is closed, {@link
   * StoreCapability#DURABLE}. The contract closes what it opens.
   *
   * @return a new instance
   * @throws Exception if it cannot be opened
   */
  MessageStore open() throws Exception;

  /**
   * The time of which the contract dates its drafts: a time by which they are not expired.
   *
   * @return by default the system's time
   */
  default Instant now() {
    return Instant.now();
  }

  /**
   * Makes everything that was appended until now expire, and nothing that will be: by moving the
   * store's clock on, say, or the stored times back. No waiting.
   *
   * @throws Exception if that fails
   */
  default void expireAll() throws Exception {
    throw new UnsupportedOperationException("RETENTION");
  }

  /**
   * Makes the next {@code append} or {@code amend} of one instance fail; those that follow succeed.
   *
   * @param store an instance that this fixture has opened
   * @param fault how it fails
   * @throws Exception if that cannot be arranged
   */
  default void failNextWrite(MessageStore store, WriteFault fault) throws Exception {
    throw new UnsupportedOperationException("FAULTS");
  }

  /**
   * Makes every append to one conversation fail, by one instance, from now on.
   *
   * @param store an instance that this fixture has opened
   * @param conversation the conversation that cannot be written to
   * @throws Exception if that cannot be arranged
   */
  default void failWritesTo(MessageStore store, Conversation conversation) throws Exception {
    throw new UnsupportedOperationException("CONVERSATION_FAULTS");
  }

  /**
   * Leaves behind what a process does that appends a draft and dies after its message was written,
   * before anything else that belongs to it was (the head of the log, say). No instance is open
   * when this is called; one is opened afterwards.
   *
   * @param draft the draft
   * @throws Exception if that cannot be arranged
   */
  default void crashWhileAppending(Draft draft) throws Exception {
    throw new UnsupportedOperationException("CRASHES");
  }

  /**
   * Leaves behind what a process does that amends a message and dies after the first write that
   * anybody can notice. No instance is open when this is called; one is opened afterwards.
   *
   * @param message the message as it is now
   * @param state the new state, based on the message's revision
   * @throws Exception if that cannot be arranged
   */
  default void crashWhileAmending(Message message, Amendment state) throws Exception {
    throw new UnsupportedOperationException("CRASHES");
  }

  /**
   * Starts a process that opens a store over this fixture's data and does nothing but call {@link
   * AppendUntilKilled#run} with its standard output. The contract kills it.
   *
   * @param conversation where to append
   * @return the process, with its standard output piped and its standard error going somewhere that
   *     is read
   * @throws Exception if it cannot be started
   */
  default Process startAppending(Conversation conversation) throws Exception {
    throw new UnsupportedOperationException("PROCESS_KILL");
  }

  /**
   * Gives up the data and what else the fixture holds. The stores are closed before.
   *
   * @throws Exception if that fails
   */
  void close() throws Exception;
}
