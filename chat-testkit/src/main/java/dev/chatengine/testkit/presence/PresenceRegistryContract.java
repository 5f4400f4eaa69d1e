package dev.chatengine.testkit.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.spi.PresenceRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * Tests that every {@link PresenceRegistry} must pass. An implementer extends this class, opens
 * registries, moves their time, and declares the optional capabilities:
 *
 * <pre>{@code
 * class MyRegistryTest extends PresenceRegistryContract {
 *   private final ManualClock clock = new ManualClock();
 *
 *   @Override
 *   protected PresenceRegistry open() {
 *     return new MyRegistry(clock::nanoTime);
 *   }
 *
 *   @Override
 *   protected void advance(Duration duration) {
 *     clock.advance(duration);
 *   }
 *
 *   @Override
 *   protected Set<Capability> capabilities() {
 *     return Set.of();
 *   }
 * }
 * }</pre>
 *
 * <p>JUnit makes a new instance for each test, so keep what the registries of one test share in
 * fields, such as a clock or a prefix of keys. The tests are in the superclasses: leases, names,
 * members, sessions, takeovers, held payloads.
 */
public abstract class PresenceRegistryContract extends PresenceHoldTests {

  /** For subclasses. */
  protected PresenceRegistryContract() {}

  @Test
  void traitsAreConstantAndSayWhetherTheImplementationIsShared() {
    assertThat(registry.traits().shared()).isEqualTo(has(Capability.SHARED));
    assertThat(registry.traits()).isEqualTo(registry.traits());
  }

  @Test
  void closingTwiceHasNoFurtherEffect() {
    registry.close();
    registry.close();

    assertThatThrownBy(() -> registry.locate("ann")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aClosedRegistryRefusesEverything() {
    PresenceRegistry closed = registry;
    online("s1", guest("ann"), ROOM);
    closed.close();

    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.put("renew", () -> closed.renew(NODE, lease()));
    calls.put("release", () -> closed.release(NODE));
    calls.put("register", () -> closed.register(session("s2", NODE, guest("b"), null), grace()));
    calls.put("claimName", () -> closed.claimName("s1", "Neo"));
    calls.put("join", () -> closed.join("s1", OTHER_ROOM));
    calls.put("leave", () -> closed.leave("s1", ROOM));
    calls.put("unregister", () -> closed.unregister("s1"));
    calls.put("park", () -> closed.park("s1"));
    calls.put("takeOver", () -> closed.takeOver("token", "s2", NODE, "token-2"));
    calls.put("hold", () -> closed.hold("s1", bytes("payload")));
    calls.put("locate", () -> closed.locate("ann"));
    calls.put("members", () -> closed.members(ROOM));
    calls.put("versions", () -> closed.versions(Set.of(ROOM)));
    calls.put("rooms", () -> closed.rooms("", 10));
    calls.put("expire", () -> closed.expire(10));
    calls.forEach(
        (name, call) ->
            assertThatThrownBy(call).as(name).isInstanceOf(IllegalStateException.class));
  }

  @Test
  void closingOneLeavesTheOthersOpen() {
    needs(Capability.SHARED);
    online("s1", guest("ann"), ROOM);
    registry.close();

    assertThat(other.members(ROOM).members()).hasSize(1);
    assertThat(other.leave("s1", ROOM)).isPresent();
  }
}
