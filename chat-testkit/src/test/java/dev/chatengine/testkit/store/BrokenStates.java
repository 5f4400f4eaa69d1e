package dev.chatengine.testkit.store;

import static dev.chatengine.testkit.store.BrokenStores.fault;

import dev.chatengine.model.Amendment;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.Position;
import dev.chatengine.testkit.store.PlainData.Log;
import dev.chatengine.testkit.support.Fault;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Stores that get amendments, epochs, values or their own end wrong. */
final class BrokenStates {
  private BrokenStates() {}

  static List<Fault<PlainData, PlainMessageStore>> all() {
    return List.of(
        fault(
            "does not say where a restarted log starts",
            store -> store.restarted = log -> new Position(store.data.newEpoch(), 0, 0),
            "aRestartedLogKeepsItsMessagesAndItsNumbers"),
        fault(
            "begins at zero after a restart",
            store ->
                store.restarted =
                    log -> {
                      log.seq = 0;
                      return new Position(store.data.newEpoch(), 0, log.revision);
                    },
            "aRestartedLogKeepsItsMessagesAndItsNumbers"),
        fault(
            "leaves an amendment half done",
            store -> store.recoverAmendments = log -> {},
            "anAmendmentWhoseWriterDiedIsInForceEverywhereOrNowhere"),
        fault(
            "amends whatever is there",
            store -> store.isInPlace = (current, basedOn) -> true,
            "aStaleBaseIsAConflictWithTheCurrentMessage",
            "repeatingAnAmendmentAmendsOnce",
            "concurrentReactionsAreBothKept",
            "retryingAFailedAmendmentAmendsOnce"),
        fault(
            "takes a base from the future",
            store -> store.isInPlace = (current, basedOn) -> current.revision() <= basedOn,
            "aFutureBaseIsAConflict"),
        fault(
            "adds reactions to those there",
            store -> store.amended = BrokenStates::withMoreReactions,
            "anAmendmentIsTheWholeState"),
        fault(
            "counts revisions by message",
            store -> store.nextRevision = (log, message) -> message.revision() + 1,
            "amendmentsAreNumberedByTheLogWithoutAGap",
            "amendmentsAreReadAfterARevision"),
        fault(
            "keeps what was deleted in the list",
            store -> store.isOvertaken = (amendment, byThis) -> false,
            "deletedContentIsGoneFromEveryRead"),
        fault(
            "keeps what came with a deleted message",
            store -> store.amended = BrokenStates::withAllThatCameWithIt,
            "aDeletionRemovesTheContentAndItsExtras"),
        fault(
            "forgets who deleted a message",
            store -> store.amended = BrokenStates::withoutDeleter,
            "everyReadOfADeletedMessageShowsWhoDeletedIt",
            "aDeletionRemovesTheContentAndItsExtras",
            "anyTextIsKeptAsMentionOfAnEditAndAsDeletedBy"),
        fault(
            "takes the sender for the deleter",
            store -> store.amended = BrokenStates::deletedBySender,
            "everyReadOfADeletedMessageShowsWhoDeletedIt",
            "anyTextIsKeptAsMentionOfAnEditAndAsDeletedBy"),
        fault(
            "keeps the mentions of an edited message",
            store -> store.amended = BrokenStates::withTheFirstMentions,
            "anEditReplacesTheMentions",
            "anyTextIsKeptAsMentionOfAnEditAndAsDeletedBy"),
        fault(
            "adds mentions to those there",
            store -> store.amended = BrokenStates::withMoreMentions,
            "anEditReplacesTheMentions"),
        fault(
            "forgets the mentions of a message that gets a reaction",
            store -> store.amended = BrokenStates::withMentionsOfAnEditOnly,
            "aReactionKeepsTheMentions"),
        fault(
            "keeps the epoch when deleted",
            store -> store.newEpoch = () -> "always",
            "aDeletedLogStartsAgainAtOneWithAnotherEpoch",
            "noEpochComesTwice"),
        fault(
            "restarts from any epoch",
            store -> store.mayRestart = (log, epoch) -> true,
            "aLogIsRestartedOnlyFromTheEpochThatItHas",
            "oneOfManyConcurrentRestartsSucceeds"),
        fault("trims text", store -> rewrite(store, String::strip), "anyTextIsKeptAsContent"),
        fault(
            "cuts text at NUL",
            store -> rewrite(store, text -> text.replaceFirst("(?s)\0.*", "")),
            "anyTextIsKeptAsContent"),
        fault(
            "normalises text",
            store -> rewrite(store, text -> Normalizer.normalize(text, Normalizer.Form.NFC)),
            "anyTextIsKeptAsContent"),
        fault(
            "keeps seconds",
            store -> changeTime(store, time -> time.truncatedTo(ChronoUnit.SECONDS)),
            "timesAreKeptToTheMillisecond"),
        fault(
            "keeps times in nanoseconds",
            store -> changeTime(store, BrokenStates::inNanoseconds),
            "timesAreKeptFromTheFirstYearToTheLast"),
        fault(
            "expires by what is latest in its messages",
            store ->
                store.isExpired =
                    (log, message) -> message.seq() <= log.expired && !isHeldByLater(log, message),
            "aMessageDatedInTheFutureDelaysNoExpiry"),
        fault(
            "expires by what its messages are dated",
            store ->
                store.isExpired =
                    (log, message) ->
                        message.seq() <= log.expired
                            || message.timestamp().isBefore(later(Duration.ofDays(-365))),
            "aMessageDatedInThePastIsKeptForTheWholeRetention"),
        fault(
            "sorts metadata",
            store ->
                store.written =
                    draft -> draft.toBuilder().metadata(new TreeMap<>(draft.metadata())).build(),
            "aMessageOfAllValuesIsKept"),
        fault(
            "is used after its end",
            store -> store.checkOpen = () -> {},
            "nothingIsReadOrWrittenOnceClosed"));
  }

  private static Message withMoreReactions(Message message, Amendment state, long revision) {
    Map<String, List<String>> reactions = new LinkedHashMap<>(message.reactions());
    reactions.putAll(state.reactions());
    return message.amended(
        Amendment.of(message.amended(state, revision)).reactions(reactions).build(), revision);
  }

  private static Message withAllThatCameWithIt(Message message, Amendment state, long revision) {
    Message amended = message.amended(state, revision);
    Draft draft = message.draft().toBuilder().content(state.content()).build();
    return copy(amended, draft).deletedBy(amended.deletedBy()).build();
  }

  private static Message withoutDeleter(Message message, Amendment state, long revision) {
    Message amended = message.amended(state, revision);
    return copy(amended, amended.draft()).build();
  }

  private static Message deletedBySender(Message message, Amendment state, long revision) {
    Message amended = message.amended(state, revision);
    String deletedBy = amended.deleted() ? amended.sender().id() : null;
    return copy(amended, amended.draft()).deletedBy(deletedBy).build();
  }

  private static Message withTheFirstMentions(Message message, Amendment state, long revision) {
    return withMentions(message.amended(state, revision), message.mentions());
  }

  private static Message withMoreMentions(Message message, Amendment state, long revision) {
    Set<String> mentions = new LinkedHashSet<>(message.mentions());
    mentions.addAll(state.mentions());
    return withMentions(message.amended(state, revision), List.copyOf(mentions));
  }

  private static Message withMentionsOfAnEditOnly(Message message, Amendment state, long revision) {
    boolean edit = !state.content().equals(message.content());
    return withMentions(message.amended(state, revision), edit ? state.mentions() : List.of());
  }

  private static Message withMentions(Message amended, List<String> mentions) {
    return amended.deleted()
        ? amended
        : copy(amended, amended.draft().toBuilder().mentions(mentions).build()).build();
  }

  /** A copy with the values of a draft, and without the user that deleted the message. */
  private static Message.Builder copy(Message message, Draft draft) {
    return Message.builder(draft, message.epoch(), message.seq())
        .revision(message.revision())
        .editedAt(message.editedAt())
        .deleted(message.deleted())
        .reactions(message.reactions());
  }

  private static boolean isHeldByLater(Log log, Message message) {
    return log.messages.headMap(message.seq(), true).values().stream()
        .anyMatch(each -> each.timestamp().isAfter(later(Duration.ofDays(1))));
  }

  private static Instant later(Duration duration) {
    return Instant.now().plus(duration);
  }

  private static Instant inNanoseconds(Instant time) {
    return Instant.ofEpochSecond(0, time.getEpochSecond() * 1_000_000_000 + time.getNano());
  }

  private static void changeTime(PlainMessageStore store, UnaryOperator<Instant> change) {
    store.written =
        draft ->
            Draft.builder(
                    draft.conversation(),
                    draft.sender(),
                    change.apply(draft.timestamp()),
                    draft.content())
                .id(draft.id())
                .clientMessageId(draft.clientMessageId())
                .build();
  }

  private static void rewrite(PlainMessageStore store, UnaryOperator<String> rewrite) {
    store.written = draft -> draft.toBuilder().content(rewrite.apply(draft.content())).build();
  }
}
