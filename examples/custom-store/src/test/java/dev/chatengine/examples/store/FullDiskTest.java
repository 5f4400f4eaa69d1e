package dev.chatengine.examples.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.AppendResult;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store does while the disk is full, and when there is space again. */
class FullDiskTest {
  /** As many as the engine has for a store. */
  private static final int THREADS = 8;

  private static final List<Room> ROOMS =
      IntStream.range(0, THREADS).mapToObj(i -> new Room("room" + i)).toList();
  private static final int ROUNDS = 3;

  /** After which a test has hung. */
  private static final long SECONDS = 60;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final JdbcMessageStore store;

  FullDiskTest(@TempDir Path directory) {
    FullDisk.register();
    Path file = directory.resolve("messages");
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:full:" + file.toAbsolutePath() + H2File.SETTINGS);
    store =
        new JdbcMessageStore(
            source, file, JdbcMessageStore.DEFAULT_RETENTION, InstantSource.system());
  }

  @BeforeEach
  void thereIsSpace() {
    FullDisk.setFull(false);
  }

  @AfterEach
  void close() {
    FullDisk.setFull(false);
    threads.shutdownNow();
    store.close();
  }

  @Test
  void appendsFailAndReadsGoOnWhileTheDiskIsFull() throws Exception {
    List<String> kept = onAllThreads(this::append);
    FullDisk.setFull(true);

    for (int round = 0; round < ROUNDS; round++) {
      assertThat(onAllThreads(this::append)).isEmpty();
      assertThat(read()).containsExactlyInAnyOrderElementsOf(kept);
    }
  }

  @Test
  void appendsSucceedWhenThereIsSpaceAgain() throws Exception {
    List<String> kept = onAllThreads(this::append);
    FullDisk.setFull(true);
    assertThat(onAllThreads(this::append)).isEmpty();
    FullDisk.setFull(false);

    List<String> keptAgain = onAllThreads(this::appendAtLast);
    assertThat(keptAgain).hasSize(THREADS);
    kept.addAll(keptAgain);
    assertThat(read()).containsExactlyInAnyOrderElementsOf(kept);
  }

  /** Runs a task for a room of each thread; the ids of the messages that are kept. */
  private List<String> onAllThreads(Function<Room, Optional<String>> task) throws Exception {
    List<Future<Optional<String>>> futures = new ArrayList<>();
    for (Room room : ROOMS) {
      futures.add(threads.submit(() -> task.apply(room)));
    }
    List<String> ids = new ArrayList<>();
    for (Future<Optional<String>> future : futures) {
      future.get(SECONDS, TimeUnit.SECONDS).ifPresent(ids::add);
    }
    return ids;
  }

  /** The id of the message, if it is kept. */
  private Optional<String> append(Room room) {
    Draft draft = Draft.builder(room, User.of("ann", "Ann"), Instant.EPOCH, "text").build();
    try {
      return store.append(List.of(draft)).get(0) instanceof AppendResult.Stored stored
          ? Optional.of(stored.message().id())
          : Optional.empty();
    } catch (UncheckedIOException e) {
      return Optional.empty();
    }
  }

  private Optional<String> appendAtLast(Room room) {
    Optional<String> kept = append(room);
    while (kept.isEmpty() && !Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
      kept = append(room);
    }
    return kept;
  }

  private List<String> read() throws Exception {
    return threads
        .submit(
            () ->
                ROOMS.stream()
                    .flatMap(room -> store.after(room, 0, 1_000).messages().stream())
                    .map(Message::id)
                    .toList())
        .get(SECONDS, TimeUnit.SECONDS);
  }
}
