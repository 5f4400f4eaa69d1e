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
 * <p>Each test gets a fixture of its own and closes it. The data need not be empty: every test uses
 * its own conversations and users (if a test needs certain names, it first deletes their
 * conversations), so one database may serve all tests.
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
   * Opens a store over the fixture's data. Called once in each test; again only with {@link
   * StoreCapability#SHARED}, or, after the first store is closed, with {@link
   * StoreCapability#DURABLE}. The contract closes the stores.
   *
   * @return a new instance
   * @throws Exception if it cannot be opened
   */
  MessageStore open() throws Exception;

  /**
   * The time of the contract's drafts, at which a draft is not expired.
   *
   * @return by default the system's time
   */
  default Instant now() {
    return Instant.now();
  }

  /**
   * Expires all messages appended so far, and no later ones: for example by moving the store's
   * clock forward, or the stored times back. Does not wait.
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
   * @param conversation the conversation whose appends fail
   * @throws Exception if the fixture cannot do this
   */
  default void failWritesTo(MessageStore store, Conversation conversation) throws Exception {
    throw new UnsupportedOperationException("CONVERSATION_FAULTS");
  }

  /**
   * Leaves the data in the state after a crash during an append: only the message is written, but
   * nothing else of the append (for example the head of the log). The contract calls this while no
   * store is open, and then opens one.
   *
   * @param draft the draft
   * @throws Exception if the fixture cannot do this
   */
  default void crashWhileAppending(Draft draft) throws Exception {
    throw new UnsupportedOperationException("CRASHES");
  }

  /**
   * Leaves the data in the state after a crash during an amendment, right after the first write
   * that a reader could notice. The contract calls this while no store is open, and then opens one.
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
   * @param conversation the conversation to append to
   * @return the process; its standard output is a pipe, and its standard error is read or discarded
   * @throws Exception if it cannot be started
   */
  default Process startAppending(Conversation conversation) throws Exception {
    throw new UnsupportedOperationException("PROCESS_KILL");
  }

  /**
   * Releases the data and all other resources, after the contract has closed the stores.
   *
   * @throws Exception if that fails
   */
  void close() throws Exception;
}
