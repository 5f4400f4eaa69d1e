package dev.chatengine.engine;

import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.protocol.ClientFrame;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.spi.NameClaim;
import dev.chatengine.spi.PresenceRegistry.UnknownSessionException;
import dev.chatengine.text.JsText;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Choosing a name. Called on the session's sequence. */
final class NameRequests {
  private static final Logger LOG = LoggerFactory.getLogger(NameRequests.class);
  private static final int MIN_LENGTH = 2;

  /** How often one claim registers its session again because the registry does not know it. */
  private static final int MAX_REGISTRATIONS = 3;

  private final Node node;

  NameRequests(Node node) {
    this.node = node;
  }

  void setUsername(Request request, ClientFrame.SetUsername frame) {
    String username = frame.username();
    if (username == null || username.isEmpty()) {
      request.fail(ProtocolError.USERNAME_REQUIRED);
      return;
    }
    int maxLength = node.settings.maxUsernameLength();
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
  private final class Claim implements Answer<NameClaim> {
    private final Request request;
    private final Session session;
    private final String name;
    private int registrations;
    private boolean waiting;

    Claim(Request request, String name) {
      this.request = request;
      this.session = request.session();
      this.name = name;
    }

    /**
     * Claims the name. After the registry has lost its memory other nodes may not have registered
     * the name's holder yet: until they have had the time, the claim waits.
     */
    void start() {
      Duration wait = session.user().known() ? Duration.ZERO : node.leases.untilAbsenceIsBelieved();
      if (wait.isZero()) {
        node.presenceCalls.call(session, () -> node.presence.claimName(session.id(), name), this);
      } else if (!waiting && node.isTakenHere(session, name)) {
        request.failAndResume(ProtocolError.USERNAME_TAKEN);
      } else if (session.outbound().isClosed()) {
        session.resume();
      } else {
        waiting = true;
        // Other nodes are to learn of this session meanwhile: a busy one does not register itself.
        Duration turn = Durations.shorter(wait, Node.RETRY);
        session.registration.registerIfDue(
            () -> node.scheduler.schedule(turn, () -> session.execute(this::start)));
      }
    }

    @Override
    public void done(NameClaim claim) {
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
      node.announceOwn(claimed.changes());
    }

    @Override
    public void failed(Throwable cause) {
      if (cause instanceof UnknownSessionException && registrations < MAX_REGISTRATIONS) {
        // The registry may have lost its memory, which the renewal of the lease finds out.
        registrations++;
        node.leases.afterRenewal(
            epoch -> session.execute(() -> session.registration.register(this::start)));
        return;
      }
      node.log.warn(
          LOG,
          "Cannot claim a name for session {}, going by what this node knows: {}",
          session.id(),
          cause.toString());
      claimHere();
      session.resume();
    }

    @Override
    public void late(NameClaim claim) {
      if (claim instanceof NameClaim.Claimed claimed) {
        if (session.user().name() == null) {
          // It was told that somebody here has the name, but the registry decides.
          succeed(claimed);
        } else {
          node.announceOwn(claimed.changes());
        }
      }
      session.registration.doubt();
    }

    @Override
    public void lateFailure() {
      session.registration.doubt();
    }

    /**
     * While the registry is away this node alone decides. Once the registry is back, the user that
     * has had the name longer keeps it.
     */
    private void claimHere() {
      if (!node.claimHere(session, name)) {
        request.fail(ProtocolError.USERNAME_TAKEN);
        return;
      }
      request.reply(new ServerFrame.UsernameSet(name, request.ref()));
      session.registration.doubt();
      Member member = session.member();
      for (Membership membership : session.memberships()) {
        node.lanes
            .of(membership.room.room)
            .execute(() -> membership.room.assume(MembershipChange.Kind.RENAMED, member));
      }
    }
  }
}
