package dev.chatengine.engine.request;

import dev.chatengine.engine.registration.SessionEnd;
import dev.chatengine.engine.registration.SessionRegistration;
import dev.chatengine.engine.session.ProtocolLevel;
import dev.chatengine.engine.session.Request;
import dev.chatengine.engine.session.Session;
import dev.chatengine.engine.session.SessionHandler;
import dev.chatengine.protocol.ClientFrame;
import dev.chatengine.protocol.ClientRequest;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.protocol.ServerFrame;

/** Passes each frame to the class that handles it. Called on the session's executor. */
public final class Requests implements SessionHandler {

  private final Handshake handshake;
  private final NameRequests nameRequests;
  private final RoomRequests roomRequests;
  private final MessageRequests messageRequests;
  private final HistoryRequests historyRequests;
  private final SessionRegistration registration;
  private final SessionEnd ends;

  public Requests(
      Handshake handshake,
      NameRequests nameRequests,
      RoomRequests roomRequests,
      MessageRequests messageRequests,
      HistoryRequests historyRequests,
      SessionRegistration registration,
      SessionEnd ends) {
    this.handshake = handshake;
    this.nameRequests = nameRequests;
    this.roomRequests = roomRequests;
    this.messageRequests = messageRequests;
    this.historyRequests = historyRequests;
    this.registration = registration;
    this.ends = ends;
  }

  @Override
  public void handle(Session session, ClientRequest received) {
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
      session.negotiate(ProtocolLevel.BASE);
      handle(new Request(session, null), frame);
    } else if (frame instanceof ClientFrame.Hello hello) {
      hello(session, received, hello);
    } else {
      session.negotiate(ProtocolLevel.BASE);
      Request request = new Request(session, null);
      request.fail(ProtocolError.unknownType(frame.kind().wireName()));
    }
  }

  private void hello(Session session, ClientRequest received, ClientFrame.Hello hello) {
    Request request = new Request(session, received.ref());
    String problem = received.problem();
    if (!session.isUndecided()) {
      request.fail(ProtocolError.invalid("hello must be the first frame"));
    } else if (problem == null) {
      handshake.hello(request, hello);
    } else {
      request.fail(ProtocolError.invalid(problem));
    }
  }

  private void handle(Request request, ClientFrame frame) {
    switch (frame.kind()) {
      case CHAT_MESSAGE -> messageRequests.chat(request, (ClientFrame.ChatMessage) frame);
      case TYPING -> roomRequests.typing(request, (ClientFrame.Typing) frame);
      case PRIVATE_MESSAGE ->
          messageRequests.privateMessage(request, (ClientFrame.PrivateMessage) frame);
      case SET_USERNAME -> nameRequests.setUsername(request, (ClientFrame.SetUsername) frame);
      case JOIN_ROOM -> roomRequests.join(request, (ClientFrame.JoinRoom) frame);
      case LEAVE_ROOM -> roomRequests.leave(request, (ClientFrame.LeaveRoom) frame);
      case MALFORMED -> request.fail(((ClientFrame.Malformed) frame).error());
      case HELLO -> request.fail(ProtocolError.invalid("hello was sent already"));
      case AUTHENTICATE -> handshake.authenticate(request, (ClientFrame.Authenticate) frame);
      case GET_HISTORY -> historyRequests.getHistory(request, (ClientFrame.GetHistory) frame);
      case PING -> request.reply(new ServerFrame.Pong(request.ref()));
    }
  }

  @Override
  public void idle(Session session) {
    registration.confirmIfDue(session);
  }

  @Override
  public void stale(Session session) {
    registration.confirmStale(session, () -> {});
  }

  @Override
  public void ended(Session session) {
    ends.end(session);
  }
}
