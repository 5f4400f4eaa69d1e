package dev.chatengine.engine.request;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.log.Lane;
import dev.chatengine.engine.log.Lanes;
import dev.chatengine.engine.registration.SessionRegistration;
import dev.chatengine.engine.room.MemberChanges;
import dev.chatengine.engine.room.Rooms;
import dev.chatengine.engine.session.Membership;
import dev.chatengine.engine.session.RegistryWrite;
import dev.chatengine.engine.session.Request;
import dev.chatengine.engine.session.Session;
import dev.chatengine.engine.session.Sessions;
import dev.chatengine.engine.watch.Leases;
import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.protocol.ClientFrame;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.spi.NameClaim;
import dev.chatengine.spi.PresenceRegistry.UnknownSessionException;
import dev.chatengine.text.JsText;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets users choose names. Called on the session's executor. */
public final class NameRequests {
  private static final Logger LOG = LoggerFactory.getLogger(NameRequests.class);
  private static final int MIN_LENGTH = 2;

  /** How often one claim registers its session again because it is not registered. */
  private static final int MAX_REGISTRATIONS = 3;

  private final NodeContext context;
  private final Sessions sessions;
  private final SessionRegistration registration;
  private final Leases leases;
  private final Lanes lanes;
  private final Rooms rooms;
  private final MemberChanges changes;

  public NameRequests(
      NodeContext context,
      Sessions sessions,
      SessionRegistration registration,
      Leases leases,
      Lanes lanes,
      Rooms rooms,
      MemberChanges changes) {
    this.context = context;
    this.sessions = sessions;
    this.registration = registration;
    this.leases = leases;
    this.lanes = lanes;
    this.rooms = rooms;
    this.changes = changes;
  }

  void setUsername(Request request, ClientFrame.SetUsername frame) {
    String username = frame.username();
    if (username == null || username.isEmpty()) {
      request.fail(ProtocolError.USERNAME_REQUIRED);
      return;
    }
    int maxLength = context.settings.maxUsernameLength();
    String trimmed = JsText.trim(username);
    if (request.session().isExtended() && trimmed.length() > maxLength) {
      request.fail(ProtocolError.invalid("Username must be at most " + maxLength + " characters"));
      return;
    }
    String name = JsText.cut(trimmed, maxLength);
    if (name.length() < MIN_LENGTH) {
      request.fail(ProtocolError.USERNAME_TOO_SHORT);
      return;
    }
    request.session().busy();
    new Claim(request, name).start();
  }

  /** One request of a busy session for a name. */
  private final class Claim extends RegistryWrite<NameClaim> {
    private final Request request;
    private final Session session;
    private final String name;
    private int registrations;
    private boolean waiting;

    Claim(Request request, String name) {
      super(request.session());
      this.request = request;
      this.session = request.session();
      this.name = name;
    }

    /**
     * Claims the name. After the registry has lost its data, the claim first waits until other
     * nodes have had time to register the name's holder.
     */
    void start() {
      Duration wait = session.user().known() ? Duration.ZERO : leases.untilAbsenceIsCertain();
      if (wait.isZero()) {
        context.presence.call(session, registry -> registry.claimName(session.id(), name), this);
      } else if (!waiting && sessions.isTakenHere(session, name)) {
        request.failAndResume(ProtocolError.USERNAME_TAKEN);
      } else if (session.outbound().isClosed()) {
        session.resume();
      } else {
        waiting = true;
        // Registers this session meanwhile, since a busy one does not register itself.
        Duration turn = Collections.min(List.of(wait, NodeContext.RETRY));
        registration.registerIfDue(
            session, () -> context.scheduler.schedule(turn, () -> session.execute(this::start)));
      }
    }

    @Override
    public void onSuccess(NameClaim claim) {
      if (claim instanceof NameClaim.Claimed claimed) {
        succeed(claimed);
      } else {
        request.fail(ProtocolError.USERNAME_TAKEN);
      }
      session.resume();
    }

    private void succeed(NameClaim.Claimed claimed) {
      session.setName(name);
      request.reply(new ServerFrame.UsernameSet(name, request.ref()));
      changes.announceOwn(claimed.changes());
    }

    @Override
    public void onFailure(Throwable cause) {
      if (cause instanceof UnknownSessionException && registrations < MAX_REGISTRATIONS) {
        // The registry may have lost its data, which the renewal of the lease finds out.
        registrations++;
        leases.afterRenewal(
            epoch -> session.execute(() -> registration.register(session, this::start)));
        return;
      }
      context.log.warn(
          LOG,
          "Cannot claim a name for session {}, using what this node knows: {}",
          session.id(),
          cause.toString());
      claimHere();
      session.resume();
    }

    @Override
    protected void changed(NameClaim claim) {
      if (claim instanceof NameClaim.Claimed claimed) {
        if (session.user().name() == null) {
          // The client got the error that the name is taken on this node, but the registry decides.
          succeed(claimed);
        } else {
          changes.announceOwn(claimed.changes());
        }
      }
    }

    /**
     * While the registry is away, this node decides. Once the registry is back, the user that has
     * had the name longer keeps it.
     */
    private void claimHere() {
      if (!sessions.claimHere(session, name)) {
        request.fail(ProtocolError.USERNAME_TAKEN);
        return;
      }
      request.reply(new ServerFrame.UsernameSet(name, request.ref()));
      session.markStale();
      Member member = session.member();
      for (Membership membership : session.memberships()) {
        Lane lane = lanes.of(membership.room);
        lane.execute(
            () ->
                rooms
                    .require(lane, membership.room)
                    .presence
                    .assume(MembershipChange.Kind.RENAMED, member));
      }
    }
  }
}
