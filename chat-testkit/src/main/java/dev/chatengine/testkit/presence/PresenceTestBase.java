package dev.chatengine.testkit.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.spi.PresenceRegistry.Registration;
import dev.chatengine.spi.PresenceRegistry.Takeover;
import dev.chatengine.spi.SessionRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The methods that an implementer supplies, and helpers of the tests of a registry. */
abstract class PresenceTestBase {
  /** Optional capabilities of a registry. */
  public enum Capability {
    /** Several registries can be opened over the same data, and closed one by one. */
    SHARED,

    /** The data can be lost while the registry is open; {@link #loseData()} loses it. */
    LOSSY
  }

  /** Two nodes whose leases do not run out. */
  static final String NODE = "node-1";

  static final String OTHER_NODE = "node-2";

  static final Room ROOM = new Room("general");
  static final Room OTHER_ROOM = new Room("random");

  private static final Duration FOREVER = Duration.ofHours(1);
  private static final int MANY = 10_000;

  private final List<PresenceRegistry> opened = new ArrayList<>();

  /** The registries of two nodes; the same object unless several can share the data. */
  PresenceRegistry registry;

  PresenceRegistry other;

  // Set before each test, by JUnit's life cycle.
  @SuppressWarnings("NullAway.Init")
  PresenceTestBase() {}

  /**
   * Opens a registry. All registries of one test share the same data, which is empty at first.
   * Without {@link Capability#SHARED} each test opens one registry. The contract closes the
   * registries.
   *
   * @return a registry
   */
  protected abstract PresenceRegistry open();

  /**
   * Moves the time of the registry forward: moves its clock, or waits.
   *
   * @param duration by how much
   */
  protected abstract void advance(Duration duration);

  /**
   * The optional capabilities of the registry. Tests that need others are skipped.
   *
   * @return the capabilities
   */
  protected abstract Set<Capability> capabilities();

  /**
   * The time to live of leases that run out in a test. A test may take four times as long.
   *
   * @return 10 seconds by default; less for a registry that really waits, but at least ten times as
   *     long as the few calls of a test take
   */
  protected Duration lease() {
    return Duration.ofSeconds(10);
  }

  /** Loses the data. Called only with {@link Capability#LOSSY}. */
  protected void loseData() {
    throw new UnsupportedOperationException("loseData() must be overridden");
  }

  @BeforeEach
  void openRegistry() {
    registry = openAnother();
    other = has(Capability.SHARED) ? openAnother() : registry;
    registry.renew(NODE, FOREVER);
    registry.renew(OTHER_NODE, FOREVER);
  }

  @AfterEach
  void closeRegistries() {
    opened.forEach(PresenceRegistry::close);
  }

  final PresenceRegistry openAnother() {
    PresenceRegistry another = open();
    opened.add(another);
    return another;
  }

  final boolean has(Capability capability) {
    return capabilities().contains(capability);
  }

  final void needs(Capability capability) {
    assumeTrue(has(capability), () -> "the registry is not " + capability);
  }

  /** Either registry, in turn. */
  final PresenceRegistry registry(int index) {
    return index % 2 == 0 ? registry : other;
  }

  final Duration grace() {
    return lease().multipliedBy(2);
  }

  final void advanceBeyond(Duration duration) {
    advance(duration.plus(lease().dividedBy(10)));
  }

  static User guest(String id) {
    return User.builder(id).build();
  }

  static User guest(String id, String name) {
    return User.builder(id).name(name).build();
  }

  static User known(String id, String name) {
    return User.of(id, name);
  }

  static SessionRecord session(
      String id, String node, User user, @Nullable String token, Room... rooms) {
    return session(id, node, user, Duration.ZERO, token, rooms);
  }

  static SessionRecord session(
      String id, String node, User user, Duration nameAge, @Nullable String token, Room... rooms) {
    return new SessionRecord(id, node, user, nameAge, Set.copyOf(Arrays.asList(rooms)), token);
  }

  /** Registers a session without a token on the first node. */
  final Registration online(String id, User user, Room... rooms) {
    return registry.register(session(id, NODE, user, null, rooms), grace());
  }

  /** Registers a session with a token on the first node. */
  final Registration resumable(String id, User user, String token, Room... rooms) {
    return registry.register(session(id, NODE, user, token, rooms), grace());
  }

  /** Registers a session without a token on some node. */
  final Registration onlineAt(String node, String id, User user, Room... rooms) {
    return registry.register(session(id, node, user, null, rooms), grace());
  }

  /** Registers a session of a user that has had its name for some time. */
  final Registration onlineSince(
      Duration nameAge, String node, String id, User user, Room... rooms) {
    return registry.register(session(id, node, user, nameAge, null, rooms), grace());
  }

  final Optional<Takeover> takeOver(String token, String newId, String newToken) {
    return other.takeOver(token, newId, OTHER_NODE, newToken);
  }

  final List<String> memberNames(Room room) {
    return registry.members(room).members().stream().map(Member::username).toList();
  }

  final List<String> memberIds(Room room) {
    return registry.members(room).members().stream().map(Member::userId).toList();
  }

  /** Expires all that is due; stops if a registry finds more without end. */
  final List<MembershipChange> expireAll(PresenceRegistry by) {
    return expireAll(by, MessageStore.MAX_LIMIT);
  }

  final List<MembershipChange> expireAll(PresenceRegistry by, int limit) {
    List<MembershipChange> all = new ArrayList<>();
    List<MembershipChange> some = by.expire(limit);
    while (!some.isEmpty() && all.size() < MANY) {
      all.addAll(some);
      some = by.expire(limit);
    }
    return all;
  }

  /** A change as text, without its number. */
  static String text(MembershipChange change) {
    return change.room().name() + ": " + change.member().userId() + " " + change.kind();
  }

  static List<String> texts(List<MembershipChange> changes) {
    return changes.stream().map(PresenceTestBase::text).toList();
  }

  /** Asserts that the numbers of changes have no gap, and applies them to an empty room. */
  static List<Member> apply(long versionBefore, List<MembershipChange> changes) {
    List<MembershipChange> ordered = new ArrayList<>(changes);
    ordered.sort(Comparator.comparingLong(MembershipChange::version));
    Map<String, Member> members = new LinkedHashMap<>();
    Set<Long> versions = new LinkedHashSet<>();
    long version = versionBefore;
    for (MembershipChange change : ordered) {
      version++;
      assertThat(change.version()).as("the number of %s", change).isEqualTo(version);
      assertThat(versions.add(version)).as("first with number %s", version).isTrue();
      Member member = change.member();
      switch (change.kind()) {
        case JOINED ->
            assertThat(members.put(member.userId(), member)).as("before %s", change).isNull();
        case RENAMED ->
            assertThat(members.replace(member.userId(), member))
                .as("before %s", change)
                .isNotNull();
        case LEFT ->
            assertThat(members.remove(member.userId())).as("before %s", change).isNotNull();
      }
    }
    return List.copyOf(members.values());
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(ByteBuffer payload) {
    return StandardCharsets.UTF_8.decode(payload.duplicate()).toString();
  }
}
