package dev.chatengine.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.chatengine.model.Head;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.lifecycle.BeforeTry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedTest {
  private List<String> delivered;
  private Log log;
  private Reader reader;
  private Feed feed;

  /** Before each test, and before each try of a property. */
  @BeforeEach
  @BeforeTry
  void setUp() {
    delivered = new ArrayList<>();
    log = new Log();
    reader = new Reader();
    feed = new Feed(reader);
  }

  /** The log in the store, which may be restarted. */
  private static final class Log {
    private String epoch = Position.NO_EPOCH;
    private final List<Message> messages = new ArrayList<>();

    /** Restarts with so many messages, numbered from 1. */
    List<Message> restart(String newEpoch, int count) {
      epoch = newEpoch;
      messages.clear();
      LongStream.rangeClosed(1, count).forEach(seq -> messages.add(Logged.message(newEpoch, seq)));
      return List.copyOf(messages);
    }

    Position at(int seq) {
      return seq == 0 && messages.isEmpty() ? Position.EMPTY : new Position(epoch, seq, 0);
    }

    Head head() {
      return messages.isEmpty()
          ? Head.EMPTY
          : new Head(new Position(epoch, 0, 0), at(messages.size()));
    }

    Page after(long seq, int limit) {
      List<Message> later = messages.stream().filter(message -> message.seq() > seq).toList();
      boolean more = later.size() > limit;
      return new Page(head(), more ? later.subList(0, limit) : later, more);
    }
  }

  /** Reads the log as a room does: one read at a time, whose steps the test runs. */
  private final class Reader implements Feed.Target {
    private boolean reading;
    private boolean readAgain;
    private boolean sent;
    private @Nullable Page answer;
    private Position asked = Position.EMPTY;
    private int limit = 500;

    @Override
    public void deliver(Message message) {
      delivered.add(message.id());
    }

    @Override
    public void missing(boolean mayCome) {
      readAgain |= reading && !mayCome;
      reading = true;
    }

    /** Runs one step: the read begins, the store answers, or the answer arrives. */
    void step() {
      if (!reading) {
        return;
      }
      Page arriving = answer;
      if (!sent) {
        readAgain = false;
        asked = feed.position();
        sent = true;
      } else if (arriving == null) {
        answer = log.after(asked.seq(), limit);
      } else {
        reading = false;
        sent = false;
        answer = null;
        feed.read(asked, arriving);
        if (readAgain) {
          missing(false);
        } else if (feed.isBehind()) {
          missing(true);
        }
      }
    }

    void finish() {
      for (int steps = 0; reading; steps++) {
        assertThat(steps).as("steps until the feed needs no more reads").isLessThan(10_000);
        step();
      }
    }
  }

  private static List<String> ids(String epoch, int from, int to) {
    return LongStream.rangeClosed(from, to).mapToObj(seq -> epoch + seq).toList();
  }

  /** Shuffles messages, repeats some and drops some, as a bus may. */
  private static List<Message> reorderedWithLossesAndDuplicates(
      List<Message> messages, Random random) {
    List<Message> coming = new ArrayList<>(messages);
    messages.stream().filter(message -> random.nextInt(3) == 0).forEach(coming::add);
    coming.removeIf(message -> random.nextInt(4) == 0);
    Collections.shuffle(coming, random);
    return coming;
  }

  /** Offers messages around the start of the feed, and checks that it delivers the log in order. */
  private void publishAndRead(List<Message> published, int count, int start, Random random) {
    int startAfter = random.nextInt(published.size());
    int offered = 0;
    for (Message message : reorderedWithLossesAndDuplicates(published, random)) {
      if (offered++ == startAfter) {
        feed.start(log.at(start));
      }
      feed.offer(message);
      while (feed.isStarted() && random.nextBoolean()) {
        reader.step();
      }
      assertThat(delivered).isEqualTo(ids(log.epoch, start + 1, start + delivered.size()));
    }
    if (!feed.isStarted()) {
      feed.start(log.at(start));
    }
    feed.offer(log.messages.get(count - 1));
    reader.finish();

    assertThat(delivered).isEqualTo(ids(log.epoch, start + 1, count));
  }

  @Property
  void messagesInAnyOrderAreDeliveredInTheirOrderEachOnce(
      @ForAll @IntRange(max = 60) int count, @ForAll @LongRange(max = 1L << 32) long seed) {
    Random random = new Random(seed);
    List<Message> messages = log.restart("e", count);
    List<Message> coming = new ArrayList<>(messages);
    coming.addAll(messages);
    Collections.shuffle(coming, random);
    feed.start(new Position("e", 0, 0));

    for (Message message : coming) {
      feed.offer(message);
      assertThat(delivered).isEqualTo(ids("e", 1, delivered.size()));
    }

    assertThat(delivered).isEqualTo(ids("e", 1, count));
    assertThat(feed.isBehind()).isFalse();
  }

  @Property
  void messagesThatTheBusLosesAreReadFromTheStore(
      @ForAll @IntRange(min = 1, max = 60) int count,
      @ForAll @LongRange(max = 1L << 32) long seed) {
    Random random = new Random(seed);
    reader.limit = 1 + random.nextInt(10);
    List<Message> messages = log.restart("e", count);
    int start = random.nextInt(count + 1);
    publishAndRead(messages, count, start, random);
  }

  @Property
  void messagesOfAnOldEpochAreNeitherDeliveredNorAwaited(
      @ForAll @IntRange(min = 1, max = 30) int old,
      @ForAll @IntRange(min = 1, max = 30) int count,
      @ForAll @LongRange(max = 1L << 32) long seed) {
    Random random = new Random(seed);
    List<Message> mixed = new ArrayList<>(log.restart("old", old));
    mixed.addAll(log.restart("new", count));
    int start = 1 + random.nextInt(count);
    publishAndRead(mixed, count, start, random);
  }

  @Property
  void aNewEpochIsDeliveredFromItsBeginning(
      @ForAll @IntRange(min = 1, max = 30) int old,
      @ForAll @IntRange(min = 1, max = 30) int count,
      @ForAll @LongRange(max = 1L << 32) long seed) {
    Random random = new Random(seed);
    List<Message> before = log.restart("old", old);
    feed.start(new Position("old", 0, 0));
    List<Message> late = reorderedWithLossesAndDuplicates(before, random);
    int inTime = random.nextInt(late.size() + 1);
    for (Message message : late.subList(0, inTime)) {
      feed.offer(message);
      if (random.nextBoolean()) {
        reader.step();
      }
    }

    List<Message> mixed = new ArrayList<>(late.subList(inTime, late.size()));
    List<Message> after = log.restart("new", count);
    mixed.addAll(reorderedWithLossesAndDuplicates(after, random));
    mixed.add(after.get(random.nextInt(count)));
    Collections.shuffle(mixed, random);
    for (Message message : mixed) {
      feed.offer(message);
      while (random.nextBoolean()) {
        reader.step();
      }
    }
    reader.finish();

    int oldDelivered = (int) delivered.stream().filter(id -> id.startsWith("old")).count();
    List<String> wanted = new ArrayList<>(ids("old", 1, oldDelivered));
    wanted.addAll(ids("new", 1, count));
    assertThat(delivered).isEqualTo(wanted);
  }

  @Test
  void aFeedHasNoPositionBeforeItStarts() {
    assertThatIllegalStateException().isThrownBy(feed::position);
    assertThat(feed.isStarted()).isFalse();
    assertThat(feed.isBehind()).isFalse();
  }

  @Test
  void theFirstMessageOfAnEmptyLogGivesItsEpoch() {
    feed.start(Position.EMPTY);

    feed.offer(Logged.message("e", 1));

    assertThat(delivered).containsExactly("e1");
    assertThat(feed.position()).isEqualTo(new Position("e", 1, 0));
  }

  @Test
  void messagesOfAnEmptyLogMayOvertakeItsFirst() {
    feed.start(Position.EMPTY);

    feed.offer(Logged.message("e", 2));
    feed.offer(Logged.message("old", 3));
    assertThat(delivered).isEmpty();
    assertThat(reader.readAgain).isFalse();

    feed.offer(Logged.message("e", 1));
    assertThat(delivered).containsExactly("e1", "e2");

    log.restart("e", 2);
    reader.finish();
    assertThat(feed.isBehind()).isFalse();
    assertThat(delivered).containsExactly("e1", "e2");
  }

  @Test
  void expiredMessagesAreNotAwaited() {
    log.restart("e", 10);
    log.messages.subList(0, 5).clear();
    feed.start(new Position("e", 2, 0));

    feed.offer(Logged.message("e", 10));
    feed.read(feed.position(), log.after(2, 500));

    assertThat(delivered).isEqualTo(ids("e", 6, 10));
    assertThat(feed.isBehind()).isFalse();
  }

  @Test
  void moreEarlyMessagesThanTheBoundAreReadFromTheStore() {
    int count = Feed.MAX_EARLY + 50;
    List<Message> messages = log.restart("e", count);
    feed.start(new Position("e", 0, 0));
    messages.subList(1, count).forEach(feed::offer);
    assertThat(delivered).isEmpty();

    feed.offer(messages.get(0));
    assertThat(delivered).hasSize(Feed.MAX_EARLY + 1);
    assertThat(feed.isBehind()).isTrue();
    reader.finish();

    assertThat(delivered).isEqualTo(ids("e", 1, count));
  }

  @Test
  void anOutdatedReadDoesNotResetTheFeed() {
    log.restart("old", 2);
    feed.start(new Position("old", 0, 0));
    Position asked = feed.position();
    feed.offer(Logged.message("old", 1));
    log.restart("new", 3);

    feed.read(asked, log.after(0, 500));
    assertThat(feed.position()).isEqualTo(new Position("old", 1, 0));

    reader.finish();
    assertThat(delivered).containsExactly("old1", "new1", "new2", "new3");
  }

  @Test
  void messagesBeforeTheStartOfAnEmptyLogAreDeliveredInOneEpoch() {
    feed.offer(Logged.message("e", 2));
    feed.offer(Logged.message("old", 3));
    feed.offer(Logged.message("e", 1));
    feed.start(Position.EMPTY);
    assertThat(delivered).containsExactly("e1", "e2");

    log.restart("e", 3);
    reader.finish();

    assertThat(delivered).containsExactly("e1", "e2", "e3");
  }

  @Test
  void aHeadOfAnOldEpochIsNotAwaitedOnceTheFeedHasStarted() {
    log.restart("e", 2);
    feed.offer(Logged.message("old", 100));

    feed.start(log.at(2));
    reader.finish();

    assertThat(delivered).isEmpty();
    assertThat(feed.isBehind()).isFalse();
  }
}
