package dev.chatengine.engine.direct;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.log.Lane;
import dev.chatengine.engine.log.Lanes;
import dev.chatengine.engine.plugin.Answer;
import dev.chatengine.engine.session.DirectPlaces;
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
 * Belongs to the session's sequence.
 */
public final class MissedDirects {
  private static final Logger LOG = LoggerFactory.getLogger(MissedDirects.class);

  /** Of how many logs that a client does not name it is told what it missed. */
  private static final int MAX_MISSED = 100;

  private final NodeContext context;
  private final Lanes lanes;
  private final Directs directs;
  private final DirectLogs directLogs;
  private final Request request;
  private final Session session;

  /** Whether the client keeps places itself: then a log that it does not name is new to it. */
  private final boolean namesPlaces;

  /** What is to be caught up with, and from where. */
  private final Map<Direct, Since> logs = new LinkedHashMap<>();

  /** How far the session had been sent logs when its connection was lost, if that was noted. */
  private DirectPlaces sent = DirectPlaces.UNKNOWN;

  private MissedDirects(
      NodeContext context,
      Lanes lanes,
      Directs directs,
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
    namesPlaces = named != null;
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
  public static MissedDirects begin(
      NodeContext context,
      Lanes lanes,
      Directs directs,
      DirectLogs directLogs,
      Request request,
      ClientFrame.Hello hello) {
    MissedDirects missed = new MissedDirects(context, lanes, directs, directLogs, request, hello);
    missed.session.directs.beginCatchingUp(missed.logs.keySet());
    if (hello.resume() != null && missed.session.user().known()) {
      missed.session.directs.holdAll();
    }
    return missed;
  }

  // ---- a session that begins

  /** Finds out where the logs stand with which a session begins. */
  public void readPlaces(Consumer<DirectPlaces> then) {
    if (!session.user().known()) {
      then.accept(DirectPlaces.UNKNOWN);
      return;
    }
    String userId = session.userId();
    context.store.call(
        session,
        store -> store.directs(Set.of(userId), DirectPlaces.MAX + 1),
        new Answer<List<ConversationHead>>() {
          @Override
          public void done(List<ConversationHead> heads) {
            then.accept(DirectPlaces.of(heads));
          }

          @Override
          public void failed(Throwable cause) {
            context.log.warn(LOG, "Cannot read where private logs stand: {}", cause.toString());
            then.accept(DirectPlaces.UNKNOWN);
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
    DirectPlaces places = DirectPlaces.ofHeld(payload);
    if (places == null) {
      return false;
    }
    sent = sent.with(places);
    session.directs.goOn(sent);
    return true;
  }

  /**
   * Finds the logs that have got something since the session began, or was left.
   *
   * @param begun where they stood when it began
   */
  public void find(DirectPlaces begun, Runnable then) {
    if (!session.user().known()) {
      then.run();
      return;
    }
    DirectPlaces places = namesPlaces ? begun : begun.with(sent);
    directs.whenKnown(session.userId(), () -> session.execute(() -> findAfter(places, then)));
  }

  private void findAfter(DirectPlaces places, Runnable then) {
    String userId = session.userId();
    context.store.call(
        session,
        store -> store.directs(Set.of(userId), MAX_MISSED + 1),
        new Answer<List<ConversationHead>>() {
          @Override
          public void done(List<ConversationHead> heads) {
            DirectPlaces.Missed missed = places.missed(heads, MAX_MISSED, logs.keySet());
            missed.logs().forEach(logs::putIfAbsent);
            if (!missed.complete()) {
              request.fail(ProtocolError.MISSED_TOO_MANY);
            }
            found(places, then);
          }

          @Override
          public void failed(Throwable cause) {
            context.log.warn(
                LOG, "Cannot find the private messages that were missed: {}", cause.toString());
            request.fail(ProtocolError.MISSED_UNAVAILABLE);
            found(places, then);
          }
        });
  }

  private void found(DirectPlaces places, Runnable then) {
    // Of what has come since, the store may not have told.
    for (Direct direct : session.directs.endHolding().keySet()) {
      logs.putIfAbsent(direct, places.since(direct));
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
                place -> session.execute(() -> endOne(next, place, rest)));
          }
        });
  }

  private void endOne(
      Map.Entry<Direct, Since> ended,
      @Nullable Position place,
      Queue<Map.Entry<Direct, Since>> rest) {
    // Where nobody can tell how far it was sent the log, it has what it had before.
    Position reached = place == null ? ended.getValue().position() : place;
    session.directs.endCatchingUp(ended.getKey(), reached);
    next(rest);
  }
}
