package dev.chatengine.engine.plugin;

import dev.chatengine.engine.task.SerialExecutor;
import dev.chatengine.engine.telemetry.Counters;
import dev.chatengine.engine.telemetry.EventLog;
import dev.chatengine.engine.telemetry.RedactedException;
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
import dev.chatengine.spi.Scheduler;
import dev.chatengine.text.JsText;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the plug-ins that may refuse. If the host has set none, answers at once. */
public final class Guards {
  private static final Logger LOG = LoggerFactory.getLogger(Guards.class);
  private static final int MAX_REASON_LENGTH = 200;

  private final @Nullable PluginCalls<Authenticator> authenticator;
  private final @Nullable PluginCalls<Authorizer> authorizer;
  private final @Nullable PluginCalls<RateLimiter> rateLimiter;
  private final @Nullable PluginCalls<List<MessageInterceptor>> interceptors;
  private final Counters counters;
  private final EventLog log;

  public Guards(
      Plugins plugins,
      Scheduler scheduler,
      PluginCalls.PoolSettings pool,
      Counters counters,
      EventLog log) {
    this.counters = counters;
    this.log = log;
    Authenticator asked = plugins.authenticator();
    Authorizer allows = plugins.authorizer();
    RateLimiter limits = plugins.rateLimiter();
    List<MessageInterceptor> checks = plugins.interceptors();
    authenticator =
        asked == null ? null : calls(asked, scheduler, "chat-authenticator", false, pool);
    authorizer =
        allows == null
            ? null
            : calls(allows, scheduler, "chat-authorizer", allows.neverWaits(), pool);
    rateLimiter =
        limits == null
            ? null
            : calls(limits, scheduler, "chat-rate-limiter", limits.traits().neverWaits(), pool);
    interceptors =
        checks.isEmpty()
            ? null
            : calls(
                checks,
                scheduler,
                "chat-interceptor",
                checks.stream().allMatch(MessageInterceptor::neverWaits),
                pool);
  }

  private static <P> PluginCalls<P> calls(
      P plugin,
      Scheduler scheduler,
      String name,
      boolean neverWaits,
      PluginCalls.PoolSettings pool) {
    return new PluginCalls<>(
        plugin, scheduler, name, neverWaits, pool, new Availability(scheduler));
  }

  /** Gets whether a request is allowed. */
  public interface Verdict extends Consumer<@Nullable ProtocolError> {
    /** Null if the request is allowed. */
    @Override
    void accept(@Nullable ProtocolError error);
  }

  /** Whether there is an authenticator. */
  public boolean authenticates() {
    return authenticator != null;
  }

  public void authenticate(
      SerialExecutor executor, ConnectionRequest request, Callback<Authentication> answer) {
    if (authenticator == null) {
      answer.onSuccess(Authentication.anonymous());
      return;
    }
    authenticator.call(executor, plugin -> plugin.authenticate(request), answer);
  }

  /** Finds a user who need not be connected; answers on the executor. */
  public void findUser(SerialExecutor executor, String userId, Consumer<@Nullable User> found) {
    if (authenticator == null) {
      found.accept(null);
      return;
    }
    authenticator.call(
        executor,
        plugin -> plugin.findUser(userId),
        new Callback<Optional<User>>() {
          @Override
          public void onSuccess(Optional<User> user) {
            found.accept(user.orElse(null));
          }

          @Override
          public void onFailure(Throwable cause) {
            log.warn(LOG, "The authenticator failed to find a user: {}", cause.toString());
            found.accept(null);
          }
        });
  }

  public void authorize(
      SerialExecutor executor,
      User user,
      Authorizer.Permission permission,
      Conversation conversation,
      Verdict verdict) {
    if (authorizer == null) {
      verdict.accept(null);
      return;
    }
    authorizer.call(
        executor,
        plugin -> plugin.isAllowed(user, permission, conversation),
        new Callback<Boolean>() {
          @Override
          public void onSuccess(Boolean allowed) {
            verdict.accept(
                allowed ? null : ProtocolError.forbidden("You are not allowed to do that"));
          }

          @Override
          public void onFailure(Throwable cause) {
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

  public void limit(SerialExecutor executor, String subject, RateAction action, Verdict verdict) {
    if (rateLimiter == null) {
      verdict.accept(null);
      return;
    }
    rateLimiter.call(
        executor,
        plugin -> plugin.tryAcquire(subject, action, 1),
        new Callback<RateLimiter.Decision>() {
          @Override
          public void onSuccess(RateLimiter.Decision decision) {
            if (decision.allowed()) {
              verdict.accept(null);
              return;
            }
            counters.limiterRefused.increment();
            verdict.accept(ProtocolError.rateLimited(decision.retryAfter()));
          }

          @Override
          public void onFailure(Throwable cause) {
            log.warn(LOG, "The rate limiter failed, so {} passes", action, cause);
            verdict.accept(null);
          }
        });
  }

  /** Gets the interceptors' decision about a draft. */
  public interface Intercepted {
    /** The message is allowed, perhaps changed. */
    void allowed(Draft draft);

    /** The message is refused. */
    void refused(ProtocolError error);
  }

  public void intercept(SerialExecutor executor, Draft draft, Intercepted intercepted) {
    if (interceptors == null) {
      intercepted.allowed(draft);
      return;
    }
    interceptors.call(
        executor,
        all -> interceptAll(all, draft),
        new Callback<Interception>() {
          @Override
          public void onSuccess(Interception answer) {
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
          public void onFailure(Throwable cause) {
            log.warn(
                LOG,
                "An interceptor failed, so message {} of user {} is refused",
                draft.id(),
                draft.sender().id(),
                RedactedException.of(cause));
            intercepted.refused(
                new ProtocolError(ErrorCode.INTERNAL, "The message could not be checked"));
          }
        });
  }

  private static Interception interceptAll(List<MessageInterceptor> interceptors, Draft draft) {
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
          "an interceptor may not change a message's id, client message id, conversation or"
              + " sender");
    }
  }
}
