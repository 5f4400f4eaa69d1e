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
 * Sends a client that connects the private messages that it has missed: in the logs that it names,
 * and, if it resumes a session, in all others with messages since. Only known users have private
 * logs. Belongs to the session's executor.
 */
public final class DirectRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(DirectRecovery.class);

  /** How many logs that a client does not name are sent to it at most. */
  private static final int MAX_MISSED = 100;

  private final NodeContext context;
  private final Lanes lanes;
  private final DirectIndex directs;
  private final DirectLogs directLogs;
  private final Request request;
  private final Session session;

  /**
   * Whether the client keeps positions itself: then it has nothing of logs that it does not name.
   */
  private final boolean namesPositions;

  /** The logs to catch up with, and from where. */
  private final Map<Direct, Since> logs = new LinkedHashMap<>();

  /** How far logs had been sent to the session when its connection was lost, if this was noted. */
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

  /** Begins: from now on, live messages of logs that the client may catch up with are not sent. */
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

  /** Reads the heads of the user's logs, with which a session begins. */
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

  // ---- a session that is resumed

  /**
   * Takes the positions that were noted when the session was parked.
   *
   * @return false if the payload is something else
   */
  public boolean takeHeld(ByteBuffer payload) {
    DirectPositions positions = DirectPositions.ofHeld(payload);
    if (positions == null) {
      return false;
    }
    sent = sent.with(positions);
    session.directs.resumeFrom(sent);
    return true;
  }

  /**
   * Finds the logs with messages since the session began, or lost its connection.
   *
   * @param atStart the positions of the logs when the session began
   */
  public void find(DirectPositions atStart, Runnable then) {
    if (!session.user().known()) {
      then.run();
      return;
    }
    DirectPositions positions = namesPositions ? atStart : atStart.with(sent);
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
    // The store's answer may lack messages that came after it.
    for (Direct direct : session.directs.endHolding().keySet()) {
      logs.putIfAbsent(direct, positions.since(direct));
    }
    session.directs.beginCatchingUp(logs.keySet());
    then.run();
  }

  // ---- catching up

  /** The last step of connecting: catches up with one log after the other. */
  public void catchUp() {
    // If the session was not resumed, it continues before the live messages that were not sent.
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
    // If it is not known how far the log was sent, the client has the position that it had before.
    Position reached = position == null ? ended.getValue().position() : position;
    session.directs.endCatchingUp(ended.getKey(), reached);
    next(rest);
  }
}
