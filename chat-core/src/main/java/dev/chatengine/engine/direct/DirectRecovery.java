package dev.chatengine.engine.direct;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.log.Lane;
import dev.chatengine.engine.log.Lanes;
import dev.chatengine.engine.plugin.Callback;
import dev.chatengine.engine.session.DirectPositions;
import dev.chatengine.engine.session.Request;
import dev.chatengine.engine.session.Session;
import dev.chatengine.model.ConversationHead;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Position;
import dev.chatengine.model.User;
import dev.chatengine.protocol.ClientFrame;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.protocol.Since;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client that comes in has missed of private logs: of those that it names, and, if it goes
 * on with a session, of all others that have got something since. Only a user who is known has any.
 * Belongs to the session's executor.
 */
public final class DirectRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(DirectRecovery.class);

  /** How many logs that a client does not name it is sent at most. */
  private static final int MAX_MISSED = 100;

  private final NodeContext context;
  private final Lanes lanes;
  private final DirectIndex directs;
  private final DirectLogs directLogs;
  private final Request request;
  private final Session session;

  /** Whether the client keeps positions itself: then a log that it does not name is new to it. */
  private final boolean namesPositions;

  /** What is to be caught up with, and from where. */
  private final Map<Direct, Since> logs = new LinkedHashMap<>();

  /** How far the session had been sent logs when its connection was lost, if that was noted. */
  private DirectPositions sent = DirectPositions.UNKNOWN;

  private DirectRecovery(
      NodeContext context,
      Lanes lanes,
      DirectIndex directs,
      DirectLogs directLogs,
      Request request,
      ClientFrame.Hello hello) {
    this.context = context;
    this.lanes = lanes;
    this.directs = directs;
    this.directLogs = directLogs;
    this.request = request;
    this.session = request.session();
    Map<String, Since> named = hello.direct();
    namesPositions = named != null;
    if (named != null && session.user().known()) {
      named.forEach(
          (userId, since) -> {
            if (!userId.isEmpty() && userId.length() <= User.MAX_ID_LENGTH) {
              logs.put(Direct.between(session.userId(), userId), since);
            }
          });
    }
  }

  /** Begins: what is said from now on in a log that may have to be caught up with passes by. */
  public static DirectRecovery begin(
      NodeContext context,
      Lanes lanes,
      DirectIndex directs,
      DirectLogs directLogs,
      Request request,
      ClientFrame.Hello hello) {
    DirectRecovery missed = new DirectRecovery(context, lanes, directs, directLogs, request, hello);
    missed.session.directs.beginCatchingUp(missed.logs.keySet());
    if (hello.resume() != null && missed.session.user().known()) {
      missed.session.directs.holdAll();
    }
    return missed;
  }

  // ---- a session that begins

  /** Finds out where the logs stand with which a session begins. */
  public void readPositions(Consumer<DirectPositions> then) {
    if (!session.user().known()) {
      then.accept(DirectPositions.UNKNOWN);
      return;
    }
    String userId = session.userId();
    context.store.call(
        session,
        store -> store.directs(Set.of(userId), DirectPositions.MAX + 1),
        new Callback<List<ConversationHead>>() {
          @Override
          public void onSuccess(List<ConversationHead> heads) {
            then.accept(DirectPositions.of(heads));
          }

          @Override
          public void onFailure(Throwable cause) {
            context.log.warn(LOG, "Cannot read the heads of private logs: {}", cause.toString());
            then.accept(DirectPositions.UNKNOWN);
          }
        });
  }

  // ---- a session that goes on

  /**
   * Takes what was noted when the session was parked.
   *
   * @return false if the payload is something else
   */
  public boolean takeHeld(ByteBuffer payload) {
    DirectPositions positions = DirectPositions.ofHeld(payload);
    if (positions == null) {
      return false;
    }
    sent = sent.with(positions);
    session.directs.goOn(sent);
    return true;
  }

  /**
   * Finds the logs that have got something since the session began, or was left.
   *
   * @param begun where they stood when it began
   */
  public void find(DirectPositions begun, Runnable then) {
    if (!session.user().known()) {
      then.run();
      return;
    }
    DirectPositions positions = namesPositions ? begun : begun.with(sent);
    directs.whenKnown(session.userId(), () -> session.execute(() -> findAfter(positions, then)));
  }

  private void findAfter(DirectPositions positions, Runnable then) {
    String userId = session.userId();
    context.store.call(
        session,
        store -> store.directs(Set.of(userId), MAX_MISSED + 1),
        new Callback<List<ConversationHead>>() {
          @Override
          public void onSuccess(List<ConversationHead> heads) {
            DirectPositions.Missed missed = positions.missed(heads, MAX_MISSED, logs.keySet());
            missed.logs().forEach(logs::putIfAbsent);
            if (!missed.complete()) {
              request.fail(ProtocolError.MISSED_TOO_MANY);
            }
            found(positions, then);
          }

          @Override
          public void onFailure(Throwable cause) {
            context.log.warn(LOG, "Cannot find missed private messages: {}", cause.toString());
            request.fail(ProtocolError.MISSED_UNAVAILABLE);
            found(positions, then);
          }
        });
  }

  private void found(DirectPositions positions, Runnable then) {
    // The store's answer may lack what has come since.
    for (Direct direct : session.directs.endHolding().keySet()) {
      logs.putIfAbsent(direct, positions.since(direct));
    }
    session.directs.beginCatchingUp(logs.keySet());
    then.run();
  }

  // ---- catching up

  /** The last thing about coming in: one log after the other. */
  public void catchUp() {
    // A session that began anew after all goes on before what passed by.
    session.directs.endHolding().forEach(logs::putIfAbsent);
    session.directs.beginCatchingUp(logs.keySet());
    next(new ArrayDeque<>(logs.entrySet()));
  }

  private void next(Queue<Map.Entry<Direct, Since>> rest) {
    Map.Entry<Direct, Since> next = rest.poll();
    if (next == null || session.outbound().isClosed()) {
      session.resume();
      return;
    }
    Direct direct = next.getKey();
    Lane lane = lanes.of(direct);
    lane.execute(
        () -> {
          LocalDirect local = directLogs.open(lane, direct, null);
          if (local == null) {
            session.execute(() -> endOne(next, null, rest));
          } else {
            local.catchUp(
                request,
                next.getValue(),
                position -> session.execute(() -> endOne(next, position, rest)));
          }
        });
  }

  private void endOne(
      Map.Entry<Direct, Since> ended,
      @Nullable Position position,
      Queue<Map.Entry<Direct, Since>> rest) {
    // If it is not known how far the client was sent the log, it has what it had before.
    Position reached = position == null ? ended.getValue().position() : position;
    session.directs.endCatchingUp(ended.getKey(), reached);
    next(rest);
  }
}
