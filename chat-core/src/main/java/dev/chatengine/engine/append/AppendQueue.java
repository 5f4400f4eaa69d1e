package dev.chatengine.engine.append;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.plugin.Callback;
import dev.chatengine.engine.plugin.PluginCalls;
import dev.chatengine.engine.task.SerialExecutor;
import dev.chatengine.engine.telemetry.Counters;
import dev.chatengine.engine.telemetry.EventLog;
import dev.chatengine.engine.telemetry.Recorders;
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
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends one lane's drafts to the store and passes on the results. Belongs to the lane.
 *
 * <p>A store that never waits is called at once. Otherwise drafts are collected while an append is
 * under way, and appended together (group commit). A conversation has one append under way at a
 * time, so its order is strict; appends of different conversations may run at the same time. When
 * an append misses its deadline, its senders get an error; messages that it stored nevertheless are
 * delivered late.
 */
final class AppendQueue {
  private static final Logger LOG = LoggerFactory.getLogger(AppendQueue.class);

  /** How many drafts of one conversation one append takes, so that a busy one leaves room. */
  private static final int MAX_DRAFTS_OF_ONE = 250;

  /** How many drafts of one conversation may wait. */
  private static final int MAX_WAITING = 10_000;

  private static final int MAX_APPENDS = 4;
  private static final int MAX_SEARCHES = 10_000;
  private static final int MAX_FIND_ATTEMPTS = 8;
  private static final Duration FIRST_FIND_DELAY = Duration.ofMillis(250);

  private final SerialExecutor lane;
  private final PluginCalls<MessageStore> store;
  private final Counters counters;
  private final Recorders recorders;
  private final EventLog log;
  private final StoredListener listener;

  private final Map<Conversation, Backlog> backlogs = new HashMap<>();

  /** The conversations with waiting drafts and no append under way, oldest first. */
  private final ArrayDeque<Backlog> ready = new ArrayDeque<>();

  private int appends;
  private int searches;

  /** How many drafts have no result yet. Written on the lane, read by the shutdown. */
  private volatile int unsettled;

  /** Gets the messages that are stored. */
  interface StoredListener {
    /**
     * A message is stored.
     *
     * @param duplicate whether it was stored before
     */
    void onStored(Message message, boolean duplicate);
  }

  /**
   * @param listener gets each stored message, in its conversation's order unless it was stored late
   */
  AppendQueue(SerialExecutor lane, NodeContext context, StoredListener listener) {
    this.lane = lane;
    this.store = context.store;
    this.counters = context.counters;
    this.recorders = context.recorders;
    this.log = context.log;
    this.listener = listener;
  }

  public void append(PendingMessage pending) {
    if (store.neverWaits()) {
      appendInPlace(pending);
      return;
    }
    Backlog backlog = backlogs.computeIfAbsent(pending.draft.conversation(), Backlog::new);
    if (backlog.waiting.size() >= MAX_WAITING) {
      refuse(pending, counters.messagesOverloaded, ProtocolError.OVERLOADED);
      return;
    }
    backlog.waiting.add(pending);
    count(1);
    if (!backlog.appending && backlog.waiting.size() == 1) {
      ready.add(backlog);
    }
    startAppends();
  }

  /** Whether no draft is waiting or under way. From any thread. */
  public boolean isIdle() {
    return unsettled == 0;
  }

  private void appendInPlace(PendingMessage pending) {
    AppendResult result;
    try {
      result = store.plugin().append(List.of(pending.draft)).get(0);
    } catch (Throwable e) {
      result = new AppendResult.Unknown(e.toString());
    }
    settle(pending, result);
  }

  private void count(int change) {
    int before = unsettled;
    unsettled = before + change;
  }

  private void startAppends() {
    while (appends < MAX_APPENDS && !ready.isEmpty()) {
      Batch batch = new Batch();
      while (!ready.isEmpty()
          && batch.messages.size() + MAX_DRAFTS_OF_ONE <= MessageStore.MAX_LIMIT) {
        batch.take(ready.remove());
      }
      appends++;
      store.call(lane, plugin -> plugin.append(batch.drafts()), batch);
    }
  }

  private void settle(PendingMessage pending, @Nullable AppendResult result) {
    try {
      complete(pending, result);
    } finally {
      pending.onEnded();
    }
  }

  private void refuse(PendingMessage pending, LongAdder counter, ProtocolError error) {
    counter.increment();
    pending.onFailed(error);
    pending.onEnded();
  }

  private void complete(PendingMessage pending, @Nullable AppendResult result) {
    if (result instanceof AppendResult.Stored stored) {
      store.succeeded();
      counters.messagesStored.increment();
      pending.onStored(stored.message(), false);
      listener.onStored(stored.message(), false);
    } else if (result instanceof AppendResult.Duplicate duplicate) {
      counters.messagesDuplicate.increment();
      pending.onStored(duplicate.message(), true);
      listener.onStored(duplicate.message(), true);
    } else if (result instanceof AppendResult.Refused refused) {
      counters.messagesRefused.increment();
      log.warn(
          LOG,
          "The store refused message {} of {}: {}",
          pending.draft.id(),
          pending.draft.conversation(),
          refused.reason());
      pending.onFailed(ProtocolError.STORE_UNAVAILABLE);
    } else {
      String reason =
          result instanceof AppendResult.Unknown unknown
              ? unknown.reason()
              : "a draft had no answer";
      store.failed(reason);
      counters.messagesUnknown.increment();
      log.warn(
          LOG,
          "Unknown whether the store has message {} of {}: {}",
          pending.draft.id(),
          pending.draft.conversation(),
          reason);
      pending.onFailed(ProtocolError.STORE_UNAVAILABLE);
      search(pending.draft);
    }
  }

  private void search(Draft draft) {
    // Beyond the bound, the regular comparison finds the messages that the store has.
    if (searches < MAX_SEARCHES) {
      searches++;
      new Search(draft).askLater();
    }
  }

  /** Looks for a message until the store's answer is certain, and delivers it if it is stored. */
  private final class Search implements Callback<Optional<Message>> {
    private final Draft draft;
    private Duration delay = FIRST_FIND_DELAY;
    private int attempts;

    Search(Draft draft) {
      this.draft = draft;
    }

    void askLater() {
      if (++attempts > MAX_FIND_ATTEMPTS) {
        searches--;
        return;
      }
      lane.scheduler.schedule(delay, () -> lane.execute(this::ask));
      delay = delay.multipliedBy(2);
    }

    private void ask() {
      store.call(
          lane,
          plugin ->
              plugin.findByClientId(
                  draft.conversation(), draft.sender().id(), draft.clientMessageId()),
          this);
    }

    @Override
    public void onSuccess(Optional<Message> found) {
      if (found.isPresent()) {
        searches--;
        listener.onStored(found.get(), false);
      } else {
        askLater();
      }
    }

    @Override
    public void onFailure(Throwable cause) {
      askLater();
    }
  }

  /** One conversation's drafts. */
  private static final class Backlog {
    final Conversation conversation;
    final ArrayDeque<PendingMessage> waiting = new ArrayDeque<>();
    boolean appending;

    Backlog(Conversation conversation) {
      this.conversation = conversation;
    }
  }

  /** One call of the store. */
  private final class Batch implements Callback<List<AppendResult>> {
    final List<PendingMessage> messages = new ArrayList<>();
    private final List<Backlog> taken = new ArrayList<>();
    private final long start = lane.scheduler.nanoTime();

    void take(Backlog backlog) {
      backlog.appending = true;
      taken.add(backlog);
      for (int i = 0; i < MAX_DRAFTS_OF_ONE && !backlog.waiting.isEmpty(); i++) {
        messages.add(backlog.waiting.remove());
      }
    }

    List<Draft> drafts() {
      List<Draft> drafts = new ArrayList<>(messages.size());
      for (PendingMessage pending : messages) {
        drafts.add(pending.draft);
      }
      return drafts;
    }

    @Override
    public void onSuccess(List<AppendResult> results) {
      record(true);
      if (results.size() != messages.size()) {
        log.error(
            LOG, "The store answered {} drafts with {} results", messages.size(), results.size());
      }
      for (int i = 0; i < messages.size(); i++) {
        try {
          settle(messages.get(i), i < results.size() ? results.get(i) : null);
        } catch (Throwable e) {
          log.error(LOG, "Cannot deliver the result of message {}", messages.get(i).draft.id(), e);
        }
      }
      end();
    }

    @Override
    public void onFailure(Throwable cause) {
      if (cause instanceof RejectedExecutionException) {
        // The store was not called, so no message is stored.
        messages.forEach(
            pending -> refuse(pending, counters.messagesOverloaded, ProtocolError.OVERLOADED));
      } else if (cause instanceof PluginCalls.UnavailableException) {
        messages.forEach(
            pending -> refuse(pending, counters.messagesRefused, ProtocolError.STORE_UNAVAILABLE));
        // Later, since this may be called from within the call that began the batch.
        lane.execute(this::end);
        return;
      } else {
        record(false);
        messages.forEach(pending -> settle(pending, new AppendResult.Unknown(cause.toString())));
      }
      end();
    }

    @Override
    public void onLateSuccess(List<AppendResult> results) {
      for (AppendResult result : results) {
        if (result instanceof AppendResult.Stored stored) {
          counters.messagesStored.increment();
          listener.onStored(stored.message(), false);
        } else if (result instanceof AppendResult.Duplicate duplicate) {
          counters.messagesDuplicate.increment();
          listener.onStored(duplicate.message(), true);
        }
      }
    }

    private void record(boolean answered) {
      recorders.appended(messages.size(), lane.scheduler.nanoTime() - start, answered);
    }

    private void end() {
      appends--;
      count(-messages.size());
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
