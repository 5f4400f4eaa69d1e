package dev.chatengine.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The private messages of a run: each goes to every connection of its target, once. */
final class SimulatedWhispers {
  private final Map<String, Whisper> whispers = new HashMap<>();

  private static final class Whisper {
    final String targetId;

    /** The target's connections when it was sent. */
    final List<SimulatedClient> expected;

    final Set<SimulatedClient> arrived = new HashSet<>();
    boolean sent;

    Whisper(String targetId, List<SimulatedClient> expected) {
      this.targetId = targetId;
      this.expected = expected;
    }
  }

  void begun(String content, String targetId, List<SimulatedClient> connections) {
    whispers.put(content, new Whisper(targetId, connections));
  }

  /** The sender was told that it is on its way. */
  void sent(String content) {
    whisper(content).sent = true;
  }

  void arrived(SimulatedClient client, String content) {
    Whisper whisper = whisper(content);
    assertThat(client.id()).as("who gets %s", content).isEqualTo(whisper.targetId);
    assertThat(whisper.arrived.add(client)).as("%s gets %s once", client.name, content).isTrue();
  }

  /** Whoever is still there has got what was sent to it. */
  void haveArrived() {
    whispers.forEach(
        (content, whisper) -> {
          if (whisper.sent) {
            for (SimulatedClient client : whisper.expected) {
              if (!client.connection().isClosed()) {
                assertThat(whisper.arrived).as("who got %s", content).contains(client);
              }
            }
          }
        });
  }

  private Whisper whisper(String content) {
    Whisper whisper = whispers.get(content);
    if (whisper == null) {
      throw new AssertionError("nobody sent the private message " + content);
    }
    return whisper;
  }
}
