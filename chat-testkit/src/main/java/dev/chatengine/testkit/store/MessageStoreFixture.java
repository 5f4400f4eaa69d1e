package dev.chatengine.testkit.store;

import dev.chatengine.model.Amendment;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.spi.MessageStore;
import java.time.Instant;
import java.util.Set;

/**
 * The data of one test of the {@link MessageStoreContract}, and stores over this data.
 *
 * <p>Each test gets a fixture of its own and closes it. The data need not be empty: the contract
 * uses conversations and users of its own in every test (where the names themselves matter, it
 * deletes the conversations first), so that one database may serve all tests.
 *
 * <p>An exception from any method fails the test.
 */
public interface MessageStoreFixture {
  /**
   * The capabilities of this fixture beyond opening a store.
   *
   * @return the same set each time; empty if the fixture can only open one store
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
   * The time that the contract gives its drafts. A draft of this time is not expired.
   *
   * @return by default the system's time
   */
  default Instant now() {
    return Instant.now();
  }

  /**
   * Makes all messages expire that were appended before, and no later ones: for example by moving
   * the clock of the store forward, or the stored times back. Does not wait.
   *
   * @throws Exception if that fails
   */
  default void expireAll() throws Exception {
    throw new UnsupportedOperationException("RETENTION");
  }

  /**
   * Makes the next {@code append} or {@code amend} of one instance fail. Later calls succeed.
   *
   * @param store an instance that this fixture has opened
   * @param fault how it fails
   * @throws Exception if the fixture cannot do this
   */
  default void failNextWrite(MessageStore store, WriteFault fault) throws Exception {
    throw new UnsupportedOperationException("FAULTS");
  }

  /**
   * Makes every later append of one instance to one conversation fail.
   *
   * @param store an instance that this fixture has opened
   * @param conversation the conversation that cannot be written to
   * @throws Exception if the fixture cannot do this
   */
  default void failWritesTo(MessageStore store, Conversation conversation) throws Exception {
    throw new UnsupportedOperationException("CONVERSATION_FAULTS");
  }

  /**
   * Leaves the data in the state after a crash during an append: the message is written, and
   * nothing else that belongs to it (for example the head of the log). The contract calls this
   * while no instance is open, and then opens one.
   *
   * @param draft the draft
   * @throws Exception if the fixture cannot do this
   */
  default void crashWhileAppending(Draft draft) throws Exception {
    throw new UnsupportedOperationException("CRASHES");
  }

  /**
   * Leaves the data in the state after a crash during an amendment, right after the first write
   * that a reader could notice. The contract calls this while no instance is open, and then opens
   * one.
   *
   * @param message the message as it is now
   * @param state the new state, based on the message's revision
   * @throws Exception if the fixture cannot do this
   */
  default void crashWhileAmending(Message message, Amendment state) throws Exception {
    throw new UnsupportedOperationException("CRASHES");
  }

  /**
   * Starts a process that opens a store over the data of this fixture and calls {@link
   * AppendUntilKilled#run} with its standard output. The contract kills the process.
   *
   * @param conversation where to append
   * @return the process; its standard output is a pipe, and its standard error is read or discarded
   * @throws Exception if it cannot be started
   */
  default Process startAppending(Conversation conversation) throws Exception {
    throw new UnsupportedOperationException("PROCESS_KILL");
  }

  /**
   * Releases the data and all other resources of the fixture. The contract closes the stores
   * before.
   *
   * @throws Exception if that fails
   */
  void close() throws Exception;
}
