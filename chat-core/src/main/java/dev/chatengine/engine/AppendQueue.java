package dev.chatengine.engine;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.spi.MessageStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one lane's drafts to the store and brings the results back. Belongs to the lane.
 *
 * <p>A store that never waits is called at once. Otherwise drafts gather while an append is under
 * way and go together (group commit). A conversation has one append under way at a time, so its
 * order is strict; several appends of different conversations may be under way, so that they do not
 * wait for each other. An append that misses its deadline is waited for no longer: its senders are
 * told, and what it brings in the end is delivered late.
 */
final class AppendQueue {
  private static final Logger LOG = LoggerFactory.getLogger(AppendQueue.class);

  /** How many drafts of one conversation go in one append, so that a busy one leaves room. */
  private static final int MAX_DRAFTS_OF_ONE = 250;

  /** How many drafts of one conversation may wait. */
  private static final int MAX_WAITING = 10_000;

  private static final int MAX_APPENDS = 4;
  private static final int MAX_FIND_ATTEMPTS = 8;
  private static final Duration FIRST_FIND_DELAY = Duration.ofMillis(250);

  private final Sequence lane;
  private final MessageStore store;
  private final PluginCalls calls;
  private final Counters counters;
  private final Consumer<Message> landed;

  private final Map<Conversation, Backlog> backlogs = new HashMap<>();

  /** Those that have drafts waiting and no append under way, in the order in which they got so. */
  private final ArrayDeque<Backlog> ready = new ArrayDeque<>();

  private int appends;

  /** Drafts whose senders have not been told yet. Written on the lane, read by whoever closes. */
  private volatile int unsettled;

  /**
   * @param landed is given each message that is stored, in the order of its conversation but for
   *     those that were stored late
   */
  AppendQueue(
      Sequence lane,
      MessageStore store,
      PluginCalls calls,
      Counters counters,
      Consumer<Message> landed) {
    this.lane = lane;
    this.store = store;
    this.calls = calls;
    this.counters = counters;
    this.landed = landed;
  }

  void append(Post post) {
    if (calls.neverWaits()) {
      appendInPlace(post);
      return;
    }
    Backlog backlog = backlogs.computeIfAbsent(post.draft.conversation(), Backlog::new);
    if (backlog.waiting.size() >= MAX_WAITING) {
      post.failed(ProtocolError.OVERLOADED);
      return;
    }
    backlog.waiting.add(post);
    count(1);
    if (!backlog.appending && backlog.waiting.size() == 1) {
      ready.add(backlog);
    }
    startAppends();
  }

  /** Whether no draft is waiting or under way. From any thread. */
  boolean isIdle() {
    return unsettled == 0;
  }

  private void appendInPlace(Post post) {
    AppendResult result;
    try {
      result = store.append(List.of(post.draft)).get(0);
    } catch (Throwable e) {
      result = new AppendResult.Unknown(e.toString());
    }
    settle(post, result);
  }

  private void count(int change) {
    int before = unsettled;
    unsettled = before + change;
  }

  private void startAppends() {
    while (appends < MAX_APPENDS && !ready.isEmpty()) {
      Batch batch = new Batch();
      while (!ready.isEmpty() && batch.posts.size() + MAX_DRAFTS_OF_ONE <= MessageStore.MAX_LIMIT) {
        batch.take(ready.remove());
      }
      appends++;
      calls.call(lane, () -> store.append(batch.drafts()), batch);
    }
  }

  private void settle(Post post, @Nullable AppendResult result) {
    if (result instanceof AppendResult.Stored stored) {
      counters.messagesStored.increment();
      post.stored(stored.message(), false);
      landed.accept(stored.message());
    } else if (result instanceof AppendResult.Duplicate duplicate) {
      post.stored(duplicate.message(), true);
      landed.accept(duplicate.message());
    } else if (result instanceof AppendResult.Refused refused) {
      counters.storeFailures.increment();
      LOG.warn("The store refused message {}: {}", post.draft.id(), refused.reason());
      post.failed(ProtocolError.STORE_UNAVAILABLE);
    } else {
      counters.storeFailures.increment();
      LOG.warn("It is unknown whether the store keeps message {}: {}", post.draft.id(), result);
      post.failed(ProtocolError.STORE_UNAVAILABLE);
      findOut(post.draft, 1, FIRST_FIND_DELAY);
    }
  }

  /** Asks the store until it can tell whether it has the message, and delivers it if so. */
  private void findOut(Draft draft, int attempt, Duration delay) {
    if (attempt > MAX_FIND_ATTEMPTS) {
      return;
    }
    lane.scheduler.schedule(
        delay,
        () ->
            lane.execute(
                () ->
                    calls.call(
                        lane,
                        () ->
                            store.findByClientId(
                                draft.conversation(), draft.sender().id(), draft.clientMessageId()),
                        new Answer<Optional<Message>>() {
                          @Override
                          public void done(Optional<Message> found) {
                            if (found.isPresent()) {
                              landed.accept(found.get());
                            } else {
                              findOut(draft, attempt + 1, delay.multipliedBy(2));
                            }
                          }

                          @Override
                          public void failed(Throwable cause) {
                            findOut(draft, attempt + 1, delay.multipliedBy(2));
                          }
                        })));
  }

  /** One conversation's drafts. */
  private static final class Backlog {
    final Conversation conversation;
    final ArrayDeque<Post> waiting = new ArrayDeque<>();
    boolean appending;

    Backlog(Conversation conversation) {
      this.conversation = conversation;
    }
  }

  /** One call of the store. */
  private final class Batch implements Answer<List<AppendResult>> {
    final List<Post> posts = new ArrayList<>();
    private final List<Backlog> taken = new ArrayList<>();

    void take(Backlog backlog) {
      backlog.appending = true;
      taken.add(backlog);
      for (int i = 0; i < MAX_DRAFTS_OF_ONE && !backlog.waiting.isEmpty(); i++) {
        posts.add(backlog.waiting.remove());
      }
    }

    List<Draft> drafts() {
      List<Draft> drafts = new ArrayList<>(posts.size());
      for (Post post : posts) {
        drafts.add(post.draft);
      }
      return drafts;
    }

    @Override
    public void done(List<AppendResult> results) {
      if (results.size() != posts.size()) {
        LOG.error("The store answered {} drafts with {} results", posts.size(), results.size());
      }
      for (int i = 0; i < posts.size(); i++) {
        settle(posts.get(i), i < results.size() ? results.get(i) : null);
      }
      end();
    }

    @Override
    public void failed(Throwable cause) {
      // Rejected means that it was never tried, so the senders can be told for certain.
      boolean untried = cause instanceof RejectedExecutionException;
      for (Post post : posts) {
        if (untried) {
          post.failed(ProtocolError.OVERLOADED);
        } else {
          settle(post, new AppendResult.Unknown(cause.toString()));
        }
      }
      end();
    }

    @Override
    public void late(List<AppendResult> results) {
      for (AppendResult result : results) {
        if (result instanceof AppendResult.Stored stored) {
          counters.messagesStored.increment();
          landed.accept(stored.message());
        } else if (result instanceof AppendResult.Duplicate duplicate) {
          landed.accept(duplicate.message());
        }
      }
    }

    private void end() {
      appends--;
      count(-posts.size());
      for (Backlog backlog : taken) {
        backlog.appending = false;
        if (backlog.waiting.isEmpty()) {
          backlogs.remove(backlog.conversation);
        } else {
          ready.add(backlog);
        }
      }
      startAppends();
    }
  }
}
