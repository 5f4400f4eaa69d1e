package dev.chatengine.testkit.store;

import static dev.chatengine.testkit.store.BrokenStores.fault;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.ConversationHead;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Head;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.Room;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.testkit.store.PlainData.Log;
import dev.chatengine.testkit.support.Fault;
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

  static List<Fault<PlainData, PlainMessageStore>> all() {
    return List.of(
        Fault.fault(
            "leaves out the heads of unknown conversations",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  public Map<Conversation, Head> heads(Set<Conversation> conversations) {
                    Map<Conversation, Head> heads = super.heads(conversations);
                    heads.values().removeIf(Head.EMPTY::equals);
                    return heads;
                  }
                },
            "headsOfManyConversationsIncludeUnknownOnes"),
        fault(
            "shows a number before the one before it",
            store -> store.visible = BrokenReads::allButOne,
            "aFollowingReaderMissesNoMessage"),
        Fault.fault(
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
        Fault.fault(
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
        Fault.fault(
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
        fault(
            "says more whenever a page is full",
            store -> store.hasMore = (found, limit) -> found >= limit,
            "hasMoreIsExactWhenTheLimitIsJustReached",
            "hasMoreIsExactForAmendments",
            "aLimitOfZeroReportsOnlyWhetherThereIsMore"),
        fault(
            "takes any limit",
            store -> store.checkLimit = limit -> {},
            "aLimitThatIsTooLargeIsRefused",
            "aNegativeLimitIsRefused",
            "privateLogsAreListedUpToTheLimit"),
        fault(
            "returns expired messages",
            store -> store.isExpired = (log, message) -> false,
            "anExpiredMessageIsInNoRead",
            "anExpiredClientIdMayBeUsedAgain",
            "anExpiredMessageCannotBeAmended",
            "messagesAppendedAfterAnExpiryAreReadAlone"),
        Fault.fault(
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
        Fault.fault(
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
        fault(
            "knows conversations in lower case",
            store ->
                store.key =
                    each ->
                        each instanceof Room room
                            ? new Room(room.name().toLowerCase(Locale.ROOT))
                            : each,
            "roomsOfAnyNameAreKeptApart"),
        fault(
            "knows private logs as rooms",
            store ->
                store.key =
                    each ->
                        each instanceof Direct direct && direct.first().length() < 60
                            ? new Room(direct.first() + ":" + direct.second())
                            : each,
            "namesThatLookLikeOtherConversationsAreKeptApart",
            "noNameOfARoomReachesAPrivateLog"),
        fault(
            "keeps to its own cache",
            BrokenReads::keepToCache,
            "anAcknowledgedMessageIsVisibleThroughEveryInstance"));
  }

  private static Collection<Message> allButOne(Log log, Collection<Message> messages) {
    List<Message> visible = new ArrayList<>(messages);
    visible.removeIf(message -> message.seq() % 5 == 0 && message.seq() == log.seq - 1);
    return visible;
  }

  private static void keepToCache(PlainMessageStore store) {
    Map<Conversation, Long> seen = new LinkedHashMap<>();
    store.append =
        draft -> {
          AppendResult result = store.appendUnlessDuplicate(draft);
          if (result instanceof AppendResult.Stored stored) {
            seen.put(draft.conversation(), stored.message().seq());
          }
          return result;
        };
    store.visible =
        (log, messages) ->
            messages.stream()
                .filter(
                    each -> each.seq() <= seen.getOrDefault(each.conversation(), Long.MAX_VALUE))
                .toList();
  }
}
