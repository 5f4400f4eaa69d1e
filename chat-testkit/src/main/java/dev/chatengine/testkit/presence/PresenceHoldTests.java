package dev.chatengine.testkit.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How payloads are held for a parked session. */
abstract class PresenceHoldTests extends PresenceTakeoverTests {

  private static final int CHUNK = 16 << 10;

  private static final int MANY_CHUNKS = 4_096;

  @Test
  void heldPayloadsAreReturnedOnceInOrder() {
    resumable("s1", guest("ann"), "token");
    registry.park("s1");
    for (int i = 0; i < 20; i++) {
      assertThat(registry(i).hold("s1", bytes("payload " + i))).isTrue();
    }

    List<ByteBuffer> held = takeOver("token", "s2", "token-2").orElseThrow().held();

    assertThat(held).extracting(PresenceTestBase::text).hasSize(20);
    for (int i = 0; i < 20; i++) {
      assertThat(text(held.get(i))).isEqualTo("payload " + i);
    }
    assertThat(takeOver("token-2", "s3", "token-3").orElseThrow().held()).isEmpty();
  }

  @Test
  void heldPayloadsKeepTheirBytes() {
    byte[] all = new byte[258];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) (i - 1);
    }
    resumable("s1", guest("ann"), "token");
    registry.park("s1");
    ByteBuffer part = ByteBuffer.wrap(all, 1, 256);

    assertThat(registry.hold("s1", part)).isTrue();
    assertThat(registry.hold("s1", ByteBuffer.allocate(0))).isTrue();

    assertThat(part.remaining()).isEqualTo(256);
    assertThat(takeOver("token", "s2", "token-2").orElseThrow().held())
        .containsExactly(ByteBuffer.wrap(all, 1, 256), ByteBuffer.allocate(0));
  }

  @Test
  void nothingIsHeldForASessionThatIsNotParked() {
    resumable("s1", guest("ann"), "token");

    assertThat(registry.hold("s1", bytes("no"))).isFalse();
    assertThat(registry.hold("nobody", bytes("no"))).isFalse();
    registry.park("s1");
    takeOver("token", "s2", "token-2");
    assertThat(registry.hold("s1", bytes("no"))).isFalse();
    assertThat(registry.hold("s2", bytes("no"))).isFalse();
  }

  @Test
  void nothingIsHeldAfterTheGraceTime() {
    resumable("s1", guest("ann"), "token");
    registry.park("s1");
    advanceBeyond(grace());

    assertThat(registry.hold("s1", bytes("too late"))).isFalse();
  }

  @Test
  void somethingIsHeldForTheSessionOfACrashedNode() {
    registry.renew("mortal", lease());
    registry.register(session("s1", "mortal", guest("ann"), "token"), grace());
    advanceBeyond(lease());

    assertThat(registry.hold("s1", bytes("before"))).isTrue();
    expireAll(other);
    assertThat(registry.hold("s1", bytes("after"))).isTrue();
    assertThat(takeOver("token", "s2", "token-2").orElseThrow().held())
        .containsExactly(bytes("before"), bytes("after"));
  }

  @Test
  void heldPayloadsAreBoundedAndNoneIsLost() {
    resumable("s1", guest("ann"), "token-1");
    resumable("s2", guest("bob"), "token-2");
    registry.park("s1");
    registry.park("s2");
    List<ByteBuffer> accepted = new ArrayList<>();
    boolean full = false;
    for (int i = 0; i < MANY_CHUNKS && !full; i++) {
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK).putInt(0, i);
      full = !registry.hold("s1", chunk);
      if (!full) {
        accepted.add(chunk);
      }
    }

    assertThat(full).as("refused something before %s bytes", MANY_CHUNKS * CHUNK).isTrue();
    assertThat(registry.hold("s2", ByteBuffer.allocate(CHUNK))).isTrue();
    assertThat(takeOver("token-1", "s3", "token-3").orElseThrow().held()).isEqualTo(accepted);
  }

  @Test
  void manySmallPayloadsAreBoundedToo() {
    resumable("s1", guest("ann"), "token");
    registry.park("s1");
    boolean full = false;
    for (int i = 0; i < 100_000 && !full; i++) {
      full = !registry.hold("s1", ByteBuffer.allocate(0));
    }

    assertThat(full).isTrue();
  }

  @Test
  void heldPayloadsEndWithTheirSession() {
    resumable("s1", guest("ann"), "token");
    registry.park("s1");
    registry.hold("s1", bytes("for the former one"));
    registry.unregister("s1");
    resumable("s1", guest("ann"), "token");
    registry.park("s1");

    assertThat(takeOver("token", "s2", "token-2").orElseThrow().held()).isEmpty();
  }
}
