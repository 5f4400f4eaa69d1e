package dev.chatengine.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.engine.task.StepScheduler;
import dev.chatengine.engine.telemetry.Counters;
import dev.chatengine.engine.telemetry.EventLog;
import dev.chatengine.model.Member;
import dev.chatengine.model.Room;
import dev.chatengine.spi.ChatListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListenersTest {
  private static final Member ANN = new Member("ann", "Ann");
  private static final int MANY = 1_000;

  private final StepScheduler scheduler = new StepScheduler(true);
  private final List<String> received = new ArrayList<>();
  private final Listeners listeners =
      new Listeners(
          scheduler,
          List.of(
              new ChatListener() {
                @Override
                public void onJoined(Room room, Member member) {
                  received.add(room.name());
                }
              }),
          new Counters(),
          new EventLog("node", scheduler));

  @Test
  void listenersAreNotCalledOnTheNotifyingThread() {
    listeners.joined(new Room("busy"), ANN);
    assertThat(received).isEmpty();

    runAll();
    assertThat(received).containsExactly("busy");
  }

  @Test
  void aBusyRoomDoesNotHoldUpOthers() {
    for (int i = 0; i < MANY; i++) {
      listeners.joined(new Room("busy"), ANN);
    }
    listeners.joined(new Room("quiet"), ANN);
    runAll();

    assertThat(received).hasSize(MANY + 1).endsWith("busy");
  }

  private void runAll() {
    while (scheduler.readyTasks() > 0) {
      scheduler.step();
    }
  }
}
