package dev.chatengine.engine.room;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.log.CatchUp;
import dev.chatengine.engine.log.CatchUpListener;
import dev.chatengine.engine.log.ClientSteps;
import dev.chatengine.engine.log.Lane;
import dev.chatengine.engine.plugin.Callback;
import dev.chatengine.engine.session.Membership;
import dev.chatengine.engine.session.Outbound;
import dev.chatengine.engine.session.RegistryWrite;
import dev.chatengine.engine.session.Request;
import dev.chatengine.engine.session.Session;
import dev.chatengine.engine.telemetry.Counters;
import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Message;
import dev.chatengine.model.Position;
import dev.chatengine.model.Room;
import dev.chatengine.protocol.Scope;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.protocol.Since;
import dev.chatengine.spi.OutboundFrame;
import dev.chatengine.spi.PresenceRegistry.RoomMembers;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session's join of a room, for the first time or again. Belongs to the room's lane.
 *
 * <p>The steps: subscribe to the room, register, send the history, send the list of members, then
 * send the messages and member changes since, until the client has the position of the room's feed;
 * then the session is added to the fan-out. Live messages are not queued for a joining client: it
 * gets them from the recent messages or the store.
 */
final class Join implements CatchUpListener {
  private static final Logger LOG = LoggerFactory.getLogger(Join.class);

  private final NodeContext context;
  private final Lane lane;
  private final LocalRoom local;
  private final MemberChanges changes;
  private final Room room;
  private final Request request;
  private final Session session;
  private final Outbound outbound;
  private final boolean extended;
  private final boolean registered;

  /** How far the client has read the log, or null if it wants the newest messages. */
  private final @Nullable Since since;

  private final Consumer<Membership> whenJoined;
  private final ClientSteps steps;

  private @Nullable Membership membership;

  /** The members that were sent to the client, and the view's change count at that time. */
  private List<Member> sentMembers = List.of();

  private long sentChanges;

  /**
   * @param since how far the client has read the log, or null if it wants the newest messages
   * @param registered whether the session is registered in the room already
   * @param whenJoined gets the membership, on the lane; also if the store or the registry is away
   */
  Join(
      NodeContext context,
      Lane lane,
      LocalRoom local,
      MemberChanges changes,
      Request request,
      Room room,
      @Nullable Since since,
      boolean registered,
      Consumer<Membership> whenJoined) {
    this.context = context;
    this.lane = lane;
    this.local = local;
    this.changes = changes;
    this.room = room;
    this.request = request;
    this.session = request.session();
    this.outbound = session.outbound();
    this.extended = session.isExtended();
    this.registered = registered;
    this.since = since;
    this.whenJoined = whenJoined;
    this.steps = new ClientSteps(lane, session, this::abandon);
  }

  void start() {
    steps.run(
        () -> {
          local.beginJoin(session);
          local.whenOpen(() -> steps.run(() -> local.runPaced(this::beginRegistration)));
        });
  }

  private void beginRegistration() {
    steps.run(registered ? this::readMembers : this::register);
  }

  /** A step has thrown: the session has failed, and leaves the room. */
  private void abandon() {
    if (membership != null) {
      local.removeMember(membership);
    }
    local.endJoin(session);
  }

  // ---- the registry

  private void register() {
    context.presence.call(
        steps,
        registry -> registry.join(session.id(), room),
        new RegistryWrite<Optional<MembershipChange>>(session) {
          @Override
          public void onSuccess(Optional<MembershipChange> change) {
            changed(change);
            readMembers();
          }

          @Override
          public void onFailure(Throwable cause) {
            context.log.warn(
                LOG,
                "Cannot register session {} in {}, joining without: {}",
                session.id(),
                room,
                cause.toString());
            session.execute(session::markStale);
            readMembers();
          }

          @Override
          protected void changed(Optional<MembershipChange> change) {
            change.ifPresent(joined -> changes.announceOwn(lane, joined));
          }
        });
  }

  private void readMembers() {
    // A view that is behind may still have to apply an earlier leave of this session.
    MemberView view = local.presence.view;
    if (!view.isBehind() && view.contains(session.userId())) {
      readHistory();
      return;
    }
    long highestBefore = view.highestVersion();
    context.presence.call(
        steps,
        registry -> registry.members(room),
        new Callback<RoomMembers>() {
          @Override
          public void onSuccess(RoomMembers members) {
            local.presence.load(members, highestBefore);
            readHistory();
          }

          @Override
          public void onFailure(Throwable cause) {
            context.log.warn(
                LOG,
                "Cannot read the members of {}, using what this node knows: {}",
                room,
                cause.toString());
            readHistory();
          }
        });
  }

  /**
   * Makes the session's user a member, even if it could not be registered. Not if the connection is
   * closed: another connection may have resumed the session, and members would see a join and a
   * leave that did not happen.
   */
  private void assumeJoined() {
    if (!outbound.isClosed() && !local.presence.view.contains(session.userId())) {
      local.presence.assume(MembershipChange.Kind.JOINED, session.member());
    }
  }

  private void readHistory() {
    Scope scope = new Scope(room, session.userId());
    new CatchUp(context, steps, local.log, scope, request, since, this).start();
  }

  @Override
  public List<OutboundFrame> framesBeforeHistory(Position at) {
    return List.of(encodeJoined(at));
  }

  @Override
  public List<OutboundFrame> framesAfterHistory() {
    // An earlier leave of this user may have been applied meanwhile.
    assumeJoined();
    MemberView view = local.presence.view;
    sentMembers = List.copyOf(view.members());
    sentChanges = view.changes();
    return List.of(
        context.encoder.encode(new ServerFrame.RoomUsers(room, sentMembers, request.ref())));
  }

  @Override
  public OutboundFrame encode(Message message) {
    return context.encoder.encode(new ServerFrame.MessageReceived(message));
  }

  @Override
  public List<OutboundFrame> onEpochChanged(Position at) {
    return extended ? List.of(encodeJoined(at)) : List.of();
  }

  private OutboundFrame encodeJoined(Position at) {
    return context.encoder.encode(new ServerFrame.RoomJoined(room, at, request.ref()));
  }

  @Override
  public void onCaughtUp() {
    if (local.presence.view.changes() != sentChanges && !outbound.isClosed()) {
      sendMemberChanges(local.presence.view);
    }
    outbound.flush();
    count();
    Membership added = new Membership(session, room, extended);
    membership = added;
    local.addMember(added);
    local.endJoin(session);
    whenJoined.accept(added);
  }

  private void count() {
    Counters counters = context.counters;
    LongAdder outcome = registered ? counters.rejoined : counters.joined;
    (outbound.isClosed() ? counters.joinsAbandoned : outcome).increment();
  }

  private void sendMemberChanges(MemberView view) {
    Set<String> before = new HashSet<>();
    for (Member member : sentMembers) {
      before.add(member.userId());
      if (!view.contains(member.userId())) {
        outbound.send(context.encoder.encode(new ServerFrame.UserLeft(room, member)));
      }
    }
    for (Member member : view.members()) {
      if (!before.contains(member.userId())) {
        outbound.send(context.encoder.encode(new ServerFrame.UserJoined(room, member)));
      }
    }
  }
}
