package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.ClientSession;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.OutboundFrame;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.spi.Scheduler;
import dev.chatengine.testkit.RecordingConnection;
import dev.chatengine.testkit.support.ForwardingScheduler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The effect of an exception inside the engine on clients. */
class InternalFaultsTest {
  private final Chat chat =
      new Chat(this::withFaultyClock, builder -> builder.connectionRate(RateLimit.UNLIMITED));

  /** Whether to ask for the time of day throws. */
  private boolean clockIsBroken;

  private Scheduler withFaultyClock(Scheduler scheduler) {
    return new ForwardingScheduler(scheduler) {
      @Override
      public long currentTimeMillis() {
        if (clockIsBroken) {
          throw new IllegalStateException("the clock is broken");
        }
        return super.currentTimeMillis();
      }
    };
  }

  @Test
  void aRequestThatFailsIsAnsweredWithItsRefAndTheConnectionStays() {
    RecordingConnection ann = chat.extendedMember("ann", "tea");

    clockIsBroken = true;
    chat.send(ann, "{'type':'chat_message','content':'lost','ref':'7'}");
    JsonNode error = Frames.only(ann);
    assertThat(error.path("code").asText()).isEqualTo("internal");
    assertThat(error.path("ref").asText()).isEqualTo("7");
    assertThat(ann.isClosed()).isFalse();

    clockIsBroken = false;
    chat.send(ann, "{'type':'chat_message','content':'kept','ref':'8'}");
    assertThat(Frames.contents(ann)).containsExactly("kept");
  }

  @Test
  void aSessionWithAFailedTaskIsClosedWith1011() {
    RecordingConnection bob = chat.member("bob", "tea");
    RecordingConnection ann = chat.guest();
    chat.send(ann, "{'type':'hello','version':1}");
    JsonNode welcome = Frames.fresh(ann).get(1);
    chat.send(ann, "{'type':'set_username','username':'ann'}");
    chat.join(ann, "tea");
    bob.takeFrames();

    clockIsBroken = true;
    chat.send(
        ann,
        "{'type':'private_message','content':'psst','targetId':'"
            + welcome.path("userId").asText()
            + "'}");
    clockIsBroken = false;

    assertThat(ann.closeCode()).isEqualTo(CloseCode.INTERNAL_ERROR);
    assertThat(chat.engine.stats().closes()).containsEntry(1011, 1L);
    assertThat(Frames.types(bob)).containsExactly("user_left");
    RecordingConnection back = chat.guest();
    chat.send(
        back,
        "{'type':'hello','version':1,'resume':'" + welcome.path("resumeToken").asText() + "'}");
    assertThat(Frames.ofType(back, "welcome").get(0).path("resumed").asBoolean()).isFalse();
  }

  /** A connection that throws when a join sends the history. */
  private static final class FaultyConnection implements ClientConnection {
    private boolean isBroken;
    private @Nullable CloseCode closeCode;

    @Override
    public void enqueue(OutboundFrame frame) {
      if (isBroken) {
        throw new IllegalStateException("the connection is broken");
      }
    }

    @Override
    public void flush() {}

    @Override
    public long pendingBytes() {
      return 0;
    }

    @Override
    public void close(CloseCode code, String reason) {
      closeCode = code;
    }
  }

  @Test
  void aSessionOfWhichAJoinFailsOnTheLaneIsClosedWith1011AndLeavesTheRoom() {
    FaultyConnection connection = new FaultyConnection();
    ClientSession ann =
        chat.engine.connect(ConnectionRequest.builder("127.0.0.1").build(), connection);
    ann.receive(StandardCharsets.UTF_8.encode("{\"type\":\"set_username\",\"username\":\"ann\"}"));
    chat.pass(Duration.ZERO);

    connection.isBroken = true;
    ann.receive(StandardCharsets.UTF_8.encode("{\"type\":\"join_room\",\"room\":\"tea\"}"));
    chat.pass(Duration.ZERO);

    assertThat(connection.closeCode).isEqualTo(CloseCode.INTERNAL_ERROR);
    ann.closed(CloseCode.INTERNAL_ERROR.code());
    chat.pass(Duration.ZERO);
    assertThat(chat.engine.stats().connections()).isZero();
    assertThat(chat.engine.stats().rooms()).isZero();
  }
}
