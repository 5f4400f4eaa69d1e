import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Two clients come into a room; what one says, the other hears. */
final class TwoClients {
  private TwoClients() {}

  /** Takes the address, and optionally what must have been said in the room before. */
  public static void main(String[] args) throws Exception {
    Client ann = new Client(args[0], "Ann");
    if (args.length > 1) {
      ann.hear(args[1]);
    }
    Client bob = new Client(args[0], "Bob");
    ann.send("{\"type\":\"chat_message\",\"content\":\"Hello Bob\"}");
    bob.hear("Hello Bob");
    bob.send("{\"type\":\"chat_message\",\"content\":\"Hello Ann\"}");
    ann.hear("Hello Ann");
    System.out.println("two clients chat");
    System.exit(0);
  }

  private static final class Client implements WebSocket.Listener {
    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final WebSocket socket;

    Client(String address, String name) throws InterruptedException {
      socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(URI.create(address), this)
              .join();
      send("{\"type\":\"set_username\",\"username\":\"" + name + "\"}");
      send("{\"type\":\"join_room\",\"room\":\"general\"}");
    }

    void send(String frame) {
      socket.sendText(frame, true).join();
    }

    void hear(String part) throws InterruptedException {
      String frame;
      do {
        frame = frames.poll(30, TimeUnit.SECONDS);
        if (frame == null) {
          System.out.println("not heard: " + part);
          System.exit(1);
        }
      } while (!frame.contains(part));
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        frames.add(text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }
}
