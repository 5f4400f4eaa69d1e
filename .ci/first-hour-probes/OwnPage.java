import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Opens a page in two windows of Chromium, and sees in one what is typed into the other. */
final class OwnPage {
  private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");
  private static final String OPTIONS =
      """
      {"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": {"args": [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--no-first-run"]}}}}
      """;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String driver;

  private OwnPage(String driver) {
    this.driver = driver;
  }

  public static void main(String[] args) throws Exception {
    Process process =
        new ProcessBuilder("chromedriver", "--port=0").redirectErrorStream(true).start();
    int exit = 1;
    try {
      OwnPage page = new OwnPage("http://localhost:" + port(process.inputReader()));
      String reader = page.window(args[0]);
      String writer = page.window(args[0]);
      try {
        page.type(writer, "Hello from a page");
        exit = page.shows(writer, "Hello from a page") && page.shows(reader, "Hello from a page") ? 0 : 1;
        System.out.println(exit == 0 ? "two pages chat" : "the page shows nothing: " + page.text(reader));
      } finally {
        page.call("DELETE", reader, "");
        page.call("DELETE", writer, "");
      }
    } finally {
      process.destroy();
    }
    System.exit(exit);
  }

  private static String port(BufferedReader output) throws Exception {
    String line;
    while ((line = output.readLine()) != null) {
      Matcher port = PORT.matcher(line);
      if (port.find()) {
        return port.group(1);
      }
    }
    throw new IllegalStateException("chromedriver did not start");
  }

  private String window(String address) throws Exception {
    String session = "/session/" + value(call("POST", "/session", OPTIONS), "sessionId");
    call("POST", session + "/url", "{\"url\": \"" + address + "\"}");
    return session;
  }

  private void type(String session, String text) throws Exception {
    String field =
        call("POST", session + "/element", "{\"using\": \"css selector\", \"value\": \"form input\"}");
    Matcher id = Pattern.compile("\"element-[^\"]*\":\"([^\"]*)\"").matcher(field);
    if (!id.find()) {
      throw new IllegalStateException("no form with an input: " + field);
    }
    call("POST", session + "/element/" + id.group(1) + "/value", "{\"text\": \"" + text + "\\n\"}");
  }

  /** Looks until the page shows a text, for half a minute at most. */
  private boolean shows(String session, String text) throws Exception {
    for (int i = 0; i < 150; i++) {
      if (text(session).contains(text)) {
        return true;
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    return false;
  }

  private String text(String session) throws Exception {
    return call(
        "POST",
        session + "/execute/sync",
        "{\"script\": \"return document.body.innerText\", \"args\": []}");
  }

  private String call(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(driver + path))
            .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .build();
    return http.send(request, BodyHandlers.ofString()).body();
  }

  private static String value(String json, String name) {
    Matcher value = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    if (!value.find()) {
      throw new IllegalStateException("no " + name + " in " + json);
    }
    return value.group(1);
  }
}
