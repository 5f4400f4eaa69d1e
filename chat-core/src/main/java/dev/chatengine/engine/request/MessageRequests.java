package dev.chatengine.engine.request;

import dev.chatengine.engine.append.Publisher;
import dev.chatengine.engine.append.SendCallback;
import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.direct.PrivateMessages;
import dev.chatengine.engine.plugin.Guards;
import dev.chatengine.engine.session.Membership;
import dev.chatengine.engine.session.Request;
import dev.chatengine.engine.session.Session;
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
import dev.chatengine.spi.RateAction;
import dev.chatengine.text.JsText;
import org.jspecify.annotations.Nullable;

/** Sends clients' messages to rooms and to users. Called on the session's executor. */
public final class MessageRequests {
  private final NodeContext context;
  private final RoomLookup lookup;
  private final Guards guards;
  private final Publisher publisher;
  private final PrivateMessages privateMessages;

  public MessageRequests(
      NodeContext context,
      RoomLookup lookup,
      Guards guards,
      Publisher publisher,
      PrivateMessages privateMessages) {
    this.context = context;
    this.lookup = lookup;
    this.guards = guards;
    this.publisher = publisher;
    this.privateMessages = privateMessages;
  }

  // ---- to a room

  void chat(Request request, ClientFrame.ChatMessage frame) {
    Session session = request.session();
    if (session.user().name() == null) {
      request.fail(ProtocolError.NO_USERNAME);
      return;
    }
    Membership membership = lookup.membership(request, frame.room());
    if (membership == null) {
      return;
    }
    String text = frame.content();
    if (text == null || text.isEmpty()) {
      request.fail(ProtocolError.CONTENT_REQUIRED);
      return;
    }
    String content = content(request, text);
    if (content == null) {
      return;
    }
    if (content.isEmpty()) {
      // The base protocol ignores it; a client with the extensions waits for an answer.
      if (session.isExtended()) {
        request.fail(ProtocolError.CONTENT_REQUIRED);
      }
      return;
    }
    Draft draft = draft(request, membership.room, content, frame.extras());
    session.busy();
    keep(request, RateAction.MESSAGE, draft);
  }

  /** Sends a busy session's draft to the store; the session does not wait for the answer. */
  private void keep(Request request, RateAction action, Draft draft) {
    if (request.session().inFlight.begin()) {
      new DraftCheck(guards, request.session(), action, draft, new Posting(request)).start();
    } else {
      request.failAndResume(ProtocolError.OVERLOADED);
    }
  }

  /** A client's draft on its way to the store. */
  private final class Posting implements Guards.Intercepted, SendCallback {
    private final Request request;

    Posting(Request request) {
      this.request = request;
    }

    @Override
    public void allowed(Draft draft) {
      publisher.publish(draft, this);
      request.session().resume();
    }

    @Override
    public void refused(ProtocolError error) {
      onFailed(error);
      onEnded();
      request.session().resume();
    }

    @Override
    public void onStored(Message message, boolean duplicate) {
      if (request.session().isExtended()) {
        request.reply(new ServerFrame.Ack(message, duplicate, request.ref()));
      }
    }

    @Override
    public void onFailed(ProtocolError error) {
      request.fail(error);
    }

    @Override
    public void onEnded() {
      request.session().inFlight.end();
    }
  }

  private Draft draft(
      Request request, Conversation conversation, String content, MessageExtras extras) {
    Draft.Builder draft =
        Draft.builder(conversation, request.session().user(), context.now(), content)
            .id(context.newMessageId());
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
    privateMessages.locate(
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

  /** Stores a message to a user without sessions, if both users are known. */
  private void sendToAbsent(Request request, String targetId, ClientFrame.PrivateMessage frame) {
    if (!request.session().user().known()) {
      request.failAndResume(ProtocolError.USER_NOT_FOUND);
      return;
    }
    guards.findUser(
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
    String text = frame.content();
    String content = text == null ? "" : content(request, text);
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
    new DraftCheck(
            guards,
            session,
            RateAction.PRIVATE_MESSAGE,
            draft,
            new Guards.Intercepted() {
              @Override
              public void allowed(Draft checked) {
                deliver(request, target, checked);
              }

              @Override
              public void refused(ProtocolError error) {
                request.failAndResume(error);
              }
            })
        .start();
  }

  private void deliver(Request request, PrivateMessages.Target target, Draft checked) {
    Session session = request.session();
    PrivateMessage message =
        new PrivateMessage(
            session.member(), target.member(), checked.content(), checked.timestamp());
    privateMessages.deliver(
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
  }

  // ---- both

  /** The content, trimmed; null after an error was sent because it is too long. */
  private @Nullable String content(Request request, String text) {
    int maxLength = context.settings.maxContentLength();
    String content = JsText.trim(text);
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
