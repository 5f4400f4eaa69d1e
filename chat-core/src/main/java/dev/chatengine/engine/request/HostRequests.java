package dev.chatengine.engine.request;

import dev.chatengine.engine.append.Publisher;
import dev.chatengine.engine.append.SendCallback;
import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.direct.PrivateMessages;
import dev.chatengine.engine.plugin.Callback;
import dev.chatengine.engine.plugin.PluginCalls;
import dev.chatengine.engine.session.Request;
import dev.chatengine.engine.task.SerialExecutor;
import dev.chatengine.model.ChatException;
import dev.chatengine.model.ChatException.Reason;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Member;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.PrivateMessage;
import dev.chatengine.model.Room;
import dev.chatengine.model.RoomSummary;
import dev.chatengine.model.User;
import dev.chatengine.protocol.ErrorCode;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.spi.PresenceRegistry.RoomMembers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The host's requests, from any thread. Futures complete on reserved threads, so that the host's
 * chained actions do not delay the chat.
 */
public final class HostRequests {
  /** How many requests of the host may be under way. */
  static final int MAX_REQUESTS = 10_000;

  private static final int THREADS = 2;
  private static final String ENDED = "the engine is closed";

  private final NodeContext context;
  private final RoomNames roomNames;
  private final Publisher publisher;
  private final PrivateMessages privateMessages;
  private final Executor completions;
  private final AtomicInteger underWay = new AtomicInteger();
  private final Set<Request<?>> open = ConcurrentHashMap.newKeySet();

  public HostRequests(
      NodeContext context,
      RoomNames roomNames,
      Publisher publisher,
      PrivateMessages privateMessages) {
    this.context = context;
    this.roomNames = roomNames;
    this.publisher = publisher;
    this.privateMessages = privateMessages;
    this.completions = context.scheduler.pool("chat-host", THREADS, MAX_REQUESTS);
  }

  /** Completes no more futures. */
  public void close() {
    open.forEach(request -> request.fail(new ChatException(Reason.UNAVAILABLE, ENDED)));
  }

  /** The room that a host means by a name. */
  public Room room(String name) {
    return roomNames.room(name);
  }

  public CompletableFuture<Message> post(Draft draft) {
    roomNames.requireJoinable(draft.conversation());
    if (draft.conversation() instanceof Direct direct && !direct.includes(draft.sender().id())) {
      throw new IllegalArgumentException("the sender takes no part in this private log");
    }
    Request<Message> request = new Request<>();
    if (request.begin()) {
      publisher.publishForHost(
          draft,
          new SendCallback() {
            @Override
            public void onStored(Message message, boolean duplicate) {
              request.succeed(message);
            }

            @Override
            public void onFailed(ProtocolError error) {
              request.fail(new ChatException(reason(error.code()), error.message()));
            }
          });
    }
    return request.future;
  }

  public Draft draft(Conversation conversation, User sender, String content) {
    return Draft.builder(conversation, sender, context.now(), content)
        .id(context.newMessageId())
        .build();
  }

  public CompletableFuture<Page> before(Conversation conversation, long seq, int limit) {
    return ask(context.store, store -> store.before(conversation, seq, limit), Function.identity());
  }

  public CompletableFuture<Page> after(Conversation conversation, long seq, int limit) {
    return ask(context.store, store -> store.after(conversation, seq, limit), Function.identity());
  }

  public CompletableFuture<List<RoomSummary>> rooms(String after, int limit) {
    return ask(context.presence, registry -> registry.rooms(after, limit), Function.identity());
  }

  public CompletableFuture<List<Member>> members(Room room) {
    return ask(context.presence, registry -> registry.members(room), RoomMembers::members);
  }

  /** Passes a message on to a user; false if no session is of that user. */
  public CompletableFuture<Boolean> send(String userId, User from, String content) {
    Draft draft = draft(Direct.between(from.id(), userId), from, content);
    return locate(
        userId,
        (executor, target, request) -> {
          if (target == null) {
            request.succeed(false);
            return;
          }
          PrivateMessage message =
              new PrivateMessage(
                  new Member(from.id(), from.displayName()),
                  target.member(),
                  draft.content(),
                  draft.timestamp());
          privateMessages.deliver(
              executor,
              target,
              message,
              error -> {
                if (error == null) {
                  request.succeed(true);
                } else {
                  request.fail(new ChatException(reason(error.code()), error.message()));
                }
              });
        });
  }

  /** Closes the connections of a user on all nodes; the result is their number. */
  public CompletableFuture<Integer> disconnect(String userId, String reason) {
    return locate(
        userId,
        (executor, target, request) -> {
          if (target != null) {
            privateMessages.disconnect(executor, target, reason);
          }
          request.succeed(target == null ? 0 : target.size());
        });
  }

  /** Does something with the sessions of a user, on its own executor. */
  @FunctionalInterface
  private interface Located<T> {
    void accept(
        SerialExecutor executor, PrivateMessages.@Nullable Target target, Request<T> request);
  }

  private <T> CompletableFuture<T> locate(String userId, Located<T> located) {
    Request<T> request = new Request<>();
    if (request.begin()) {
      SerialExecutor executor = new SerialExecutor(context.scheduler);
      executor.execute(
          () ->
              privateMessages.locate(
                  executor,
                  userId,
                  target -> located.accept(executor, target, request),
                  error -> request.fail(new ChatException(Reason.UNAVAILABLE, error.message()))));
    }
    return request.future;
  }

  private <P, T, R> CompletableFuture<R> ask(
      PluginCalls<P> calls, Function<P, T> question, Function<T, R> result) {
    Request<R> request = new Request<>();
    if (request.begin()) {
      SerialExecutor executor = new SerialExecutor(context.scheduler);
      executor.execute(
          () ->
              calls.call(
                  executor,
                  question,
                  new Callback<T>() {
                    @Override
                    public void onSuccess(T value) {
                      R made;
                      try {
                        made = result.apply(value);
                      } catch (RuntimeException e) {
                        request.fail(e);
                        return;
                      }
                      request.succeed(made);
                    }

                    @Override
                    public void onFailure(Throwable cause) {
                      if (cause instanceof IllegalArgumentException refused) {
                        request.fail(refused);
                      } else if (cause instanceof RejectedExecutionException) {
                        request.fail(
                            new ChatException(Reason.OVERLOADED, "too much is waiting", cause));
                      } else {
                        request.fail(
                            new ChatException(Reason.UNAVAILABLE, "the request failed", cause));
                      }
                    }
                  }));
    }
    return request.future;
  }

  private static Reason reason(ErrorCode code) {
    return switch (code) {
      case STORE_UNAVAILABLE -> Reason.UNAVAILABLE;
      case OVERLOADED -> Reason.OVERLOADED;
      default -> Reason.REFUSED;
    };
  }

  /** A request under way. */
  private final class Request<T> {
    final CompletableFuture<T> future = new CompletableFuture<>();
    private final AtomicBoolean ended = new AtomicBoolean();

    boolean begin() {
      if (context.isClosing()) {
        refuse(ENDED);
        return false;
      }
      if (underWay.incrementAndGet() > MAX_REQUESTS) {
        underWay.decrementAndGet();
        refuse("too many requests are under way");
        return false;
      }
      open.add(this);
      return true;
    }

    private void refuse(String why) {
      future.completeExceptionally(new ChatException(Reason.OVERLOADED, why));
    }

    void succeed(T value) {
      end(() -> future.complete(value));
    }

    void fail(RuntimeException cause) {
      end(() -> future.completeExceptionally(cause));
    }

    private void end(Runnable completion) {
      if (!ended.compareAndSet(false, true)) {
        return;
      }
      open.remove(this);
      Runnable last =
          () -> {
            try {
              completion.run();
            } finally {
              underWay.decrementAndGet();
            }
          };
      try {
        completions.execute(last);
      } catch (RejectedExecutionException e) {
        // The pool has room for every request, so the engine has been closed meanwhile.
        last.run();
      }
    }
  }
}
