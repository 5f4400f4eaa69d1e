package dev.chatengine.engine;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.Room;
import dev.chatengine.protocol.ClientFrame;
import dev.chatengine.protocol.FrameSizes;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.protocol.Scope;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.spi.Authorizer.Permission;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reading what was said. Called on the session's sequence. */
final class HistoryRequests {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryRequests.class);

  private static final int DEFAULT_LIMIT = 50;

  private final Node node;

  HistoryRequests(Node node) {
    this.node = node;
  }

  void getHistory(Request request, ClientFrame.GetHistory frame) {
    Session session = request.session();
    Long before = frame.before();
    Long after = frame.after();
    if (before != null && after != null) {
      request.fail(ProtocolError.invalid("before and after exclude each other"));
      return;
    }
    long limit = frame.limit() == null ? DEFAULT_LIMIT : frame.limit();
    Conversation conversation = conversation(request, frame);
    if (conversation == null) {
      return;
    }
    session.busy();
    mayRead(
        request,
        conversation,
        () ->
            node.storeCalls.call(
                session,
                () ->
                    after == null
                        ? node.store.before(
                            conversation, before == null ? Long.MAX_VALUE : before, (int) limit)
                        : node.store.after(conversation, after, (int) limit),
                new Answer<Page>() {
                  @Override
                  public void done(Page page) {
                    answer(request, conversation, page, after != null);
                  }

                  @Override
                  public void failed(Throwable cause) {
                    node.log.warn(
                        LOG, "Cannot read {} for a client: {}", conversation, cause.toString());
                    request.failAndResume(ProtocolError.HISTORY_UNAVAILABLE);
                  }
                }));
  }

  private @Nullable Conversation conversation(Request request, ClientFrame.GetHistory frame) {
    Session session = request.session();
    String with = frame.with();
    if (with == null) {
      String room = frame.room();
      if (room != null) {
        return node.roomRequests.room(request, room);
      }
      Membership only = node.roomRequests.membership(request, null);
      return only == null ? null : only.room.room;
    }
    if (frame.room() != null) {
      request.fail(ProtocolError.invalid("room and with exclude each other"));
      return null;
    }
    if (!session.user().known()) {
      request.fail(
          ProtocolError.unsupported("Private messages are kept only between users who signed in"));
      return null;
    }
    return Direct.between(session.userId(), with);
  }

  /** A member may read its room, and everybody its own private logs. */
  private void mayRead(Request request, Conversation conversation, Runnable then) {
    Session session = request.session();
    if (conversation instanceof Room room && session.membership(room) == null) {
      node.guards.authorize(
          session,
          session.user(),
          Permission.READ,
          conversation,
          error -> {
            if (error == null) {
              then.run();
            } else {
              request.failAndResume(error);
            }
          });
    } else {
      then.run();
    }
  }

  /** Sends as much of a page as may be queued at once, when there is room for it. */
  private void answer(Request request, Conversation conversation, Page page, boolean forward) {
    Session session = request.session();
    Outbound outbound = session.outbound();
    if (!outbound.belowHalf() && !outbound.isClosed()) {
      outbound.whenBelowHalf(
          () -> session.execute(() -> answer(request, conversation, page, forward)));
      return;
    }
    List<Message> all = page.messages();
    int fitting = fitting(all, outbound.maxPart(), forward);
    List<Message> part =
        forward ? all.subList(0, fitting) : all.subList(all.size() - fitting, all.size());
    request.reply(
        new ServerFrame.HistoryPage(
            new Scope(conversation, session.userId()),
            part,
            page.hasMore() || fitting < all.size(),
            request.ref()));
    session.resume();
  }

  /** How many messages, the first or the last ones, are no more than so many bytes; at least 1. */
  private static int fitting(List<Message> messages, long maxBytes, boolean first) {
    long bytes = 0;
    for (int i = 0; i < messages.size(); i++) {
      bytes += FrameSizes.of(messages.get(first ? i : messages.size() - 1 - i));
      if (bytes > maxBytes && i > 0) {
        return i;
      }
    }
    return messages.size();
  }
}
