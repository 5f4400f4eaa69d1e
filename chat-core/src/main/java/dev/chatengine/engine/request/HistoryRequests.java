package dev.chatengine.engine.request;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.log.ChunkedSender;
import dev.chatengine.engine.plugin.Callback;
import dev.chatengine.engine.plugin.Guards;
import dev.chatengine.engine.session.Membership;
import dev.chatengine.engine.session.Outbound;
import dev.chatengine.engine.session.Request;
import dev.chatengine.engine.session.Session;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.Room;
import dev.chatengine.protocol.ClientFrame;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.protocol.Scope;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.spi.Authorizer.Permission;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads history for clients. Called on the session's executor. */
public final class HistoryRequests {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryRequests.class);

  private static final int DEFAULT_LIMIT = 50;

  private final NodeContext context;
  private final RoomLookup lookup;
  private final Guards guards;

  public HistoryRequests(NodeContext context, RoomLookup lookup, Guards guards) {
    this.context = context;
    this.lookup = lookup;
    this.guards = guards;
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
            context.store.call(
                session,
                store ->
                    after == null
                        ? store.before(
                            conversation, before == null ? Long.MAX_VALUE : before, (int) limit)
                        : store.after(conversation, after, (int) limit),
                new Callback<Page>() {
                  @Override
                  public void onSuccess(Page page) {
                    new ChunkedSender(session, session.outbound())
                        .whenThereIsRoom(() -> answer(request, conversation, page, after != null));
                  }

                  @Override
                  public void onFailure(Throwable cause) {
                    context.log.warn(
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
        return lookup.room(request, room);
      }
      Membership only = lookup.membership(request, null);
      return only == null ? null : only.room;
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

  /** A member may read its room, and a user its private logs; otherwise asks the authorizer. */
  private void mayRead(Request request, Conversation conversation, Runnable then) {
    Session session = request.session();
    if (conversation instanceof Room room && session.membership(room) == null) {
      guards.authorize(
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

  /** Sends as much of a page as may be queued at once, once there is room for it. */
  private void answer(Request request, Conversation conversation, Page page, boolean forward) {
    Session session = request.session();
    Outbound outbound = session.outbound();
    List<Message> all = page.messages();
    int fitting = ChunkedSender.fitting(all, outbound.maxPart(), forward);
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
}
