package dev.chatengine.transport.ws;

import dev.chatengine.spi.Admission;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The opening handshake of one connection (RFC 6455, section 4.2): reads the head of its request,
 * and finds out what that gets. Whether a client may come in can be decided later and on another
 * thread; until then it keeps what the client sends behind the head. Used on the connection's event
 * loop only, to which the decision comes through the mailbox.
 */
final class OpeningHandshake {
  private static final byte[] NO_BYTES = {};

  /** How much is kept before the decision; who goes by the RFC sends nothing before the answer. */
  static final int MAX_EARLY_BYTES = 16 * 1024;

  /** What becomes of the connection. */
  interface Outcome {
    /**
     * It is known where the client is.
     *
     * @return false if there are too many from there already
     */
    boolean cameFrom(InetAddress client);

    /** It is answered in HTTP, and ends. */
    void respond(HttpResponse response, boolean withBody);

    /**
     * It is upgraded.
     *
     * @param answer the response that says so, as it goes out
     */
    void upgrade(byte[] answer, Admission admission);

    /** Called on any thread: the decision is there, for the loop to call {@link #decide}. */
    void decided(Decision decision);
  }

  /** Whether the client may come in, or why that is not known. */
  record Decision(@Nullable Admission admission, @Nullable Throwable failure) {}

  private final EventLoop loop;
  private final InetAddress peer;
  private final Outcome outcome;
  private @Nullable HeadReader head;

  /** The response that upgrades the client, if that is to be decided. */
  private byte[] answer = NO_BYTES;

  private byte[] early = NO_BYTES;
  private int earlyLength;

  OpeningHandshake(EventLoop loop, InetAddress peer, Outcome outcome) {
    this.loop = loop;
    this.outcome = outcome;
    this.peer = peer;
    head = new HeadReader(loop.options().maxHeadBytes());
  }

  /**
   * Takes what has arrived.
   *
   * @return where in it that begins which does not belong to the handshake, if that is over
   */
  int received(byte[] bytes, int count) {
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

  /** What arrived before the decision, behind the head; given up. */
  byte[] takeEarly() {
    byte[] taken = early;
    early = NO_BYTES;
    return taken;
  }

  private void keep(byte[] bytes, int from, int to) {
    int length = earlyLength + to - from;
    if (length > MAX_EARLY_BYTES) {
      outcome.respond(HttpResponse.text(400, "Bad request: too much before the upgrade\n"), true);
      return;
    }
    early = Arrays.copyOf(early, length);
    System.arraycopy(bytes, from, early, earlyLength, to - from);
    earlyLength = length;
  }

  /** Whether the request has been answered; otherwise it is to be decided. */
  private boolean answer(HeadReader reader) {
    HttpHead request;
    try {
      request = HttpHead.parse(reader.bytes(), reader.length(), peer.getHostAddress());
    } catch (HttpHead.BadHeadException e) {
      outcome.respond(HttpResponse.text(e.status(), "Bad request: " + e.getMessage() + "\n"), true);
      return true;
    }
    InetAddress client = loop.options().trustedProxies().client(peer, request.request());
    if (!outcome.cameFrom(client)) {
      outcome.respond(HttpAnswers.tooMany(), true);
      return true;
    }
    if (!client.equals(peer)) {
      request = request.from(client);
    }
    HttpResponse response =
        loop.http().answer(request, loop.options().trustedProxies().trusts(peer));
    if (response != null) {
      outcome.respond(response, !request.method().equals("HEAD"));
      return true;
    }
    answer = loop.codec().handshake(request);
    if (answer.length == 0) {
      outcome.respond(HttpResponse.text(400, "Bad request: upgrade\n"), true);
      return true;
    }
    return admit(request);
  }

  private boolean admit(HttpHead request) {
    CompletionStage<Admission> admission;
    try {
      admission = loop.connector().admit(request.request());
    } catch (Throwable e) {
      decide(new Decision(null, e));
      return true;
    }
    boolean known = admission.toCompletableFuture().isDone();
    admission.whenComplete(
        (admitted, failure) -> {
          Decision decision = new Decision(admitted, failure);
          if (known) {
            decide(decision);
          } else {
            outcome.decided(decision);
          }
        });
    return known;
  }

  /** Answers the request by what has been decided. */
  void decide(Decision decision) {
    Admission admission = decision.admission();
    if (admission == null) {
      Throwable failure = decision.failure();
      loop.failed(failure != null ? failure : new IllegalStateException("no admission"));
      outcome.respond(HttpAnswers.failed(), true);
    } else if (admission.refusal().isPresent()) {
      outcome.respond(HttpAnswers.refused(admission.refusal().get()), true);
    } else {
      outcome.upgrade(answer, admission);
    }
  }

  /**
   * The time for it is over.
   *
   * @return whether the client has been answered; one that owes its head is not
   */
  boolean expire() {
    if (head != null) {
      return false;
    }
    outcome.respond(HttpAnswers.undecided(), true);
    return true;
  }
}
