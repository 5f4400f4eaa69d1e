package dev.chatengine.engine;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Message;
import dev.chatengine.model.PrivateMessage;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.protocol.BusEvent;
import dev.chatengine.protocol.ClientFrame;
import dev.chatengine.protocol.JsText;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.spi.Authorizer.Permission;
import dev.chatengine.spi.NameClaim;
import dev.chatengine.spi.RateAction;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What each frame of the base protocol does. Called on the session's sequence. */
final class Requests {
  private static final Logger LOG = LoggerFactory.getLogger(Requests.class);
  private static final int MIN_USERNAME_LENGTH = 2;

  private final Node node;

  Requests(Node node) {
    this.node = node;
  }

  void handle(Session session, ClientFrame frame) {
    switch (frame.kind()) {
      case CHAT_MESSAGE -> chat(session, (ClientFrame.ChatMessage) frame);
      case TYPING -> typing(session, (ClientFrame.Typing) frame);
      case PRIVATE_MESSAGE -> privateMessage(session, (ClientFrame.PrivateMessage) frame);
      case SET_USERNAME -> setUsername(session, (ClientFrame.SetUsername) frame);
      case JOIN_ROOM -> join(session, (ClientFrame.JoinRoom) frame);
      case LEAVE_ROOM -> leave(session);
      case MALFORMED -> session.fail(((ClientFrame.Malformed) frame).error());
    }
  }

  // ---- names

  private void setUsername(Session session, ClientFrame.SetUsername frame) {
    String username = frame.username();
    if (username == null || username.isEmpty()) {
      session.fail(ProtocolError.USERNAME_REQUIRED);
      return;
    }
    String name = JsText.cut(JsText.trim(username), node.settings.maxUsernameLength());
    if (name.length() < MIN_USERNAME_LENGTH) {
      session.fail(ProtocolError.USERNAME_TOO_SHORT);
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
              session.reply(new ServerFrame.UsernameSet(name));
              node.announceOwn(claimed.changes());
            } else {
              session.fail(ProtocolError.USERNAME_TAKEN);
            }
            session.resume();
          }

          @Override
          public void failed(Throwable cause) {
            LOG.warn(
                "Cannot claim a name for session {}, going by what this node knows: {}",
                session.id(),
                cause.toString());
            claimHere(session, name);
            session.resume();
          }

          @Override
          public void late(NameClaim claim) {
            if (claim instanceof NameClaim.Claimed claimed) {
              if (session.user().name() == null) {
                // It was told that somebody here has the name, but the registry decides.
                session.setName(name);
                session.reply(new ServerFrame.UsernameSet(name));
              }
              node.announceOwn(claimed.changes());
            }
            session.doubt();
          }

          @Override
          public void lateFailure() {
            session.doubt();
          }
        });
  }

  /** While the registry is away this node alone decides; once it is back, who it knows wins. */
  private void claimHere(Session session, String name) {
    if (!node.claimHere(session, name)) {
      session.fail(ProtocolError.USERNAME_TAKEN);
      return;
    }
    session.reply(new ServerFrame.UsernameSet(name));
    session.doubt();
    Membership membership = session.membership();
    if (membership != null) {
      Member member = session.member();
      node.lanes
          .of(membership.room.room)
          .execute(() -> membership.room.assume(MembershipChange.Kind.RENAMED, member));
    }
  }

  /**
   * A busy session's name belongs to somebody else by now: it leaves its room and has to choose
   * another.
   */
  void loseName(Session session) {
    Member member = session.member();
    session.setName(null);
    session.fail(ProtocolError.USERNAME_TAKEN);
    session.whenPostsEnded(
        () -> {
          Membership membership = session.membership();
          if (membership == null) {
            session.resume();
            return;
          }
          session.setMembership(null);
          Lane lane = node.lanes.of(membership.room.room);
          lane.execute(
              () -> {
                membership.room.exit(membership);
                session.reply(new ServerFrame.RoomLeft(membership.room.room.name()));
                membership.room.assumeLeft(member);
                session.execute(session::resume);
              });
        });
  }

  // ---- rooms

  private void join(Session session, ClientFrame.JoinRoom frame) {
    if (session.user().name() == null) {
      session.fail(ProtocolError.NO_USERNAME);
      return;
    }
    String asked = frame.room();
    if (asked == null || asked.isEmpty()) {
      session.fail(ProtocolError.ROOM_REQUIRED);
      return;
    }
    String name =
        JsText.cut(JsText.trim(asked).toLowerCase(Locale.ROOT), node.settings.maxRoomNameLength());
    if (name.isEmpty()) {
      session.fail(ProtocolError.ROOM_REQUIRED);
      return;
    }
    Room room = new Room(name);
    session.busy();
    node.guards.authorize(
        session,
        session.user(),
        Permission.JOIN,
        room,
        error -> {
          if (error != null) {
            session.fail(error);
            session.resume();
          } else {
            session.whenPostsEnded(() -> leaveThen(session, () -> enter(session, room)));
          }
        });
  }

  private void enter(Session session, Room room) {
    Lane lane = node.lanes.of(room);
    lane.execute(
        () ->
            Join.start(
                node,
                lane,
                session,
                room,
                membership ->
                    session.execute(
                        () -> {
                          session.setMembership(membership);
                          session.resume();
                        })));
  }

  private void leave(Session session) {
    if (session.membership() == null) {
      return;
    }
    session.busy();
    session.whenPostsEnded(() -> leaveThen(session, session::resume));
  }

  /** Takes a busy session out of its room, if it is in one, and goes on. */
  private void leaveThen(Session session, Runnable next) {
    Membership membership = session.membership();
    if (membership == null) {
      next.run();
      return;
    }
    session.setMembership(null);
    Room room = membership.room.room;
    Lane lane = node.lanes.of(room);
    lane.execute(
        () -> {
          membership.room.exit(membership);
          session.reply(new ServerFrame.RoomLeft(room.name()));
          node.departures.leave(lane, session, room, () -> session.execute(next));
        });
  }

  // ---- messages

  private void chat(Session session, ClientFrame.ChatMessage frame) {
    if (session.user().name() == null) {
      session.fail(ProtocolError.NO_USERNAME);
      return;
    }
    Membership membership = session.membership();
    if (membership == null) {
      session.fail(ProtocolError.NOT_IN_ROOM);
      return;
    }
    String said = frame.content();
    if (said == null || said.isEmpty()) {
      session.fail(ProtocolError.CONTENT_REQUIRED);
      return;
    }
    String content = content(said);
    if (content.isEmpty()) {
      return;
    }
    if (!session.beginPost()) {
      session.fail(ProtocolError.OVERLOADED);
      return;
    }
    Room room = membership.room.room;
    Draft draft =
        Draft.builder(room, session.user(), now(), content).id(node.newMessageId()).build();
    SessionOutcome outcome = new SessionOutcome(session);
    session.busy();
    admit(
        session,
        RateAction.MESSAGE,
        draft,
        error -> {
          outcome.failed(error);
          session.resume();
        },
        checked -> {
          Lane lane = node.lanes.of(room);
          lane.execute(() -> lane.append(new Post(checked, outcome)));
          session.resume();
        });
  }

  /** Tells a session what became of its message; called on lanes. */
  private record SessionOutcome(Session session) implements PostOutcome {
    @Override
    public void stored(Message message, boolean duplicate) {
      session.endPost();
    }

    @Override
    public void failed(ProtocolError error) {
      session.fail(error);
      session.endPost();
    }
  }

  private void privateMessage(Session session, ClientFrame.PrivateMessage frame) {
    if (session.user().name() == null) {
      session.fail(ProtocolError.NO_USERNAME);
      return;
    }
    String targetId = frame.targetId();
    if (targetId == null || targetId.isEmpty() || targetId.length() > User.MAX_ID_LENGTH) {
      session.fail(ProtocolError.USER_NOT_FOUND);
      return;
    }
    session.busy();
    node.privateMessages.locate(
        session,
        targetId,
        target -> {
          if (target == null) {
            session.fail(ProtocolError.USER_NOT_FOUND);
            session.resume();
            return;
          }
          sendPrivately(session, target, frame.content());
        },
        error -> {
          session.fail(error);
          session.resume();
        });
  }

  private void sendPrivately(
      Session session, PrivateMessages.Target target, @Nullable String rawContent) {
    String content = rawContent == null ? "" : content(rawContent);
    if (content.isEmpty()) {
      session.fail(ProtocolError.CONTENT_REQUIRED);
      session.resume();
      return;
    }
    Conversation conversation = Direct.between(session.userId(), target.member().userId());
    Draft draft =
        Draft.builder(conversation, session.user(), now(), content).id(node.newMessageId()).build();
    admit(
        session,
        RateAction.PRIVATE_MESSAGE,
        draft,
        error -> {
          session.fail(error);
          session.resume();
        },
        checked -> {
          PrivateMessage message =
              new PrivateMessage(
                  session.member(), target.member(), checked.content(), checked.timestamp());
          node.privateMessages.deliver(
              session,
              target,
              message,
              delivered -> {
                if (delivered) {
                  session.reply(new ServerFrame.PrivateSent(message));
                } else {
                  session.fail(ProtocolError.BUS_UNAVAILABLE);
                }
                session.resume();
              });
        });
  }

  /** Asks the limiter, the authorizer and the interceptors, in this order. */
  private void admit(
      Session session,
      RateAction action,
      Draft draft,
      Consumer<ProtocolError> refused,
      Consumer<Draft> allowed) {
    node.guards.limit(
        session,
        session.userId(),
        action,
        limited -> {
          if (limited != null) {
            refused.accept(limited);
            return;
          }
          node.guards.authorize(
              session,
              session.user(),
              Permission.POST,
              draft.conversation(),
              forbidden -> {
                if (forbidden != null) {
                  refused.accept(forbidden);
                  return;
                }
                node.guards.intercept(
                    session,
                    draft,
                    new Guards.Intercepted() {
                      @Override
                      public void allowed(Draft checked) {
                        allowed.accept(checked);
                      }

                      @Override
                      public void refused(ProtocolError error) {
                        refused.accept(error);
                      }
                    });
              });
        });
  }

  // ---- typing

  private void typing(Session session, ClientFrame.Typing frame) {
    Membership membership = session.membership();
    if (membership == null) {
      return;
    }
    Member member = session.member();
    LocalRoom local = membership.room;
    // Not before one's own messages: they end one's typing, and are still on their way to the
    // store.
    session.busy();
    session.whenPostsEnded(
        () -> {
          node.lanes.of(local.room).execute(() -> local.typing(member, frame.isTyping()));
          node.bus.publishIfRoom(local.room, new BusEvent.Typed(member, frame.isTyping()));
          session.resume();
        });
  }

  private String content(String raw) {
    return JsText.cut(JsText.trim(raw), node.settings.maxContentLength());
  }

  private Instant now() {
    return Instant.ofEpochMilli(node.scheduler.currentTimeMillis());
  }
}
