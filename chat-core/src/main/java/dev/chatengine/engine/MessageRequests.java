package dev.chatengine.engine;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.PrivateMessage;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.protocol.ClientFrame;
import dev.chatengine.protocol.ErrorCode;
import dev.chatengine.protocol.JsText;
import dev.chatengine.protocol.MessageExtras;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.spi.Authorizer.Permission;
import dev.chatengine.spi.RateAction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Saying something to a room or to one user. Called on the session's sequence. */
final class MessageRequests {
  private final Node node;

  MessageRequests(Node node) {
    this.node = node;
  }

  // ---- to a room

  void chat(Request request, ClientFrame.ChatMessage frame) {
    Session session = request.session();
    if (session.user().name() == null) {
      request.fail(ProtocolError.NO_USERNAME);
      return;
    }
    Membership membership = node.roomRequests.membership(request, frame.room());
    if (membership == null) {
      return;
    }
    String said = frame.content();
    if (said == null || said.isEmpty()) {
      request.fail(ProtocolError.CONTENT_REQUIRED);
      return;
    }
    String content = content(request, said);
    if (content == null) {
      return;
    }
    if (content.isEmpty()) {
      // The base protocol ignores it; who waits for an answer gets one.
      if (session.isExtended()) {
        request.fail(ProtocolError.CONTENT_REQUIRED);
      }
      return;
    }
    if (!session.beginPost()) {
      request.fail(ProtocolError.OVERLOADED);
      return;
    }
    Room room = membership.room.room;
    Draft draft = draft(request, room, content, frame.extras());
    SenderOutcome outcome = new SenderOutcome(request);
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

  /** Tells a client what became of its message; called on lanes. */
  private record SenderOutcome(Request request) implements PostOutcome {
    @Override
    public void stored(Message message, boolean duplicate) {
      if (request.session().isExtended()) {
        request.reply(new ServerFrame.Ack(message, duplicate, request.ref()));
      }
      request.session().endPost();
    }

    @Override
    public void failed(ProtocolError error) {
      request.fail(error);
      request.session().endPost();
    }
  }

  private Draft draft(
      Request request, Conversation conversation, String content, MessageExtras extras) {
    Draft.Builder draft =
        Draft.builder(conversation, request.session().user(), node.now(), content)
            .id(node.newMessageId());
    if (request.session().isExtended()) {
      draft
          .clientMessageId(extras.clientMessageId())
          .replyTo(extras.replyTo())
          .mentions(extras.mentions())
          .attachments(extras.attachments());
    }
    return draft.build();
  }

  // ---- to one user

  void privateMessage(Request request, ClientFrame.PrivateMessage frame) {
    Session session = request.session();
    if (session.user().name() == null) {
      request.fail(ProtocolError.NO_USERNAME);
      return;
    }
    String targetId = frame.targetId();
    if (targetId == null || targetId.isEmpty() || targetId.length() > User.MAX_ID_LENGTH) {
      request.fail(ProtocolError.USER_NOT_FOUND);
      return;
    }
    session.busy();
    node.privateMessages.locate(
        session,
        targetId,
        target -> {
          if (target == null) {
            request.failAndResume(ProtocolError.USER_NOT_FOUND);
          } else {
            sendPrivately(request, target, frame);
          }
        },
        request::failAndResume);
  }

  private void sendPrivately(
      Request request, PrivateMessages.Target target, ClientFrame.PrivateMessage frame) {
    Session session = request.session();
    String said = frame.content();
    String content = said == null ? "" : content(request, said);
    if (content == null) {
      session.resume();
      return;
    }
    if (content.isEmpty()) {
      request.failAndResume(ProtocolError.CONTENT_REQUIRED);
      return;
    }
    Direct conversation = Direct.between(session.userId(), target.member().userId());
    Draft draft = draft(request, conversation, content, frame.extras());
    admit(
        session,
        RateAction.PRIVATE_MESSAGE,
        draft,
        request::failAndResume,
        checked -> {
          PrivateMessage message =
              new PrivateMessage(
                  session.member(), target.member(), checked.content(), checked.timestamp());
          node.privateMessages.deliver(
              session,
              target,
              message,
              error -> {
                if (error == null) {
                  request.reply(new ServerFrame.PrivateSent(message, request.ref()));
                } else {
                  request.fail(error);
                }
                session.resume();
              });
        });
  }

  // ---- both

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

  /** What is said, trimmed; null after the client was told that it is too long. */
  private @Nullable String content(Request request, String said) {
    int maxLength = node.settings.maxContentLength();
    String content = JsText.trim(said);
    if (request.session().isExtended() && content.length() > maxLength) {
      request.fail(
          new ProtocolError(
              ErrorCode.CONTENT_TOO_LONG,
              "A message must be at most "
                  + maxLength
                  + " characters, and this has "
                  + content.length()));
      return null;
    }
    return JsText.cut(content, maxLength);
  }
}
