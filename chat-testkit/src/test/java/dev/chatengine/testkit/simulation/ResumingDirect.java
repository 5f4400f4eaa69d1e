package dev.chatengine.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chatengine.model.Head;
import org.jspecify.annotations.Nullable;

/**
 * One private log as a {@link ResumingClient} knows it, over all its connections: its messages come
 * in order, each once, and none is left out from where the client's session began.
 */
final class ResumingDirect {
  private final String client;
  private final String with;

  /** Whether plug-ins fail: then a message may be found only when the log is read. */
  private final boolean mayFail;

  /** How far the log went at most when the session began. */
  private long begun;

  /** How far the client has read; nothing while it has not read anything. */
  private @Nullable String epoch;

  private long seq;

  /** It was told that something could not be read, so the next message may be any. */
  private boolean gap;

  private boolean isFirstPage = true;

  ResumingDirect(String client, String with, long begun, boolean mayFail) {
    this.client = client;
    this.with = with;
    this.begun = begun;
    this.mayFail = mayFail;
  }

  /** A session has begun when the log went so far. */
  void begin(long head) {
    begun = head;
  }

  /** The connection is another one, on which it says how far it has read. */
  void lost(ObjectNode known) {
    isFirstPage = true;
    if (epoch != null) {
      known.putObject(with).put("epoch", epoch).put("seq", seq);
    }
  }

  /** Checks a part of what was missed; tells whether the client had nothing of the log before. */
  boolean history(JsonNode page) {
    boolean isNew = epoch == null;
    if (isFirstPage) {
      assertThat(page.has("complete"))
          .as("%s is told whether it has all: %s", client, page)
          .isTrue();
      gap |= !page.path("complete").asBoolean();
      assertThat(gap && !mayFail)
          .as("%s is told that it cannot have all: %s", client, page)
          .isFalse();
    }
    isFirstPage = !page.path("more").asBoolean();
    page.path("messages").forEach(this::message);
    return isNew && epoch != null;
  }

  void message(JsonNode message) {
    long place = message.path("seq").asLong();
    assertThat(message.path("with").asText()).as("the log of %s", message).isEqualTo(with);
    if (epoch == null) {
      assertThat(mayFail || place <= begun + 1)
          .as("%s gets the first message with %s after %d: %s", client, with, begun, message)
          .isTrue();
    } else if (gap) {
      assertThat(place).as("%s gets no message again: %s", client, message).isGreaterThan(seq);
    } else {
      assertThat(place).as("%s gets the next message: %s", client, message).isEqualTo(seq + 1);
    }
    epoch = message.path("epoch").asText();
    seq = place;
    gap = false;
  }

  /** Checks that nothing is missing, once all has come to rest. */
  void isUpToDate(Head head) {
    if (mayFail) {
      return;
    }
    long last = head.position().seq();
    if (epoch == null) {
      assertThat(last)
          .as("what %s has of its log with %s", client, with)
          .isLessThanOrEqualTo(begun);
    } else {
      assertThat(seq).as("%s has all of its log with %s", client, with).isEqualTo(last);
    }
  }
}
