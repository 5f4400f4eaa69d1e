package dev.chatengine.engine;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.PrivateMessage;
import dev.chatengine.model.User;
import dev.chatengine.protocol.ClientFrame;
import dev.chatengine.protocol.ErrorCode;
import dev.chatengine.protocol.MessageExtras;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.spi.Authorizer.Permission;
import dev.chatengine.spi.RateAction;
import dev.chatengine.text.JsText;
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
    Draft draft = draft(request, membership.room.room, content, frame.extras());
    session.busy();
    keep(request, RateAction.MESSAGE, draft);
  }

  /** Sends a busy session's draft to the store; the session need not wait for the answer. */
  private void keep(Request request, RateAction action, Draft draft) {
    Session session = request.session();
    if (!session.beginPost()) {
      request.failAndResume(ProtocolError.OVERLOADED);
      return;
    }
    SenderOutcome outcome = new SenderOutcome(request);
    admit(
        session,
        action,
        draft,
        error -> {
          outcome.failed(error);
          outcome.ended();
          session.resume();
        },
        checked -> {
          Lane lane = node.lanes.of(checked.conversation());
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
    }

    @Override
    public void failed(ProtocolError error) {
      request.fail(error);
    }

    @Override
    public void ended() {
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
            sendToAbsent(request, targetId, frame);
          } else {
            sendPrivately(request, target, frame);
          }
        },
        request::failAndResume);
  }

  /** What is said to a user who is away is kept, if both are known. */
  private void sendToAbsent(Request request, String targetId, ClientFrame.PrivateMessage frame) {
    if (!request.session().user().known()) {
      request.failAndResume(ProtocolError.USER_NOT_FOUND);
      return;
    }
    node.guards.findUser(
        request.session(),
        targetId,
        user -> {
          if (user == null || !user.id().equals(targetId)) {
            request.failAndResume(ProtocolError.USER_NOT_FOUND);
          } else {
            sendPrivately(request, PrivateMessages.Target.away(user), frame);
          }
        });
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
    if (session.user().known() && target.known()) {
      keep(request, RateAction.PRIVATE_MESSAGE, draft);
    } else {
      passOn(request, target, draft);
    }
  }

  private void passOn(Request request, PrivateMessages.Target target, Draft draft) {
    Session session = request.session();
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
