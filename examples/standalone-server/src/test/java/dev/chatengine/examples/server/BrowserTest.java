package dev.chatengine.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;

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
    bob.showsMembers("Bob");

    bob.say("Anybody here?");
    bob.shows("Anybody here?");
    ann.shows();
    ann.goTo("random talk");
    ann.isIn("random talk");
    ann.shows("Anybody here?");
    ann.showsMembers("Ann", "Bob");
    ann.showsNothingUnread();
  }

  @Test
  void severalRoomsAreOpenAndWhatIsUnreadIsCounted() {
    bob.goTo("tea");
    bob.isIn("tea");
    ann.goTo("tea");
    ann.isIn("tea");
    ann.openRoom("general");

    bob.say("one");
    bob.say("two");
    ann.showsUnread("tea", 2);
    assertThat(ann.run("return document.title")).isEqualTo("(2) #general – ChatEngine");
    ann.announces("New messages in #tea");
    bob.openRoom("general");
    bob.say("here");
    ann.shows("here");
    ann.showsUnread("tea", 2);

    ann.openRoom("tea");
    ann.shows("one", "two");
    ann.showsNothingUnread();
    assertThat(ann.run("return document.title")).isEqualTo("#tea – ChatEngine");
    // Where the unread began is marked, until the user goes on.
    assertThat(ann.run("return document.querySelector('#log .new + .message .text').textContent"))
        .isEqualTo("one");
  }

  @Test
  void aRoomIsLeft() {
    bob.goTo("tea");
    bob.isIn("tea");
    ann.goTo("tea");
    ann.isIn("tea");
    ann.showsMembers("Ann", "Bob");

    bob.run("document.querySelector('[aria-label=\"Leave the room tea\"]').click()");

    ann.showsNotice("Bob left");
    bob.isIn("general");
    bob.showsMembers("Ann", "Bob");
  }

  @Test
  void aPageThatIsLoadedAgainIsWhereItWas() {
    bob.goTo("tea");
    bob.isIn("tea");
    bob.openRoom("general");
    bob.say("before");
    bob.shows("before");
    bob.write("half a sen");

    bob.reload();
    bob.isIn("general");
    bob.shows("before");
    assertThat(bob.unsent()).isEqualTo("half a sen");
    bob.openRoom("tea");
    ann.showsMembers("Ann", "Bob");
    // It still knows its own.
    bob.openRoom("general");
    bob.awaits("document.querySelector('#log .message.own .text')?.textContent === 'before'");
  }

  @Test
  void aPageThatTheBrowserBringsBackIsConnectedAgain() {
    bob.write("half a sen");
    bob.run("window.isTheSamePage = true; location.href = '/healthz'");
    ann.showsNotice("Bob left");
    ann.say("meanwhile");
    ann.shows("meanwhile");

    bob.driver().navigate().back();
    bob.isIn("general");
    bob.shows("meanwhile");
    ann.showsMembers("Ann", "Bob");
    assertThat(bob.run("return window.isTheSamePage")).isEqualTo("true");
    assertThat(bob.unsent()).isEqualTo("half a sen");
  }

  @Test
  void whatWasSaidWhileThePageWasAwayIsUnread() {
    ann.say("old");
    bob.shows("old");
    bob.goTo("tea");
    bob.isIn("tea");
    bob.open("about:blank");
    ann.showsNotice("Bob left");
    ann.say("new");
    ann.shows("old", "new");

    bob.open(server.url() + "#tea").isIn("tea");
    bob.showsUnread("general", 1);
    bob.openRoom("general");
    bob.shows("old", "new");
    bob.showsNothingUnread();
  }

  @Test
  void linksAreLinksAndNothingElseIs() {
    ann.say("See (https://example.org/a_(b)?c=d#e), or http://example.org.");
    ann.say("javascript:alert(1) ftp://example.org https://user@example.org https://");
    bob.shows(
        "See (https://example.org/a_(b)?c=d#e), or http://example.org.",
        "javascript:alert(1) ftp://example.org https://user@example.org https://");

    assertThat(bob.run("return [...document.querySelectorAll('#log a')].map((a) => a.href)"))
        .isEqualTo("[https://example.org/a_(b)?c=d#e, http://example.org/]");
    assertThat(
            bob.run(
                "return [...document.querySelectorAll('#log a')]"
                    + ".every((a) => a.target === '_blank' && a.relList.contains('noopener'))"))
        .isEqualTo("true");
  }

  @Test
  void aScreenReaderIsToldWhatIsNewAndNothingElse() {
    ann.say("Hello");
    bob.shows("Hello");
    bob.announces("Ann: Hello");
    ann.openPrivate("Bob");
    ann.say("psst");
    bob.announces("Private message from Ann");

    // Neither what is one's own is read out, nor what is shown again.
    bob.openPrivate("Ann");
    bob.openRoom("general");
    assertThat(ann.run("return document.getElementById('announcer').textContent")).isEmpty();
    assertThat(bob.run("return document.querySelectorAll('#announcer > p').length")).isEqualTo("2");
  }

  @Test
  void whoIsNotThereAnyMoreGetsNothingUntilItIsBack() {
    ann.openPrivate("Bob");
    bob.signOut();
    ann.awaits("document.getElementById('conversation-subtitle').textContent.includes('not here')");
    ann.say("Are you there?");
    ann.showsFailed("Are you there?");
    ann.showsOutcome("Not sent: nobody of this name is here.");
    ann.announces("Not sent: Are you there?");

    bob.logIn("Bob").isIn("general");
    ann.awaits(
        "!document.getElementById('conversation-subtitle').textContent.includes('not here')");
    ann.tryAgain();
    ann.shows("Are you there?");
    ann.showsFailed();
    bob.showsUnread("Ann", 1);
    bob.openPrivateConversation("Ann");
    bob.shows("Are you there?");
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
  void aLinkToARoomIsCutBetweenCharacters() {
    bob.leave();
    bob.open(server.url() + "#" + "a".repeat(29) + "%F0%9F%98%80");
    bob.isIn("a".repeat(29));
  }

  @Test
  void aRoomWhoseNameTheClientDoesNotTakeIsTold() {
    String badRoom = "document.getElementById('%s').value = 'tea\\ud83d';";
    bob.run(
        badRoom.formatted("room-name") + "document.getElementById('room-form').requestSubmit()");
    bob.awaits("document.getElementById('composer-note').textContent.includes('well-formed')");
    bob.isIn("general");

    bob.signOut();
    bob.run(
        "document.getElementById('login-name').value = 'Bob';"
            + badRoom.formatted("login-room")
            + "document.getElementById('login-form').requestSubmit()");
    bob.showsLoginError("well-formed");
  }

  @Test
  void inATabThatWasDuplicatedAnotherUserHasNothingOfTheFirst() {
    ann.say("mine");
    bob.shows("mine");
    ann.write("half a sen");
    ann.reload();
    ann.isIn("general");
    ann.awaits("document.querySelector('#log .message.own .text')?.textContent === 'mine'");
    String copy = ann.run("return sessionStorage.getItem('dev.chatengine.page')");

    bob.signOut();
    bob.driver().executeScript("sessionStorage.setItem('dev.chatengine.page', arguments[0])", copy);
    bob.reload();
    bob.showsLoginError("Username is already taken");
    bob.logIn("Bob").isIn("general");
    bob.shows("mine");
    assertThat(bob.run("return document.querySelectorAll('#log .own').length")).isEqualTo("0");
    assertThat(bob.unsent()).isEmpty();
  }

  @Test
  void aTakenNameIsRefusedAndAnotherOneChosen() {
    bob.signOut();
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

    // From one conversation to the next, and to the end of one.
    ann.press(Keys.chord(Keys.ALT, Keys.ARROW_UP));
    ann.isIn("general");
    ann.press(Keys.chord(Keys.SHIFT, Keys.TAB));
    assertThat(ann.focused()).isEqualTo("#general");
    ann.press(Keys.ESCAPE);
    assertThat(ann.focused()).isEqualTo("Message to the room general");
  }
}
