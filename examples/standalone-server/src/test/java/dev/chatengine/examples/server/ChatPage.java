package dev.chatengine.examples.server;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The page in one browser, as a user works with it. */
final class ChatPage implements AutoCloseable {
  private static final By MESSAGES = By.cssSelector("#log .message:not(.pending) .text");
  private static final By FIELD = By.id("composer-text");

  private final ChromeDriver driver;
  private final WebDriverWait wait;

  ChatPage() {
    driver = Browser.start();
    // Long enough for a machine that does much else; no test waits so long where all is well.
    wait = new WebDriverWait(driver, Duration.ofSeconds(60), Duration.ofMillis(50));
  }

  /** Comes as somebody who has not been here before. */
  ChatPage open(String url) {
    driver.get(url);
    return this;
  }

  void reload() {
    driver.navigate().refresh();
  }

  void leave() {
    driver.get("about:blank");
  }

  ChatPage logIn(String name) {
    WebElement field = driver.findElement(By.id("login-name"));
    field.sendKeys(Keys.chord(Keys.CONTROL, "a"), name, Keys.ENTER);
    return this;
  }

  ChatPage isIn(String room) {
    wait.until(ExpectedConditions.textToBe(By.id("conversation-title"), "#" + room));
    wait.until(ExpectedConditions.textToBe(By.id("me-state"), "online"));
    return this;
  }

  void goTo(String room) {
    driver.findElement(By.id("room-name")).sendKeys(room, Keys.ENTER);
  }

  void write(String text) {
    driver.findElement(FIELD).sendKeys(text);
  }

  void say(String text) {
    driver.findElement(FIELD).sendKeys(text, Keys.ENTER);
  }

  String unsent() {
    return String.valueOf(driver.findElement(FIELD).getDomProperty("value"));
  }

  /** Waits until the conversation on the screen consists of these messages. */
  void shows(String... messages) {
    wait.until(textsAre(MESSAGES, List.of(messages)));
  }

  void showsMembers(String... names) {
    wait.until(textsAre(By.cssSelector("#members .name"), List.of(names)));
  }

  void showsNotice(String text) {
    wait.until(texts(By.cssSelector("#log .notice"), found -> found.contains(text), text));
  }

  void showsTyping(String text) {
    wait.until(ExpectedConditions.textToBe(By.id("typing"), text));
  }

  void showsLoginError(String text) {
    wait.until(ExpectedConditions.textToBePresentInElementLocated(By.id("login-error"), text));
  }

  void showsUnread(String name, int count) {
    wait.until(textsAre(privateBadge(name), List.of(String.valueOf(count))));
  }

  void showsNothingUnread() {
    wait.until(ExpectedConditions.numberOfElementsToBe(By.cssSelector("#private .badge"), 0));
  }

  void openPrivate(String name) {
    By member = By.xpath("//ul[@id='members']//button[.//span[text()='" + name + "']]");
    wait.until(ExpectedConditions.elementToBeClickable(member)).click();
    wait.until(ExpectedConditions.textToBe(By.id("conversation-title"), name));
  }

  void isOffline() {
    wait.until(ExpectedConditions.visibilityOfElementLocated(By.id("banner")));
  }

  void isBack() {
    wait.until(ExpectedConditions.textToBe(By.id("me-state"), "online"));
    wait.until(ExpectedConditions.invisibilityOfElementLocated(By.id("banner")));
  }

  void pressTab() {
    driver.switchTo().activeElement().sendKeys(Keys.TAB);
  }

  void pressEnter() {
    driver.switchTo().activeElement().sendKeys(Keys.ENTER);
  }

  /** What a screen reader calls the element that has the focus. */
  String focused() {
    return String.valueOf(driver.switchTo().activeElement().getAccessibleName());
  }

  /** Runs a script, and answers its result as text. */
  String run(String script) {
    return String.valueOf(driver.executeScript(script));
  }

  /**
   * Lets the page open a WebSocket.
   *
   * @return "open", or the directive of its policy that forbids it, or "refused"
   */
  String connects(String url) {
    return String.valueOf(
        driver.executeAsyncScript(
            """
            const [url, done] = arguments;
            document.addEventListener('securitypolicyviolation', (e) => done(e.violatedDirective));
            const socket = new WebSocket(url);
            socket.onopen = () => done('open');
            socket.onerror = () => setTimeout(() => done('refused'), 1000);
            """,
            url));
  }

  ChromeDriver driver() {
    return driver;
  }

  private static By privateBadge(String name) {
    return By.xpath(
        "//ul[@id='private']//button[.//span[text()='"
            + name
            + "']]//span[@class='badge']/span[1]");
  }

  private static ExpectedCondition<Boolean> textsAre(By elements, List<String> wanted) {
    return texts(elements, wanted::equals, wanted.toString());
  }

  private static ExpectedCondition<Boolean> texts(
      By elements, Predicate<List<String>> good, String wanted) {
    return new ExpectedCondition<>() {
      private List<String> found = List.of();

      @Override
      public Boolean apply(WebDriver driver) {
        found = driver.findElements(elements).stream().map(WebElement::getText).toList();
        return good.test(found);
      }

      @Override
      public String toString() {
        return elements + " to show " + wanted + ", not " + found;
      }
    };
  }

  @Override
  public void close() {
    driver.quit();
  }
}
