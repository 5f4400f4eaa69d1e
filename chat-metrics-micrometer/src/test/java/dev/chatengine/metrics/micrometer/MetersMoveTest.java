package dev.chatengine.metrics.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

import dev.chatengine.ChatEngine;
import dev.chatengine.model.Message;
import dev.chatengine.model.User;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.spi.Authenticator.Authentication;
import dev.chatengine.spi.ChatListener;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.MetricsRecorder;
import dev.chatengine.spi.RateAction;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.spi.RateLimiter;
import dev.chatengine.spi.Traits;
import dev.chatengine.testkit.RecordingConnection;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Each meter moves by what has happened, and no other does. */
class MetersMoveTest {
  private final Nodes nodes = new Nodes();
  private final ChatEngine engine = nodes.start();

  // ---- connections and rooms

  @Test
  void connectionsComeAndGo() {
    Meters meters = new Meters(engine);

    RecordingConnection ann = nodes.guest(engine);
    assertThat(meters.moved())
        .containsOnly(entry("chat.connections", 1.0), entry("chat.connections.opened", 1.0));

    ann.disconnect();
    nodes.scheduler.runUntilIdle();
    assertThat(meters.moved())
        .containsOnly(
            entry("chat.connections", -1.0), entry("chat.connections.closed{code=1006}", 1.0));
  }

  @Test
  void roomsAndMembersComeAndGo() {
    RecordingConnection ann = nodes.user(engine, "ann");
    RecordingConnection bob = nodes.user(engine, "bob");
    Meters meters = new Meters(engine);

    nodes.join(ann, "tea");
    nodes.join(bob, "tea");
    assertThat(meters.moved())
        .contains(
            entry("chat.rooms", 1.0),
            entry("chat.members", 2.0),
            entry("chat.joins{outcome=joined}", 2.0));

    nodes.send(ann, "{'type':'leave_room'}");
    assertThat(meters.moved()).containsEntry("chat.members", -1.0).doesNotContainKey("chat.rooms");
    bob.disconnect();
    nodes.scheduler.runUntilIdle();
    assertThat(meters.moved()).contains(entry("chat.members", -1.0), entry("chat.rooms", -1.0));
  }

  @Test
  void aJoinThatIsRefusedAndOneThatIsAbandonedAreNoJoins() {
    RecordingConnection nameless = nodes.guest(engine);
    RecordingConnection ann = nodes.user(engine, "ann");
    Meters meters = new Meters(engine);

    nodes.join(nameless, "tea");
    assertThat(meters.moved())
        .containsOnly(
            entry("chat.joins{outcome=refused}", 1.0),
            entry("chat.errors{code=username_required}", 1.0));
    nodes.join(ann, " ");
    assertThat(meters.moved())
        .containsOnly(
            entry("chat.joins{outcome=refused}", 1.0),
            entry("chat.errors{code=room_required}", 1.0));

    ann.send("{\"type\":\"join_room\",\"room\":\"tea\"}");
    ann.disconnect();
    nodes.scheduler.runUntilIdle();
    assertThat(meters.moved())
        .containsEntry("chat.joins{outcome=abandoned}", 1.0)
        .doesNotContainKeys("chat.joins{outcome=joined}", "chat.members");
  }

  @Test
  void whoIsResumedComesBackIntoItsRooms() {
    RecordingConnection ann = nodes.guest(engine);
    nodes.send(ann, "{'type':'hello','version':1}");
    String token = field(ann, "resumeToken");
    nodes.send(ann, "{'type':'set_username','username':'ann'}");
    nodes.join(ann, "tea");
    ann.disconnect();
    nodes.scheduler.runUntilIdle();
    Meters meters = new Meters(engine);

    RecordingConnection again = nodes.guest(engine);
    nodes.send(again, "{'type':'hello','version':1,'resume':'" + token + "'}");

    assertThat(meters.moved())
        .contains(entry("chat.joins{outcome=rejoined}", 1.0), entry("chat.members", 1.0))
        .doesNotContainKey("chat.joins{outcome=joined}");
  }

  private static String field(RecordingConnection client, String name) {
    String mark = "\"" + name + "\":\"";
    String frame =
        client.frames().stream().filter(text -> text.contains(mark)).findFirst().orElseThrow();
    int start = frame.indexOf(mark) + mark.length();
    return frame.substring(start, frame.indexOf('"', start));
  }

  @Test
  void whoIsNotLetInCountsByTheCause() {
    ChatEngine strict =
        nodes.start(
            builder ->
                builder
                    .maxSessions(1)
                    .rateLimiter(limiter("10.0.0.9"))
                    .authenticator(
                        request ->
                            switch (request.path()) {
                              case "/stranger" -> Authentication.refused("who are you?");
                              case "/banned" -> Authentication.forbidden("not you");
                              default -> Authentication.anonymous();
                            }));
    Meters meters = new Meters(strict);

    admit(strict, "10.0.0.1", "/stranger");
    admit(strict, "10.0.0.1", "/banned");
    admit(strict, "10.0.0.9", "/");
    assertThat(meters.moved())
        .containsOnly(
            entry("chat.connections.refused{cause=unauthorized}", 1.0),
            entry("chat.connections.refused{cause=forbidden}", 1.0),
            entry("chat.connections.refused{cause=rate_limited}", 1.0),
            entry("chat.rate.limited{limit=limiter}", 1.0));

    var admission = strict.admit(ConnectionRequest.builder("10.0.0.1").build());
    nodes.scheduler.runUntilIdle();
    RecordingConnection.connect(
        strict, admission.toCompletableFuture().join(), nodes.scheduler::execute);
    nodes.scheduler.runUntilIdle();
    assertThat(meters.moved()).containsEntry("chat.connections", 1.0);
    admit(strict, "10.0.0.1", "/");
    assertThat(meters.moved())
        .containsOnly(entry("chat.connections.refused{cause=unavailable}", 1.0));
  }

  private void admit(ChatEngine engine, String address, String path) {
    var admission = engine.admit(ConnectionRequest.builder(address).path(path).build());
    nodes.scheduler.runUntilIdle();
    assertThat(admission.toCompletableFuture().join().refusal()).isPresent();
  }

  /** Refuses one subject. */
  private static RateLimiter limiter(String refused) {
    return new RateLimiter() {
      @Override
      public Decision tryAcquire(String subject, RateAction action, int permits) {
        return subject.equals(refused) ? Decision.refused(Duration.ofSeconds(1)) : Decision.ALLOWED;
      }

      @Override
      public Traits traits() {
        return new Traits(false, false, true);
      }

      @Override
      public void close() {}
    };
  }

  @Test
  void connectionsEndWithACode() {
    Meters meters = new Meters(engine);

    for (int code : new int[] {1000, 1001, 1015, 4001, 4999, -1}) {
      nodes.guest(engine).disconnect(code);
      nodes.scheduler.runUntilIdle();
    }

    assertThat(meters.moved())
        .contains(
            entry("chat.connections.closed{code=1000}", 1.0),
            entry("chat.connections.closed{code=1001}", 1.0),
            entry("chat.connections.closed{code=1015}", 1.0),
            entry("chat.connections.closed{code=4001}", 1.0),
            entry("chat.connections.closed{code=other}", 2.0));
  }

  // ---- messages

  @Test
  void aMessageIsStoredOnceAndDeliveredToEachMember() {
    RecordingConnection ann = nodes.member(engine, "ann", "tea");
    nodes.member(engine, "bob", "tea");
    nodes.member(engine, "carl", "coffee");
    Meters meters = new Meters(engine);

    nodes.say(ann, "hello");

    assertThat(meters.moved())
        .containsOnly(
            entry("chat.messages{outcome=stored}", 1.0),
            entry("chat.deliveries", 2.0),
            entry("chat.store.append{outcome=answered}", 1.0),
            entry("chat.store.append.batch", 1.0),
            entry("chat.bus.events{outcome=published}", 1.0));
  }

  @Test
  void messagesCountByWhatBecameOfThemAtTheStore() {
    RecordingConnection ann = nodes.guest(engine);
    nodes.send(ann, "{'type':'hello','version':1}");
    nodes.send(ann, "{'type':'set_username','username':'ann'}");
    nodes.join(ann, "tea");
    String again = "{'type':'chat_message','content':'hi','clientMessageId':'c1'}";
    nodes.send(ann, again);
    Meters meters = new Meters(engine);

    nodes.send(ann, again);
    assertThat(meters.moved())
        .contains(entry("chat.messages{outcome=duplicate}", 1.0))
        .doesNotContainKeys("chat.messages{outcome=stored}", "chat.deliveries");

    nodes.answers.put("append", results -> List.of(new AppendResult.Refused("too long")));
    nodes.say(ann, "refused");
    assertThat(meters.moved())
        .contains(
            entry("chat.messages{outcome=refused}", 1.0),
            entry("chat.errors{code=store_unavailable}", 1.0),
            entry("chat.store.append{outcome=answered}", 1.0))
        .doesNotContainKey("chat.messages{outcome=stored}");

    nodes.answers.put("append", results -> List.of(new AppendResult.Unknown("no primary")));
    nodes.say(ann, "unknown");
    assertThat(meters.moved())
        .contains(
            entry("chat.messages{outcome=unknown}", 1.0),
            entry("chat.plugin.available{plugin=store}", -1.0))
        .doesNotContainKey("chat.messages{outcome=stored}");
  }

  @Test
  void appendsAreTimedAndTheirSizeIsRecorded() {
    Meters meters = new Meters(engine);
    // Nothing runs before all are posted: the first goes alone, and the others together.
    for (int i = 0; i < 5; i++) {
      engine.post("tea", User.system(), "message " + i);
    }
    nodes.scheduler.runUntilIdle();
    DistributionSummary batch = meters.registry.get("chat.store.append.batch").summary();
    assertThat(batch.count()).isEqualTo(2);
    assertThat(batch.totalAmount()).isEqualTo(5);
    assertThat(batch.max()).isEqualTo(4);

    Timer answered = meters.registry.get("chat.store.append").tag("outcome", "answered").timer();
    Timer failed = meters.registry.get("chat.store.append").tag("outcome", "failed").timer();
    double before = answered.totalTime(TimeUnit.MILLISECONDS);
    nodes.taking = Duration.ofMillis(70);
    engine.post("tea", User.system(), "slow");
    nodes.scheduler.runUntilIdle();
    assertThat(answered.totalTime(TimeUnit.MILLISECONDS) - before).isEqualTo(70);
    assertThat(failed.count()).isZero();

    nodes.failing.add("append");
    engine.post("tea", User.system(), "lost");
    nodes.scheduler.runUntilIdle();
    assertThat(failed.count()).isEqualTo(1);
    assertThat(failed.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(70);
  }

  @Test
  void moreMessagesThanMayWaitAreNotGivenToTheStore() {
    RecordingConnection ann = nodes.member(engine, "ann", "tea");
    Meters meters = new Meters(engine);

    for (int i = 0; i < 10_000; i++) {
      engine.post("tea", User.system(), "message");
    }
    for (int i = 0; i < 3; i++) {
      ann.send("{\"type\":\"chat_message\",\"content\":\"hello\"}");
    }
    nodes.scheduler.runUntilIdle();

    // One is under way and 10,000 wait.
    assertThat(meters.moved())
        .contains(
            entry("chat.messages{outcome=stored}", 10_001.0),
            entry("chat.messages{outcome=overloaded}", 2.0),
            entry("chat.errors{code=overloaded}", 2.0));
  }

  @Test
  void aPrivateMessageBetweenGuestsIsPassedOn() {
    RecordingConnection ann = nodes.user(engine, "ann");
    RecordingConnection bob = nodes.user(engine, "bob");
    Meters meters = new Meters(engine);

    nodes.send(
        ann,
        "{'type':'private_message','targetId':'" + field(bob, "clientId") + "','content':'psst'}");

    assertThat(meters.moved()).containsOnly(entry("chat.messages.private", 1.0));
  }

  // ---- what clients are told

  @Test
  void errorsCountByTheirCode() {
    RecordingConnection ann = nodes.guest(engine);
    Meters meters = new Meters(engine);

    nodes.send(ann, "{");
    nodes.send(ann, "{'type':'dance'}");
    nodes.send(ann, "{'type':'chat_message','content':'hi'}");

    assertThat(meters.moved())
        .containsOnly(
            entry("chat.errors{code=invalid_json}", 1.0),
            entry("chat.errors{code=unknown_type}", 1.0),
            entry("chat.errors{code=username_required}", 1.0));
  }

  @Test
  void whoIsTooFastCountsByTheLimit() {
    ChatEngine strict = nodes.start(builder -> builder.connectionRate(RateLimit.perSecond(2)));
    RecordingConnection ann = nodes.guest(strict);
    Meters meters = new Meters(strict);

    for (int i = 0; i < 5; i++) {
      nodes.send(ann, "{'type':'leave_room'}");
    }

    assertThat(meters.moved())
        .containsOnly(
            entry("chat.rate.limited{limit=connection}", 3.0),
            entry("chat.errors{code=rate_limited}", 3.0));
  }

  @Test
  void whatIsQueuedShowsAndWhoDoesNotReadIsClosed() {
    ChatEngine strict = nodes.unlimited(builder -> builder.maxQueuedBytes(64 << 10));
    RecordingConnection ann = nodes.member(strict, "ann", "tea");
    RecordingConnection bob = nodes.member(strict, "bob", "tea");
    Meters meters = new Meters(strict);
    bob.stall();

    while (bob.pendingBytes() <= 32 << 10) {
      nodes.say(ann, "x".repeat(900));
    }
    assertThat(meters.value("chat.outbound.queued")).isEqualTo((double) bob.pendingBytes());
    meters.moved();

    nodes.send(ann, "{'type':'typing_start'}");
    assertThat(meters.moved()).containsEntry("chat.frames.dropped", 1.0);

    for (int i = 0; i < 100; i++) {
      nodes.say(ann, "x".repeat(900));
    }
    assertThat(meters.moved())
        .contains(
            entry("chat.slow.consumers.closed", 1.0),
            entry("chat.connections.closed{code=4008}", 1.0));
    assertThat(meters.value("chat.outbound.queued")).isZero();
  }

  // ---- the nodes

  @Test
  void aGapThatTheStoreFillsCountsOnce() {
    ChatEngine two = nodes.start();
    RecordingConnection ann = nodes.member(engine, "ann", "tea");
    nodes.member(two, "bob", "tea");
    Meters meters = new Meters(two);

    nodes.failing.add("publish");
    nodes.say(ann, "lost by the bus");
    nodes.say(ann, "lost too");
    nodes.failing.clear();
    assertThat(meters.moved()).doesNotContainKey("chat.deliveries");
    Objects.requireNonNull(nodes.receiver).mayHaveMissed(Set.of());
    nodes.scheduler.advance(Duration.ofMillis(100));

    assertThat(meters.moved())
        .contains(
            entry("chat.gaps.healed", 1.0),
            entry("chat.bus.reconnects", 1.0),
            entry("chat.deliveries", 2.0));
    nodes.say(ann, "brought by the bus");
    assertThat(meters.moved())
        .contains(entry("chat.deliveries", 1.0), entry("chat.bus.events{outcome=received}", 1.0))
        .doesNotContainKey("chat.gaps.healed");
  }

  @Test
  void whatTheBusDoesNotTakeCounts() {
    RecordingConnection ann = nodes.member(engine, "ann", "tea");
    Meters meters = new Meters(engine);

    nodes.failing.add("publish");
    nodes.say(ann, "hello");

    assertThat(meters.moved())
        .contains(
            entry("chat.bus.events{outcome=unpublished}", 1.0),
            entry("chat.plugin.available{plugin=bus}", -1.0))
        .doesNotContainKey("chat.bus.events{outcome=published}");
  }

  @Test
  void aLeaseThatRanOutIsLost() {
    Meters meters = new Meters(engine);

    nodes.failing.add("renew");
    nodes.scheduler.advance(Duration.ofSeconds(6));
    assertThat(meters.moved())
        .containsEntry("chat.plugin.available{plugin=presence}", -1.0)
        .doesNotContainKey("chat.lease.losses{cause=expired}");
    nodes.scheduler.advance(Duration.ofSeconds(30));
    nodes.failing.clear();
    nodes.scheduler.advance(Duration.ofSeconds(6));

    assertThat(meters.moved())
        .contains(
            entry("chat.lease.losses{cause=expired}", 1.0),
            entry("chat.plugin.available{plugin=presence}", 1.0))
        .doesNotContainKey("chat.lease.losses{cause=registry_reset}");
  }

  @Test
  void aRegistryThatHasLostItsMemoryHasLostTheLease() {
    Meters meters = new Meters(engine);

    nodes.loseRegistry();
    nodes.scheduler.advance(Duration.ofSeconds(6));

    assertThat(meters.moved())
        .containsEntry("chat.lease.losses{cause=registry_reset}", 1.0)
        .doesNotContainKey("chat.lease.losses{cause=expired}");
  }

  // ---- the host

  @Test
  void eventsBeyondTheBoundAreLeftOut() {
    Meters meters = new Meters(engine);
    // The listener's posts are told before it has returned for all that wait.
    ChatListener slow =
        new ChatListener() {
          private boolean begun;

          @Override
          public void onMessage(Message message) {
            if (!begun) {
              begun = true;
              flood();
            }
          }
        };
    engine.addListener(slow);

    engine.post("tea", User.system(), "first");
    nodes.scheduler.runUntilIdle();

    // The first is still being told, and 9,999 wait.
    assertThat(meters.moved()).containsEntry("chat.listener.events.dropped", 6.0);
  }

  private void flood() {
    for (int i = 0; i < 10_005; i += 5) {
      for (int j = 0; j < 5; j++) {
        engine.post("tea", User.system(), "message");
      }
      while (engine.stats().messagesStored() < i + 6) {
        assertThat(nodes.scheduler.step()).isTrue();
      }
    }
  }

  @Test
  void aRecorderThatThrowsChangesNothing() {
    RecordingConnection ann = nodes.member(engine, "ann", "tea");
    engine.addMetricsRecorder(
        new MetricsRecorder() {
          @Override
          public void appended(int messages, long nanos, boolean answered) {
            throw new IllegalStateException("broken");
          }
        });
    ann.takeFrames();

    nodes.say(ann, "hello");

    assertThat(ann.takeFrames()).asInstanceOf(list(String.class)).hasSize(1);
  }
}
