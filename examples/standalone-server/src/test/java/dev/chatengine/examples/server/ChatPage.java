package dev.chatengine.examples.server;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The page in one browser, as a user works with it. */
final class ChatPage implements AutoCloseable {
  private static final By MESSAGES =
      By.cssSelector("#log .message:not(.pending):not(.failed) .text");
  private static final By PENDING = By.cssSelector("#log .message.pending .text");
  private static final By FAILED = By.cssSelector("#log .message.failed .text");
  private static final By FIELD = By.id("composer-text");

  private final ChromeDriver driver;
  private final WebDriverWait wait;

  ChatPage() {
    driver = Browser.take();
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
    awaits("document.getElementById('me-state').textContent === 'online'");
    awaits("/^(Only|\\d)/.test(document.getElementById('conversation-subtitle').textContent)");
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

  /** Waits until this is the last message that was sent, of those on the screen. */
  void showsLast(String text) {
    wait.until(
        texts(
            MESSAGES, found -> !found.isEmpty() && found.get(found.size() - 1).equals(text), text));
  }

  /** Waits until these messages are on their way. */
  void showsPending(String... messages) {
    wait.until(textsAre(PENDING, List.of(messages)));
  }

  /** Waits until these messages could not be sent. */
  void showsFailed(String... messages) {
    wait.until(textsAre(FAILED, List.of(messages)));
  }

  /** Waits until this stands beside a message: what became of it. */
  void showsOutcome(String text) {
    wait.until(texts(By.cssSelector("#log .outcome > span"), found -> found.contains(text), text));
  }

  /** Waits until the conversation consists of these messages, each once. */
  void showsInAnyOrder(List<String> messages) {
    List<String> wanted = messages.stream().sorted().toList();
    wait.until(
        texts(MESSAGES, found -> found.stream().sorted().toList().equals(wanted), wanted + ""));
  }

  /** The messages of the conversation that are there now. */
  List<String> messages() {
    return driver.findElements(MESSAGES).stream().map(WebElement::getText).toList();
  }

  boolean hasFailed() {
    return !driver.findElements(FAILED).isEmpty();
  }

  void tryAgain() {
    driver.findElement(By.xpath("//*[@id='log']//button[text()='Try again']")).click();
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

  /** Waits until so much is unread in a room, or of what somebody wrote privately. */
  void showsUnread(String place, int count) {
    wait.until(textsAre(badge(place), List.of(String.valueOf(count))));
  }

  void showsNothingUnread() {
    wait.until(
        ExpectedConditions.numberOfElementsToBe(By.cssSelector("#conversations .row .badge"), 0));
  }

  /** Waits until a screen reader was told this. */
  void announces(String text) {
    By all = By.cssSelector("#announcer > p");
    wait.until(
        driver ->
            driver.findElements(all).stream()
                .anyMatch(said -> text.equals(said.getDomProperty("textContent"))));
  }

  void openRoom(String name) {
    place("rooms", name).click();
    isIn(name);
  }

  void openPrivateConversation(String name) {
    place("private", name).click();
    wait.until(ExpectedConditions.textToBe(By.id("conversation-title"), name));
  }

  private WebElement place(String list, String name) {
    By row = By.xpath("//ul[@id='%s']//button[span[text()='%s']]".formatted(list, name));
    return wait.until(ExpectedConditions.elementToBeClickable(row));
  }

  void signOut() {
    driver.findElement(By.id("sign-out")).click();
    // The page is loaded again, and only then the form does anything.
    awaits("document.readyState === 'complete' && !document.getElementById('login').hidden");
  }

  /** Lets the system of this browser's user be dark, or light. */
  void prefersDark(boolean dark) {
    String scheme = dark ? "dark" : "light";
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Lets the browser be that of a phone. */
  void onPhone() {
    // A window cannot be made as narrow as a phone.
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", 360, "height", 640, "deviceScaleFactor", 2, "mobile", true));
  }

  void pointAtNothing() {
    new Actions(driver).moveToElement(driver.findElement(By.id("conversation-title"))).perform();
  }

  void click(String id) {
    wait.until(ExpectedConditions.elementToBeClickable(By.id(id))).click();
  }

  /** Waits until a script, an expression, is true. */
  void awaits(String condition) {
    wait.until(driver -> run("return Boolean(" + condition + ")").equals("true"));
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
    press(Keys.ENTER);
  }

  void press(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
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

  private static By badge(String place) {
    return By.xpath(
        "//nav[@id='conversations']//button[span[text()='"
            + place
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
    Browser.giveBack(driver);
  }
}
