package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Member;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.ChatListener;
import dev.chatengine.testkit.RecordingConnection;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts and clients name rooms by the same rules. */
class RoomNamesTest {
  private static final String LONGEST = "x".repeat(30);

  private final Chat chat = Chat.create();

  @ParameterizedTest
  @ValueSource(strings = {"general", " General\u00a0", "ΟΔΟΣ_A", "ΣΑΣ2Α", "\u0130stanbul", "ΑΣ:Β"})
  void aNameIsTheSameRoomForClientsAndForTheHost(String name) {
    RecordingConnection ann = chat.member("ann", name);
    RecordingConnection bob = chat.extendedMember("bob", name);

    Message said = chat.get(chat.engine.post(name, User.system(), "hello"));

    assertThat(Frames.contents(ann)).containsExactly("hello");
    assertThat(Frames.contents(bob)).containsExactly("hello");
    assertThat(said.conversation()).isEqualTo(Room.named(name));
    assertThat(contents(chat.get(chat.engine.history(name, 10)))).containsExactly("hello");
    assertThat(chat.get(chat.engine.members(name)))
        .extracting(Member::username)
        .containsExactly("ann", "bob");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \t\u00a0", " xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"})
  void aNameThatIsBlankOrTooLongIsRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> chat.engine.post(name, User.system(), "x"))
        .withMessageStartingWith("room name has ")
        .withMessageEndingWith(", not 1 to 30");
    assertThatIllegalArgumentException().isThrownBy(() -> chat.engine.history(name, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> chat.engine.members(name));
  }

  @Test
  void howLongANameMayBeIsTheEnginesOption() {
    Chat wide = Chat.unlimited(builder -> builder.maxRoomNameLength(128));

    assertThatCode(() -> wide.engine.post("x".repeat(128), User.system(), "x"))
        .doesNotThrowAnyException();
    assertThatCode(() -> chat.engine.post(" " + LONGEST, User.system(), "x"))
        .doesNotThrowAnyException();
  }

  @Test
  void aDraftForARoomThatNobodyCanJoinIsRefused() {
    refused("General", "use 'general'");
    refused("general ", "use 'general'");
    refused("\u0130", "use 'i\u0307'");
    refused(" ", "it must have 1 to 30 characters");
    refused(LONGEST + "x", "it must have 1 to 30 characters");
    refused(" " + LONGEST.substring(1), "use '" + LONGEST.substring(1) + "'");
  }

  private void refused(String name, String hint) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> chat.engine.post(draft(name)))
        .withMessage("'" + name + "' is not a room name that clients can join: " + hint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"xxxxxxxxxxxxxxxxxxxxxxxxxxxx  x", "xxxxxxxxxxxxxxxxxxxxxxxxxxxx \ud83d\ude00"})
  void theHostCanAnswerInARoomOfWhichTheNameWasCutAfterASpace(String name) {
    RecordingConnection ann = chat.member("ann", name);
    chat.engine.addListener(
        new ChatListener() {
          @Override
          public void onMessage(Message message) {
            if (!message.sender().equals(User.system())) {
              chat.engine.post(
                  Draft.builder(message.conversation(), User.system(), Instant.EPOCH, "echo")
                      .build());
            }
          }
        });

    chat.say(ann, "hello");

    assertThat(Frames.contents(ann)).containsExactly("hello", "echo");
  }

  @Test
  void storedMessagesOfARoomThatNobodyCanJoinCanBeRead() {
    MemoryMessageStore store = MemoryMessageStore.builder().build();
    store.append(List.of(draft("General")));
    Chat old = Chat.unlimited(builder -> builder.messageStore(store));

    assertThat(contents(old.get(old.engine.before(new Room("General"), Long.MAX_VALUE, 10))))
        .containsExactly("x");
    assertThat(contents(old.get(old.engine.after(new Room("General"), 0, 10))))
        .containsExactly("x");
    assertThat(contents(old.get(old.engine.history("General", 10)))).isEmpty();
  }

  private static Draft draft(String room) {
    return Draft.builder(new Room(room), User.system(), Instant.EPOCH, "x").build();
  }

  private static List<String> contents(Page page) {
    return page.messages().stream().map(Message::content).toList();
  }
}
