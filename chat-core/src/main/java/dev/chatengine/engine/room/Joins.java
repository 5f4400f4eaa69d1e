package dev.chatengine.engine.room;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.log.Lane;
import dev.chatengine.engine.log.Lanes;
import dev.chatengine.engine.session.Membership;
import dev.chatengine.engine.session.Request;
import dev.chatengine.engine.session.Session;
import dev.chatengine.model.Room;
import dev.chatengine.protocol.Since;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets sessions join rooms. Called on the session's executor. */
public final class Joins {
  private final NodeContext context;
  private final Lanes lanes;
  private final Rooms rooms;
  private final MemberChanges changes;

  public Joins(NodeContext context, Lanes lanes, Rooms rooms, MemberChanges changes) {
    this.context = context;
    this.lanes = lanes;
    this.rooms = rooms;
    this.changes = changes;
  }

  /**
   * Lets a busy session join a room in which it is not.
   *
   * @param since how far the client has read the log, or null if it wants the newest messages
   * @param joined is run on the session's executor, once the session has its membership
   */
  public void join(Request request, Room room, @Nullable Since since, Runnable joined) {
    start(request, room, since, false, joined);
  }

  /** Lets a busy session join a room in which it is registered already. */
  public void rejoin(Request request, Room room, @Nullable Since since, Runnable joined) {
    start(request, room, since, true, joined);
  }

  private void start(
      Request request, Room room, @Nullable Since since, boolean registered, Runnable joined) {
    Session session = request.session();
    Consumer<Membership> whenJoined =
        membership ->
            session.execute(
                () -> {
                  session.memberships().add(membership);
                  joined.run();
                });
    Lane lane = lanes.of(room);
    lane.execute(
        () -> {
          LocalRoom local = rooms.open(lane, room);
          new Join(context, lane, local, changes, request, room, since, registered, whenJoined)
              .start();
        });
  }
}
