package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatengine.memory.MemoryRateLimiter;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.Authenticator.Authentication;
import dev.chatengine.spi.Authorizer.Permission;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.MessageInterceptor.Interception;
import dev.chatengine.spi.RateAction;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.spi.RateLimiter;
import dev.chatengine.spi.Traits;
import dev.chatengine.testkit.RecordingConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plug-ins that can refuse a request: authenticator, authorizer, interceptors, limits. */
class GuardsTest {

  private static Chat authenticated() {
    return Chat.unlimited(
        builder ->
            builder.authenticator(
                request ->
                    request
                        .queryParameter("user")
                        .map(id -> Authentication.accepted(User.of(id, "The " + id)))
                        .orElse(Authentication.refused("who are you?"))));
  }

  private static ConnectionRequest as(String user) {
    return ConnectionRequest.builder("127.0.0.1").query(Map.of("user", List.of(user))).build();
  }

  @Test
  void anAuthenticatedUserNeedsNoName() {
    Chat chat = authenticated();
    RecordingConnection ann = chat.connect(as("ann"));

    assertThat(Frames.only(ann).path("clientId").asText()).isEqualTo("ann");
    chat.join(ann, "tea");
    chat.say(ann, "hello");

    JsonNode message = Frames.fresh(ann).get(3);
    assertThat(message.path("userId").asText()).isEqualTo("ann");
    assertThat(message.path("username").asText()).isEqualTo("The ann");
  }

  @Test
  void privateMessagesReachEveryConnectionOfAUser() {
    Chat chat = authenticated();
    RecordingConnection bob = chat.connect(as("bob"));
    RecordingConnection phone = chat.connect(as("ann"));
    RecordingConnection laptop = chat.connect(as("ann"));
    List.of(bob, phone, laptop).forEach(RecordingConnection::takeFrames);

    chat.send(bob, "{\"type\":\"private_message\",\"targetId\":\"ann\",\"content\":\"psst\"}");

    assertThat(Frames.types(phone)).containsExactly("private_message");
    assertThat(Frames.types(laptop)).containsExactly("private_message");
    assertThat(Frames.types(bob)).containsExactly("private_message_sent");
  }

  @Test
  void anAuthenticatorThatThrowsRefuses() {
    Chat chat =
        Chat.unlimited(
            builder ->
                builder.authenticator(
                    request -> {
                      throw new IllegalStateException("broken");
                    }));

    assertThat(chat.guest().closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
  }

  @Test
  void anAuthenticatorThatIsTooBusyIsAskedAgainLater() {
    Chat chat =
        Chat.unlimited(
            builder ->
                builder.authenticator(
                    request -> {
                      if (request.token().isPresent() || request.path().equals("/busy")) {
                        throw new RejectedExecutionException("busy");
                      }
                      return Authentication.anonymous();
                    }));
    RecordingConnection ann = chat.guest();
    ann.takeFrames();

    chat.send(ann, "{'type':'hello','version':1,'token':'t','ref':'r'}");

    assertThat(Frames.only(ann).path("code").asText()).isEqualTo("overloaded");
    assertThat(ann.closeCode()).isEqualTo(CloseCode.RESTARTING);
    assertThat(
            chat.connect(ConnectionRequest.builder("127.0.0.1").path("/busy").build()).closeCode())
        .isEqualTo(CloseCode.RESTARTING);
  }

  @Test
  void aForbiddenJoinOrPostIsAnsweredWithAnError() {
    Chat chat =
        Chat.unlimited(
            builder ->
                builder.authorizer(
                    (user, permission, conversation) ->
                        !(permission == Permission.JOIN && conversation.equals(new Room("secret")))
                            && !(permission == Permission.POST
                                && conversation.equals(new Room("news")))));
    RecordingConnection ann = chat.member("ann", "news");

    chat.say(ann, "fake");
    assertThat(Frames.only(ann).path("code").asText()).isEqualTo("forbidden");
    chat.join(ann, "secret");
    assertThat(Frames.only(ann).path("code").asText()).isEqualTo("forbidden");
    chat.join(ann, "tea");
    chat.say(ann, "hello");
    assertThat(Frames.contents(ann)).containsExactly("hello");
  }

  @Test
  void interceptorsChangeAndRefuseInTheirOrder() {
    Chat chat =
        Chat.unlimited(
            builder ->
                builder
                    .interceptor(
                        draft ->
                            draft.content().contains("spam")
                                ? Interception.refused("No spam, please")
                                : Interception.allowed())
                    .interceptor(
                        draft ->
                            Interception.changed(
                                draft.toBuilder().content(draft.content() + "!").build())));
    RecordingConnection ann = chat.member("ann", "tea");

    chat.say(ann, "hello");
    chat.say(ann, "spam");

    List<JsonNode> frames = Frames.fresh(ann);
    assertThat(frames.get(0).path("content").asText()).isEqualTo("hello!");
    assertThat(frames.get(1).path("message").asText()).isEqualTo("No spam, please");
    assertThat(chat.get(chat.engine.post("tea", User.system(), "x")).content()).isEqualTo("x!");
  }

  @Test
  void anInterceptorMayNotMakeAnotherMessageOfIt() {
    Chat chat =
        Chat.unlimited(
            builder ->
                builder.interceptor(
                    draft ->
                        Interception.changed(
                            Draft.builder(
                                    new Room("elsewhere"),
                                    draft.sender(),
                                    draft.timestamp(),
                                    draft.content())
                                .build())));
    RecordingConnection ann = chat.member("ann", "tea");

    chat.say(ann, "hello");

    assertThat(Frames.only(ann).path("code").asText()).isEqualTo("internal");
    assertThat(chat.get(chat.engine.history("elsewhere", 1)).messages()).isEmpty();
  }

  @Test
  void aConnectionThatIsTooFastLearnsHowLongToWait() {
    Chat chat = new Chat(builder -> builder.connectionRate(RateLimit.perSecond(10)));
    RecordingConnection ann = chat.user("ann");
    ann.takeFrames();
    for (int i = 0; i < 9; i++) {
      chat.send(ann, "{\"type\":\"typing_start\"}");
    }
    assertThat(ann.takeFrames()).isEmpty();

    chat.send(ann, "}{");
    JsonNode error = Frames.only(ann);
    assertThat(error.path("code").asText()).isEqualTo("rate_limited");
    assertThat(error.path("retryAfterMs").asLong()).isBetween(1L, 100L);

    chat.pass(Duration.ofMillis(error.path("retryAfterMs").asLong() + 1));
    chat.send(ann, "}{");
    assertThat(Frames.only(ann).path("code").asText()).isEqualTo("invalid_json");
  }

  @Test
  void theLimiterIsAskedForMessagesPrivateMessagesAndConnecting() {
    Chat[] made = new Chat[1];
    Chat chat =
        Chat.unlimited(
            builder ->
                builder.rateLimiter(
                    MemoryRateLimiter.builder()
                        .nanoClock(() -> made[0] == null ? 0 : made[0].scheduler.nanoTime())
                        .limit(RateAction.MESSAGE, new RateLimit(2, Duration.ofMinutes(1)))
                        .limit(RateAction.CONNECT, new RateLimit(3, Duration.ofMinutes(1)))
                        .build()));
    made[0] = chat;
    RecordingConnection ann = chat.member("ann", "tea");
    chat.say(ann, "one");
    chat.say(ann, "two");
    chat.say(ann, "three");

    List<JsonNode> frames = Frames.fresh(ann);
    assertThat(frames.get(2).path("code").asText()).isEqualTo("rate_limited");
    chat.pass(Duration.ofMinutes(1));
    chat.say(ann, "four");
    assertThat(Frames.contents(ann)).containsExactly("four");

    RecordingConnection last = chat.guest();
    for (int i = 0; i < 3; i++) {
      last = chat.guest();
    }
    assertThat(last.closeCode()).isEqualTo(CloseCode.FLOODING);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE})
  void aLimiterMayAskForAnyWait(long seconds) {
    Chat chat =
        Chat.unlimited(
            builder ->
                builder.rateLimiter(refusing(RateAction.MESSAGE, Duration.ofSeconds(seconds))));
    RecordingConnection ann = chat.member("ann", "tea");

    chat.say(ann, "one");

    // JavaScript's numbers are whole up to 2^53.
    assertThat(Frames.only(ann).path("retryAfterMs").longValue()).isBetween(1L, 1L << 53);
  }

  private static RateLimiter refusing(RateAction refused, Duration retryAfter) {
    return new RateLimiter() {
      @Override
      public Decision tryAcquire(String subject, RateAction action, int permits) {
        return action.equals(refused) ? Decision.refused(retryAfter) : Decision.ALLOWED;
      }

      @Override
      public Traits traits() {
        return Traits.IN_MEMORY;
      }

      @Override
      public void close() {}
    };
  }
}
