package dev.chatengine.engine.direct;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.log.CatchUp;
import dev.chatengine.engine.log.CatchUpListener;
import dev.chatengine.engine.log.ClientSteps;
import dev.chatengine.engine.log.Lane;
import dev.chatengine.engine.log.LogFollower;
import dev.chatengine.engine.session.Request;
import dev.chatengine.engine.session.Session;
import dev.chatengine.engine.session.Sessions;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Message;
import dev.chatengine.model.Position;
import dev.chatengine.protocol.Scope;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.protocol.Since;
import dev.chatengine.spi.OutboundFrame;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A private log of which at least one user is connected to this node. Belongs to its lane; every
 * method is called there.
 */
public final class LocalDirect implements LogFollower.Listener {
  public final Direct direct;
  public final LogFollower log;

  private final Lane lane;
  private final NodeContext context;
  private final Sessions sessions;
  private boolean closed;

  LocalDirect(
      Direct direct,
      Lane lane,
      NodeContext context,
      Sessions sessions,
      Consumer<Conversation> recheck) {
    this.direct = direct;
    this.lane = lane;
    this.context = context;
    this.sessions = sessions;
    this.log = new LogFollower(direct, lane, context, recheck, this);
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  public void markClosed() {
    closed = true;
  }

  @Override
  public Position begin(Position position) {
    return position;
  }

  @Override
  public void onNext(Message message) {
    deliver(message, direct.first());
    if (!direct.first().equals(direct.second())) {
      deliver(message, direct.second());
    }
  }

  private void deliver(Message message, String viewerId) {
    List<Session> receivers = sessions.of(viewerId);
    if (receivers.isEmpty()) {
      return;
    }
    OutboundFrame frame = encode(message, viewerId);
    Position position = log.feed.position();
    for (Session session : receivers) {
      if (session.user().known()) {
        session.execute(() -> session.directs.deliver(direct, position, frame));
        context.counters.deliveries.increment();
      }
    }
  }

  private OutboundFrame encode(Message message, String viewerId) {
    String toId = direct.other(message.sender().id());
    List<Session> receivers = sessions.of(toId);
    String toUsername = receivers.isEmpty() ? null : receivers.get(0).user().displayName();
    return context.encoder.encode(
        new ServerFrame.DirectMessage(new Scope(direct, viewerId), message, toUsername));
  }

  /**
   * Brings a session to the position of this log; meanwhile it gets no live messages of it.
   *
   * @param then gets, on the lane, how far the log was sent; null if that is not known
   */
  public void catchUp(Request request, Since since, Consumer<@Nullable Position> then) {
    log.keepRecent();
    Scope scope = new Scope(direct, request.session().userId());
    ClientSteps steps = new ClientSteps(lane, request.session(), log::dropRecent);
    CatchUp catchUp =
        new CatchUp(context, steps, log, scope, request, since, new DirectCatchUp(request, then));
    steps.run(catchUp::start);
  }

  private final class DirectCatchUp implements CatchUpListener {
    private final Request request;
    private final Consumer<@Nullable Position> then;

    DirectCatchUp(Request request, Consumer<@Nullable Position> then) {
      this.request = request;
      this.then = then;
    }

    @Override
    public List<OutboundFrame> framesBeforeHistory(Position at) {
      return List.of();
    }

    @Override
    public List<OutboundFrame> framesAfterHistory() {
      return List.of();
    }

    @Override
    public OutboundFrame encode(Message message) {
      return LocalDirect.this.encode(message, request.session().userId());
    }

    @Override
    public List<OutboundFrame> onEpochChanged(Position at) {
      return List.of();
    }

    @Override
    public void onCaughtUp() {
      log.dropRecent();
      request.session().outbound().flush();
      then.accept(log.feed.isStarted() ? log.feed.position() : null);
    }
  }
}
