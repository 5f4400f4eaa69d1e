package dev.chatengine.engine;

import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.protocol.ClientFrame;
import dev.chatengine.protocol.ClientRequest;
import dev.chatengine.protocol.JsText;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.spi.NameClaim;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes each frame to what it does, and does what concerns only the client itself. Called on the
 * session's sequence.
 */
final class Requests {
  private static final Logger LOG = LoggerFactory.getLogger(Requests.class);
  private static final int MIN_USERNAME_LENGTH = 2;

  private final Node node;

  Requests(Node node) {
    this.node = node;
  }

  void handle(Session session, ClientRequest received) {
    ClientFrame frame = received.frame();
    if (session.awaitsToken() && frame.kind() != ClientFrame.Kind.HELLO) {
      new Request(session, null).fail(ProtocolError.TOKEN_REQUIRED);
    } else if (session.isExtended()) {
      Request request = new Request(session, received.ref());
      String problem = received.problem();
      if (problem == null) {
        handle(request, frame);
      } else {
        request.fail(ProtocolError.invalid(problem));
      }
    } else if (!frame.kind().isExtension()) {
      session.speakBase();
      handle(new Request(session, null), frame);
    } else if (frame instanceof ClientFrame.Hello hello) {
      sayHello(session, received, hello);
    } else {
      session.speakBase();
      Request request = new Request(session, null);
      request.fail(ProtocolError.unknownType(frame.kind().wireName()));
    }
  }

  private void sayHello(Session session, ClientRequest received, ClientFrame.Hello hello) {
    Request request = new Request(session, received.ref());
    String problem = received.problem();
    if (!session.isUndecided()) {
      request.fail(ProtocolError.invalid("hello must be the first frame"));
    } else if (problem == null) {
      node.handshake.hello(request, hello);
    } else {
      request.fail(ProtocolError.invalid(problem));
    }
  }

  private void handle(Request request, ClientFrame frame) {
    switch (frame.kind()) {
      case CHAT_MESSAGE -> node.messageRequests.chat(request, (ClientFrame.ChatMessage) frame);
      case TYPING -> node.roomRequests.typing(request, (ClientFrame.Typing) frame);
      case PRIVATE_MESSAGE ->
          node.messageRequests.privateMessage(request, (ClientFrame.PrivateMessage) frame);
      case SET_USERNAME -> setUsername(request, (ClientFrame.SetUsername) frame);
      case JOIN_ROOM -> node.roomRequests.join(request, (ClientFrame.JoinRoom) frame);
      case LEAVE_ROOM -> node.roomRequests.leave(request, (ClientFrame.LeaveRoom) frame);
      case MALFORMED -> request.fail(((ClientFrame.Malformed) frame).error());
      case HELLO -> request.fail(ProtocolError.invalid("hello was said already"));
      case AUTHENTICATE -> node.handshake.authenticate(request, (ClientFrame.Authenticate) frame);
      case GET_HISTORY -> node.historyRequests.getHistory(request, (ClientFrame.GetHistory) frame);
      case PING -> request.reply(new ServerFrame.Pong(request.ref()));
    }
  }

  // ---- names

  private void setUsername(Request request, ClientFrame.SetUsername frame) {
    Session session = request.session();
    String username = frame.username();
    if (username == null || username.isEmpty()) {
      request.fail(ProtocolError.USERNAME_REQUIRED);
      return;
    }
    int maxLength = node.settings.maxUsernameLength();
    String trimmed = JsText.trim(username);
    if (session.isExtended() && trimmed.length() > maxLength) {
      request.fail(ProtocolError.invalid("Username must be at most " + maxLength + " characters"));
      return;
    }
    String name = JsText.cut(trimmed, maxLength);
    if (name.length() < MIN_USERNAME_LENGTH) {
      request.fail(ProtocolError.USERNAME_TOO_SHORT);
      return;
    }
    session.busy();
    node.presenceCalls.call(
        session,
        () -> node.presence.claimName(session.id(), name),
        new Answer<NameClaim>() {
          @Override
          public void done(NameClaim claim) {
            if (claim instanceof NameClaim.Claimed claimed) {
              session.setName(name);
              request.reply(new ServerFrame.UsernameSet(name, request.ref()));
              node.announceOwn(claimed.changes());
            } else {
              request.fail(ProtocolError.USERNAME_TAKEN);
            }
            session.resume();
          }

          @Override
          public void failed(Throwable cause) {
            node.log.warn(
                LOG,
                "Cannot claim a name for session {}, going by what this node knows: {}",
                session.id(),
                cause.toString());
            claimHere(request, name);
            session.resume();
          }

          @Override
          public void late(NameClaim claim) {
            if (claim instanceof NameClaim.Claimed claimed) {
              if (session.user().name() == null) {
                // It was told that somebody here has the name, but the registry decides.
                session.setName(name);
                request.reply(new ServerFrame.UsernameSet(name, request.ref()));
              }
              node.announceOwn(claimed.changes());
            }
            session.registration.doubt();
          }

          @Override
          public void lateFailure() {
            session.registration.doubt();
          }
        });
  }

  /** While the registry is away this node alone decides; once it is back, who it knows wins. */
  private void claimHere(Request request, String name) {
    Session session = request.session();
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

  /**
   * A busy session's name belongs to somebody else by now: it leaves its rooms and has to choose
   * another.
   */
  void loseName(Session session) {
    Member member = session.member();
    session.setName(null);
    session.fail(ProtocolError.USERNAME_TAKEN, null);
    session.whenPostsEnded(
        () ->
            node.roomRequests.exitAll(
                new Request(session, null),
                (lane, membership, left) -> {
                  membership.room.assumeLeft(member);
                  left.run();
                },
                session::resume));
  }
}
