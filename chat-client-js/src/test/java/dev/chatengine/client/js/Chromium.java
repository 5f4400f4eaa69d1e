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

  /** A field, because the JDK forgets the level of a logger that is garbage-collected. */
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  static {
    // Selenium warns of each browser that is newer than itself, which does not matter here.
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
