package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.spi.Admission;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.testkit.RecordingConnection;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The engine serves at most as many clients as the host allows. */
class SessionLimitTest {
  private static final ConnectionRequest REQUEST = ConnectionRequest.builder("127.0.0.1").build();

  private final Chat chat = Chat.unlimited(builder -> builder.maxSessions(2));

  @Test
  void countsClientsThatComeWithARequest() {
    twoAreServed(chat::guest);
  }

  @Test
  void countsClientsThatWereAdmittedBefore() {
    Admission admission = chat.get(chat.engine.admit(REQUEST));

    twoAreServed(
        () -> {
          RecordingConnection client =
              RecordingConnection.connect(chat.engine, admission, chat.scheduler::execute);
          chat.scheduler.runUntilIdle();
          return client;
        });
  }

  private void twoAreServed(Supplier<RecordingConnection> come) {
    RecordingConnection first = come.get();
    RecordingConnection second = come.get();
    RecordingConnection third = come.get();

    assertThat(List.of(first, second)).noneMatch(RecordingConnection::isClosed);
    assertThat(third.closeCode()).isEqualTo(CloseCode.RESTARTING);
    assertThat(third.closeReason()).isEqualTo("the server has too many connections");

    second.disconnect();
    chat.scheduler.runUntilIdle();

    assertThat(come.get().isClosed()).isFalse();
  }
}
