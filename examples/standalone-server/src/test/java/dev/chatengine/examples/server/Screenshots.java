package dev.chatengine.examples.server;

import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;

/** Makes the pictures of the README, from a server that runs and people who chat on it. */
public final class Screenshots {
  private static final String ROOM = "general";

  private final Path directory;
  private final ChatServer server;

  private Screenshots(Path directory, ChatServer server) {
    this.directory = directory;
    this.server = server;
  }

  /**
   * Makes the pictures.
   *
   * @param arguments the directory to write them to
   */
  public static void main(String[] arguments) throws IOException {
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    MemoryMessageStore store = MemoryMessageStore.create();
    store.append(earlier());
    try (ChatServer server = TestServers.start(store)) {
      new Screenshots(directory, server).make();
    }
  }

  private static List<Draft> earlier() {
    Instant yesterday = Instant.now().minus(Duration.ofHours(25));
    Instant today = Instant.now().minus(Duration.ofMinutes(34));
    List<Draft> drafts = new ArrayList<>();
    said(drafts, yesterday, 0, "Mira", "The new printer is set up. It is called “Gutenberg”.");
    said(drafts, yesterday, 1, "Jonas", "Of course it is.");
    said(drafts, yesterday, 3, "Priya", "Does it do A3?");
    said(drafts, yesterday, 3, "Mira", "It does. Both sides, too.");
    said(drafts, today, 0, "Jonas", "Morning! Who is in for lunch at the market today?");
    said(drafts, today, 1, "Priya", "Me. Half past twelve?");
    said(drafts, today, 1, "Priya", "The dumpling stand is back, by the way.");
    said(drafts, today, 9, "Tom", "Count me in. This is where they stand now:");
    said(drafts, today, 9, "Tom", "https://market.example.org/stands?day=thursday#dumplings");
    return drafts;
  }

  private static void said(List<Draft> drafts, Instant from, int minutes, String who, String what) {
    User user = User.of(who.toLowerCase(Locale.ROOT), who);
    Instant at = from.plus(Duration.ofMinutes(minutes));
    drafts.add(Draft.builder(new Room(ROOM), user, at, what).build());
  }

  private void make() throws IOException {
    try (ChatPage page = new ChatPage()) {
      show(page, 1280, 800, 1, false);
      page.open(server.url()).logIn("Ann").isIn(ROOM);
      page.goTo("random");
      page.isIn("random");
      page.openRoom(ROOM);
      page.goTo("release 2.4");
      page.isIn("release 2.4");
      page.openRoom(ROOM);
      page.say("Count me in as well. I will bring the tickets.");
      page.showsLast("Count me in as well. I will bring the tickets.");

      try (Guest mira = Guest.join(server.url(), "Mira", ROOM);
          Guest jonas = Guest.join(server.url(), "Jonas", ROOM);
          Guest priya = Guest.join(server.url(), "Priya", ROOM);
          Guest tom = Guest.join(server.url(), "Tom", "release 2.4");
          Guest sofia = Guest.join(server.url(), "Sofia", "random")) {
        mira.whisper("Ann", "Is the room on the third floor free at two?");
        page.openPrivateConversation("Mira");
        page.say("Yes, I have booked it for us.");
        page.openRoom(ROOM);
        jonas.whisper("Ann", "Do you have a minute later?");
        jonas.whisper("Ann", "It is about the trip.");
        tom.say("Build 1187 is green.");
        tom.say("I would tag it now.");
        tom.say("Anybody against it?");
        sofia.say("Look at the sky, everybody!");
        mira.say("I have to finish the slides first. Save me a seat?");
        priya.say("Of course. We take the long table at the back, as always.");
        page.showsLast("Of course. We take the long table at the back, as always.");
        jonas.type();
        page.showsTyping("Jonas is typing …");

        page.pointAtNothing();

        picture(page, "page-wide.png");
        show(page, 1280, 800, 1, true);
        jonas.type();
        page.showsTyping("Jonas is typing …");
        picture(page, "page-dark.png");
        show(page, 390, 720, 1.5, false);
        page.run("document.getElementById('log-scroll').scrollTop = 1e6");
        jonas.type();
        page.showsTyping("Jonas is typing …");
        picture(page, "page-phone.png");
      }
    }
  }

  private static void show(ChatPage page, int width, int height, double scale, boolean dark) {
    ChromeDriver driver = page.driver();
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", scale, "mobile", scale > 1));
    page.prefersDark(dark);
  }

  private void picture(ChatPage page, String name) throws IOException {
    Files.write(directory.resolve(name), page.driver().getScreenshotAs(OutputType.BYTES));
  }
}
