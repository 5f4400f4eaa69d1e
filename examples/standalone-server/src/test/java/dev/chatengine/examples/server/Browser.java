package dev.chatengine.examples.server;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** The Chromium of this machine, of which tests share what they start. Nothing is downloaded. */
final class Browser {
  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private static final Dimension SIZE = new Dimension(1280, 800);

  /** Held here, as the logging of the JDK forgets a level that nobody holds the logger of. */
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  static {
    // It warns of every browser that is newer than itself; what the tests use has no version.
    SELENIUM.setLevel(Level.SEVERE);
  }

  /** The browsers that no test uses. */
  private static final Queue<ChromeDriver> IDLE = new ConcurrentLinkedQueue<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> IDLE.forEach(ChromeDriver::quit)));
  }

  private Browser() {}

  /** Gives a test a browser with an empty window, or skips the test where there is none. */
  static ChromeDriver take() {
    ChromeDriver idle = IDLE.poll();
    return idle == null ? start() : idle;
  }

  /** Takes a browser back from a test, and closes what the test has opened in it. */
  static void giveBack(ChromeDriver browser) {
    Set<String> opened = browser.getWindowHandles();
    browser.switchTo().newWindow(WindowType.WINDOW);
    String empty = browser.getWindowHandle();
    opened.forEach(window -> browser.switchTo().window(window).close());
    browser.switchTo().window(empty);
    browser.manage().window().setSize(SIZE);
    IDLE.add(browser);
  }

  private static ChromeDriver start() {
    Optional<Path> browser = BROWSERS.stream().flatMap(name -> onPath(name).stream()).findFirst();
    Optional<Path> driver = onPath("chromedriver");
    if (browser.isEmpty() || driver.isEmpty()) {
      String message = "BROWSER TESTS SKIPPED: chromium and chromedriver must both be on the PATH.";
      System.err.println(message);
      Assumptions.abort(message);
    }
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser.get().toString());
    // Certificates of tests are signed by nobody whom a browser trusts.
    options.setAcceptInsecureCerts(true);
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync");
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(driver.get().toFile())
            .usingAnyFreePort()
            .build();
    ChromeDriver started = new ChromeDriver(service, options);
    started.manage().window().setSize(SIZE);
    return started;
  }

  private static Optional<Path> onPath(String program) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return List.of(path.split(File.pathSeparator, -1)).stream()
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
