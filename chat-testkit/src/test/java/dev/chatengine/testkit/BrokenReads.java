package dev.chatengine.testkit;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.ConversationHead;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.Room;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.testkit.PlainData.Log;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Stores that show the wrong messages, or the wrong logs. */
final class BrokenReads {
  private BrokenReads() {}

  static List<BrokenStore> all() {
    return List.of(
        new BrokenStore(
            "shows a number before the one before it",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  Collection<Message> visible(Log log, Collection<Message> messages) {
                    List<Message> visible = new ArrayList<>(messages);
                    visible.removeIf(
                        message -> message.seq() % 5 == 0 && message.seq() == log.seq - 1);
                    return visible;
                  }
                },
            "aReaderThatFollowsMissesNothing"),
        new BrokenStore(
            "includes the bound after",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  public Page after(Conversation conversation, long seq, int limit) {
                    return super.after(conversation, seq == 0 ? 0 : seq - 1, limit);
                  }
                },
            "theBoundItselfIsNotIncluded",
            "afterGivesTheOldestThatFollow"),
        new BrokenStore(
            "includes the bound before",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  public Page before(Conversation conversation, long seq, int limit) {
                    return super.before(conversation, seq == Long.MAX_VALUE ? seq : seq + 1, limit);
                  }
                },
            "theBoundItselfIsNotIncluded",
            "beforeGivesTheNewestThatPrecedeOldestFirst"),
        new BrokenStore(
            "gives the oldest before",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  public Page before(Conversation conversation, long seq, int limit) {
                    Page all = super.before(conversation, seq, MAX_LIMIT);
                    int size = Math.min(limit, all.messages().size());
                    return new Page(
                        all.head(), all.messages().subList(0, size), size < all.messages().size());
                  }
                },
            "beforeGivesTheNewestThatPrecedeOldestFirst",
            "aLimitOfOneGivesTheNearest"),
        new BrokenStore(
            "says more whenever a page is full",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  boolean hasMore(int found, int limit) {
                    return found >= limit;
                  }
                },
            "hasMoreIsExactWhenTheLimitIsJustReached",
            "hasMoreIsExactForAmendments",
            "aLimitOfZeroTellsOnlyWhetherThereIsMore"),
        new BrokenStore(
            "takes any limit",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  void checkLimit(int limit) {}
                },
            "aLimitThatIsTooLargeIsRefused",
            "aNegativeLimitIsRefused",
            "privateLogsAreListedUpToTheLimit"),
        new BrokenStore(
            "returns expired messages",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  boolean isExpired(Log log, Message message) {
                    return false;
                  }
                },
            "anExpiredMessageIsInNoRead",
            "anExpiredClientIdMayBeUsedAgain",
            "anExpiredMessageCannotBeAmended",
            "whatIsAppendedLaterIsReadAlone"),
        new BrokenStore(
            "lists a private log for each user",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  public List<ConversationHead> directs(Set<String> userIds, int limit) {
                    List<ConversationHead> directs = new ArrayList<>();
                    userIds.forEach(each -> directs.addAll(super.directs(Set.of(each), limit)));
                    return directs.subList(0, Math.min(limit, directs.size()));
                  }
                },
            "aPrivateLogOfTwoOfTheUsersIsListedOnce"),
        new BrokenStore(
            "lists private logs by name",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  public List<ConversationHead> directs(Set<String> userIds, int limit) {
                    return super.directs(userIds, MAX_LIMIT).stream()
                        .sorted(Comparator.comparing(each -> each.conversation().key()))
                        .limit(limit)
                        .toList();
                  }
                },
            "privateLogsAreListedNewestFirst"),
        new BrokenStore(
            "knows conversations in lower case",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  Conversation key(Conversation conversation) {
                    return conversation instanceof Room room
                        ? new Room(room.name().toLowerCase(Locale.ROOT))
                        : conversation;
                  }
                },
            "roomsOfAnyNameAreKeptApart"),
        new BrokenStore(
            "knows private logs as rooms",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  Conversation key(Conversation conversation) {
                    return conversation instanceof Direct direct && direct.first().length() < 60
                        ? new Room(direct.first() + ":" + direct.second())
                        : conversation;
                  }
                },
            "namesThatLookLikeOtherConversationsAreKeptApart",
            "noRoomsNameReachesAPrivateLog"),
        new BrokenStore(
            "keeps to its own cache",
            data ->
                new PlainMessageStore(data) {
                  private final Map<Conversation, Long> seen = new LinkedHashMap<>();

                  @Override
                  AppendResult append(Draft draft) {
                    AppendResult result = super.append(draft);
                    if (result instanceof AppendResult.Stored stored) {
                      seen.put(draft.conversation(), stored.message().seq());
                    }
                    return result;
                  }

                  @Override
                  Collection<Message> visible(Log log, Collection<Message> messages) {
                    return messages.stream()
                        .filter(
                            message ->
                                message.seq()
                                    <= seen.getOrDefault(message.conversation(), Long.MAX_VALUE))
                        .toList();
                  }
                },
            "whatIsAnsweredIsVisibleThroughEveryInstance"));
  }
}
