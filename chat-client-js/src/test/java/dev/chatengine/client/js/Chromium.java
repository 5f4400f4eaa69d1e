package dev.chatengine.client.js;

import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** Finds the Chromium of this machine. Nothing is downloaded. */
final class Chromium {
  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  /** Held here, as the logging of the JDK forgets a level that nobody holds the logger of. */
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  static {
    // It warns of every browser that is newer than itself; what the tests use has no version.
    SELENIUM.setLevel(Level.SEVERE);
  }

  private Chromium() {}

  /** Starts it with a new profile, or skips the test where there is none. */
  static ChromeDriver start() {
    Path browser =
        BROWSERS.stream().flatMap(name -> Node.onPath(name).stream()).findFirst().orElse(null);
    Path driver = Node.onPath("chromedriver").orElse(null);
    if (browser == null || driver == null) {
      throw Node.skipped("chromium and chromedriver are not both on the PATH");
    }
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser.toString());
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
            .usingDriverExecutable(driver.toFile())
            .usingAnyFreePort()
            .build();
    return new ChromeDriver(service, options);
  }
}
