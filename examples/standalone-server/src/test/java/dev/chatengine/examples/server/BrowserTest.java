package dev.chatengine.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Two people in two browsers. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserTest {
  private static final String HOSTILE = "<script>document.title='taken'</script><img src=x>";

  private final ChatPage ann = new ChatPage();
  private final ChatPage bob = new ChatPage();
  private ChatServer server = TestServers.start();

  @BeforeEach
  void openPages() {
    ann.open(server.url()).logIn("Ann").isIn("general");
    bob.open(server.url()).logIn("Bob").isIn("general");
  }

  @AfterEach
  void leavePages() {
    ann.leave();
    bob.leave();
    server.close();
    server = TestServers.start();
  }

  @AfterAll
  void closeBrowsers() {
    server.close();
    ann.close();
    bob.close();
  }

  @Test
  void twoPeopleChatAndSeeEachOtherTypeComeAndGo() {
    ann.showsMembers("Ann", "Bob");
    bob.showsMembers("Ann", "Bob");
    ann.showsNotice("Bob joined");

    ann.write("Hello");
    bob.showsTyping("Ann is typing …");
    ann.say(", Bob");
    bob.shows("Hello, Bob");
    ann.shows("Hello, Bob");
    bob.showsTyping("");

    bob.say("Hello, Ann");
    ann.shows("Hello, Bob", "Hello, Ann");

    bob.leave();
    ann.showsNotice("Bob left");
    ann.showsMembers("Ann");
  }

  @Test
  void textIsShownAsText() {
    ann.say(HOSTILE);

    bob.shows(HOSTILE);
    assertThat(bob.run("return document.querySelectorAll('#log script, #log img').length"))
        .isEqualTo("0");
    assertThat(bob.run("return document.title")).isEqualTo("#general – ChatEngine");
  }

  @Test
  void privateMessagesAreBetweenTwo() {
    ann.openPrivate("Bob");
    ann.say("Between us");
    ann.shows("Between us");

    bob.showsUnread("Ann", 1);
    bob.shows();
    bob.openPrivate("Ann");
    bob.shows("Between us");
    bob.showsNothingUnread();
    bob.say("Of course");
    ann.shows("Between us", "Of course");
  }

  @Test
  void roomsAreSeparate() {
    bob.goTo("  Random Talk ");
    bob.isIn("random talk");
    ann.showsMembers("Ann");

    bob.say("Anybody here?");
    bob.shows("Anybody here?");
    ann.shows();
    ann.goTo("random talk");
    ann.isIn("random talk");
    ann.shows("Anybody here?");
  }

  @Test
  void bothComeBackWhenTheServerDoes() {
    ann.say("before");
    bob.shows("before");

    int port = URI.create(server.url()).getPort();
    server.close();
    ann.isOffline();
    bob.isOffline();
    ann.say("meanwhile");
    ann.write("half a sen");
    server = TestServers.start(port);

    ann.isBack();
    bob.isBack();
    ann.showsMembers("Ann", "Bob");
    bob.showsMembers("Ann", "Bob");
    // What could not go out waited for the connection; it went out once, whoever was back first.
    ann.shows("before", "meanwhile");
    bob.shows("before", "meanwhile");
    assertThat(ann.unsent()).isEqualTo("half a sen");
    ann.say("tence");
    bob.shows("before", "meanwhile", "half a sentence");
    bob.say("after");
    ann.shows("before", "meanwhile", "half a sentence", "after");
  }

  @Test
  void aTakenNameIsRefusedAndAnotherOneChosen() {
    bob.reload();
    bob.logIn("Ann");
    bob.showsLoginError("Username is already taken");

    bob.logIn("Cem").isIn("general");
    ann.showsMembers("Ann", "Cem");
  }

  @Test
  void aKeyboardIsEnough() {
    ann.write("to the field");
    assertThat(ann.focused()).isEqualTo("Message to the room general");
    ann.pressTab();
    assertThat(ann.focused()).isEqualTo("Send");
    ann.pressTab();
    assertThat(ann.focused()).isEqualTo("Bob: write privately");
    ann.pressEnter();
    assertThat(ann.focused()).isEqualTo("Private message to Bob");
    ann.say("From the keyboard");
    ann.shows("From the keyboard");
    bob.showsUnread("Ann", 1);
  }
}
