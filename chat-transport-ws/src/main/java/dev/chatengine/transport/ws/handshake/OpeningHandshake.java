package dev.chatengine.transport.ws.handshake;

import dev.chatengine.spi.Admission;
import dev.chatengine.transport.ws.http.HttpResponse;
import dev.chatengine.transport.ws.request.HeadReader;
import dev.chatengine.transport.ws.request.HttpHead;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The opening handshake of one connection (RFC 6455, section 4.2): reads the head of the request
 * and chooses the answer. The engine may decide later, on another thread, whether to admit the
 * client; until then the handshake keeps the bytes after the head. Used on the connection's event
 * loop only.
 */
public final class OpeningHandshake {
  private static final byte[] NO_BYTES = {};

  /** The most bytes that are kept before the decision; a client should wait for the answer. */
  public static final int MAX_EARLY_BYTES = 16 * 1024;

  /** The effects of the handshake on the connection. */
  public interface Outcome {
    /**
     * Counts the connection by the client's address, which is now known.
     *
     * @return false if there are too many connections from this address
     */
    boolean assignAddress(InetAddress client);

    /** Sends an HTTP response and ends the connection. */
    void respond(HttpResponse response, boolean withBody);

    /**
     * Upgrades the connection to WebSocket.
     *
     * @param response the encoded response with status 101
     */
    void upgrade(byte[] response, Admission admission);

    /** Passes a decision from any thread to the event loop, which passes it to {@link #receive}. */
    void decided(Decision decision);
  }

  /** The engine's decision on a client, or its failure. */
  public record Decision(@Nullable Admission admission, @Nullable Throwable failure) {}

  private final HandshakeContext context;
  private final InetAddress peer;
  private final Outcome outcome;
  private final long deadline;

  /** Null once the head has been read. */
  private @Nullable HeadReader head;

  /** The response of the upgrade, once the request has been accepted. */
  private byte[] response = NO_BYTES;

  private byte[] early = NO_BYTES;
  private @Nullable Decision decision;

  /**
   * Makes one for a new connection.
   *
   * @param peer the address of the other end of the socket
   * @param deadline the latest time of the answer, in nanoseconds of the loop's clock
   */
  public OpeningHandshake(
      HandshakeContext context, InetAddress peer, Outcome outcome, long deadline) {
    this.context = context;
    this.peer = peer;
    this.outcome = outcome;
    this.deadline = deadline;
    head = new HeadReader(context.maxHeadBytes());
  }

  /**
   * Reads received bytes.
   *
   * @return the index of the first byte after the handshake
   */
  public int read(byte[] bytes, int count) {
    HeadReader reader = head;
    if (reader == null) {
      keep(bytes, 0, count);
      return count;
    }
    int end = reader.read(bytes, count);
    if (reader.status() != 0) {
      outcome.respond(HttpResponse.text(reader.status(), "Request head too large\n"), true);
    } else if (end >= 0) {
      head = null;
      if (!answer(reader)) {
        keep(bytes, end, count);
      }
      return end;
    }
    return count;
  }

  private void keep(byte[] bytes, int from, int to) {
    int kept = early.length;
    int length = kept + to - from;
    if (length > MAX_EARLY_BYTES) {
      outcome.respond(HttpResponse.text(400, "Bad request: too much before the upgrade\n"), true);
      return;
    }
    early = Arrays.copyOf(early, length);
    System.arraycopy(bytes, from, early, kept, to - from);
  }

  /**
   * Answers the request, unless the answer needs a decision.
   *
   * @return whether the request has been answered
   */
  private boolean answer(HeadReader reader) {
    HttpHead request;
    try {
      request = HttpHead.parse(reader.bytes(), reader.length(), peer.getHostAddress());
    } catch (HttpHead.BadHeadException e) {
      outcome.respond(HttpResponse.text(e.status(), "Bad request: " + e.getMessage() + "\n"), true);
      return true;
    }
    InetAddress client = context.proxies().client(peer, request.request());
    if (!outcome.assignAddress(client)) {
      outcome.respond(HttpResponses.tooManyConnections(), true);
      return true;
    }
    if (!client.equals(peer)) {
      request = request.from(client);
    }
    HttpResponse refusal = context.responses().respond(request, context.proxies().trusts(peer));
    if (refusal != null) {
      outcome.respond(refusal, !request.method().equals("HEAD"));
      return true;
    }
    response = context.codec().handshake(request.request());
    if (response.length == 0) {
      outcome.respond(HttpResponse.text(400, "Bad request: upgrade\n"), true);
      return true;
    }
    return admit(request);
  }

  private boolean admit(HttpHead request) {
    CompletionStage<Admission> admission;
    try {
      admission = context.connector().admit(request.request());
    } catch (Throwable e) {
      decide(new Decision(null, e));
      return true;
    }
    boolean known = admission.toCompletableFuture().isDone();
    admission.whenComplete(
        (admitted, failure) -> {
          Decision made = new Decision(admitted, failure);
          if (known) {
            decide(made);
          } else {
            outcome.decided(made);
          }
        });
    return known;
  }

  /** Keeps a decision until {@link #resume} is called. */
  public void receive(Decision made) {
    decision = made;
  }

  /**
   * Answers the request if the decision has been made.
   *
   * @return the bytes after the head, once the request has been answered; else none
   */
  public byte[] resume() {
    Decision made = decision;
    if (made == null) {
      return NO_BYTES;
    }
    decision = null;
    decide(made);
    byte[] kept = early;
    early = NO_BYTES;
    return kept;
  }

  private void decide(Decision made) {
    Admission admission = made.admission();
    if (admission == null) {
      Throwable failure = made.failure();
      context
          .failures()
          .warn(failure != null ? failure : new IllegalStateException("no admission"));
      outcome.respond(HttpResponses.internalError(), true);
    } else if (admission.refusal().isPresent()) {
      outcome.respond(HttpResponses.refused(admission.refusal().get()), true);
    } else {
      outcome.upgrade(response, admission);
    }
  }

  /**
   * Ends the handshake if its deadline is over. A client that waits for a decision gets 503.
   *
   * @return whether to close the connection without an answer
   */
  public boolean expire(long now) {
    if (now - deadline < 0) {
      return false;
    }
    if (head != null) {
      return true;
    }
    outcome.respond(HttpResponses.unavailable(), true);
    return false;
  }
}
