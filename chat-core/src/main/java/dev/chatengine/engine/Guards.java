package dev.chatengine.engine;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.model.User;
import dev.chatengine.protocol.ErrorCode;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.spi.Authenticator;
import dev.chatengine.spi.Authenticator.Authentication;
import dev.chatengine.spi.Authorizer;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.MessageInterceptor;
import dev.chatengine.spi.MessageInterceptor.Interception;
import dev.chatengine.spi.RateAction;
import dev.chatengine.spi.RateLimiter;
import dev.chatengine.text.JsText;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks those plug-ins that may say no. Where a host has given none, the answer is there at once and
 * nothing was called.
 */
final class Guards {
  private static final Logger LOG = LoggerFactory.getLogger(Guards.class);
  private static final int MAX_REASON_LENGTH = 200;

  private final @Nullable Authenticator authenticator;
  private final @Nullable Authorizer authorizer;
  private final @Nullable RateLimiter rateLimiter;
  private final List<MessageInterceptor> interceptors;
  private final PluginCalls authenticatorCalls;
  private final PluginCalls authorizerCalls;
  private final PluginCalls rateLimiterCalls;
  private final PluginCalls interceptorCalls;
  private final Counters counters;
  private final EventLog log;

  Guards(Node node, Plugins plugins) {
    authenticator = plugins.authenticator();
    authorizer = plugins.authorizer();
    rateLimiter = plugins.rateLimiter();
    interceptors = plugins.interceptors();
    counters = node.counters;
    log = node.log;
    authenticatorCalls = node.calls("chat-authenticator", authenticator == null);
    authorizerCalls = node.calls("chat-authorizer", authorizer == null || authorizer.neverWaits());
    rateLimiterCalls =
        node.calls("chat-rate-limiter", rateLimiter == null || rateLimiter.traits().neverWaits());
    interceptorCalls =
        node.calls(
            "chat-interceptor", interceptors.stream().allMatch(MessageInterceptor::neverWaits));
  }

  /** Hears whether somebody may go on. */
  interface Verdict extends Consumer<@Nullable ProtocolError> {
    /** Null means yes. */
    @Override
    void accept(@Nullable ProtocolError error);
  }

  /** Whether anybody is asked who a client is. */
  boolean authenticates() {
    return authenticator != null;
  }

  void authenticate(Sequence sequence, ConnectionRequest request, Answer<Authentication> answer) {
    if (authenticator == null) {
      answer.done(Authentication.anonymous());
      return;
    }
    Authenticator plugin = authenticator;
    authenticatorCalls.call(sequence, () -> plugin.authenticate(request), answer);
  }

  /** Finds a user who need not be connected; answers on the sequence. */
  void findUser(Sequence sequence, String userId, Consumer<@Nullable User> found) {
    if (authenticator == null) {
      found.accept(null);
      return;
    }
    Authenticator plugin = authenticator;
    authenticatorCalls.call(
        sequence,
        () -> plugin.findUser(userId),
        new Answer<Optional<User>>() {
          @Override
          public void done(Optional<User> user) {
            found.accept(user.orElse(null));
          }

          @Override
          public void failed(Throwable cause) {
            log.warn(LOG, "The authenticator failed to find a user: {}", cause.toString());
            found.accept(null);
          }
        });
  }

  void authorize(
      Sequence sequence,
      User user,
      Authorizer.Permission permission,
      Conversation conversation,
      Verdict verdict) {
    if (authorizer == null) {
      verdict.accept(null);
      return;
    }
    Authorizer plugin = authorizer;
    authorizerCalls.call(
        sequence,
        () -> plugin.isAllowed(user, permission, conversation),
        new Answer<Boolean>() {
          @Override
          public void done(Boolean allowed) {
            verdict.accept(
                allowed ? null : ProtocolError.forbidden("You are not allowed to do that"));
          }

          @Override
          public void failed(Throwable cause) {
            log.warn(
                LOG,
                "The authorizer failed, so user {} may not {} in {}",
                user.id(),
                permission,
                conversation,
                cause);
            verdict.accept(ProtocolError.forbidden("You are not allowed to do that"));
          }
        });
  }

  void limit(Sequence sequence, String subject, RateAction action, Verdict verdict) {
    if (rateLimiter == null) {
      verdict.accept(null);
      return;
    }
    RateLimiter plugin = rateLimiter;
    rateLimiterCalls.call(
        sequence,
        () -> plugin.tryAcquire(subject, action, 1),
        new Answer<RateLimiter.Decision>() {
          @Override
          public void done(RateLimiter.Decision decision) {
            if (decision.allowed()) {
              verdict.accept(null);
              return;
            }
            counters.limiterRefused.increment();
            verdict.accept(
                ProtocolError.rateLimited(Durations.millisRoundedUp(decision.retryAfter())));
          }

          @Override
          public void failed(Throwable cause) {
            log.warn(LOG, "The rate limiter failed, so {} passes", action, cause);
            verdict.accept(null);
          }
        });
  }

  /** Hears what the interceptors made of a draft. */
  interface Intercepted {
    /** The message goes on. */
    void allowed(Draft draft);

    /** It does not. */
    void refused(ProtocolError error);
  }

  void intercept(Sequence sequence, Draft draft, Intercepted intercepted) {
    if (interceptors.isEmpty()) {
      intercepted.allowed(draft);
      return;
    }
    interceptorCalls.call(
        sequence,
        () -> interceptAll(draft),
        new Answer<Interception>() {
          @Override
          public void done(Interception answer) {
            if (answer instanceof Interception.Refused refused) {
              intercepted.refused(
                  new ProtocolError(
                      ErrorCode.FORBIDDEN, JsText.cut(refused.message(), MAX_REASON_LENGTH)));
            } else if (answer instanceof Interception.Changed changed) {
              intercepted.allowed(changed.draft());
            } else {
              intercepted.allowed(draft);
            }
          }

          @Override
          public void failed(Throwable cause) {
            log.warn(
                LOG,
                "An interceptor failed, so message {} of user {} is refused",
                draft.id(),
                draft.sender().id(),
                Textless.of(cause));
            intercepted.refused(
                new ProtocolError(ErrorCode.INTERNAL, "The message could not be checked"));
          }
        });
  }

  private Interception interceptAll(Draft draft) {
    Draft current = draft;
    for (MessageInterceptor interceptor : interceptors) {
      Interception answer =
          Objects.requireNonNull(interceptor.intercept(current), "an interceptor returned null");
      if (answer instanceof Interception.Refused) {
        return answer;
      }
      if (answer instanceof Interception.Changed changed) {
        requireSameMessage(current, changed.draft());
        current = changed.draft();
      }
    }
    return Interception.changed(current);
  }

  private static void requireSameMessage(Draft before, Draft after) {
    if (!after.id().equals(before.id())
        || !after.clientMessageId().equals(before.clientMessageId())
        || !after.conversation().equals(before.conversation())
        || !after.sender().equals(before.sender())) {
      throw new IllegalArgumentException(
          "an interceptor may not change a message's id, client message id, conversation or sender");
    }
  }
}
