package dev.chatengine.testkit;

import dev.chatengine.model.Amendment;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.Position;
import dev.chatengine.testkit.PlainData.Log;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Stores that get amendments, epochs, values or their own end wrong. */
final class BrokenStates {
  private BrokenStates() {}

  static List<BrokenStore> all() {
    return List.of(
        new BrokenStore(
            "does not say where a restarted log starts",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  Position restarted(Log log) {
                    return new Position(data.newEpoch(), 0, 0);
                  }
                },
            "aRestartedLogKeepsItsMessagesAndItsNumbers"),
        new BrokenStore(
            "begins at zero after a restart",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  Position restarted(Log log) {
                    log.seq = 0;
                    return new Position(data.newEpoch(), 0, log.revision);
                  }
                },
            "aRestartedLogKeepsItsMessagesAndItsNumbers"),
        new BrokenStore(
            "leaves an amendment half done",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  void recoverAmendments(Log log) {}
                },
            "anAmendmentWhoseWriterDiedIsInForceEverywhereOrNowhere"),
        new BrokenStore(
            "amends whatever is there",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  boolean isInPlace(Message current, long basedOn) {
                    return true;
                  }
                },
            "aStaleBaseIsAConflictThatShowsTheMessageAsItIs",
            "theSameAmendmentTwiceIsMadeOnce",
            "twoWhoReactAtOnceAreBothSeen",
            "anAmendmentThatFailedAndIsTriedAgainIsMadeOnce"),
        new BrokenStore(
            "takes a base from the future",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  boolean isInPlace(Message current, long basedOn) {
                    return current.revision() <= basedOn;
                  }
                },
            "aBaseThatIsNotThereYetIsAConflict"),
        new BrokenStore(
            "adds reactions to those there",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  Message amended(Message message, Amendment state, long revision) {
                    Map<String, List<String>> reactions = new LinkedHashMap<>(message.reactions());
                    reactions.putAll(state.reactions());
                    return message.amended(
                        Amendment.of(message.amended(state, revision)).reactions(reactions).build(),
                        revision);
                  }
                },
            "anAmendmentIsTheWholeState"),
        new BrokenStore(
            "counts revisions by message",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  long nextRevision(Log log, Message message) {
                    return message.revision() + 1;
                  }
                },
            "amendmentsAreNumberedByTheLogWithoutAGap",
            "amendmentsAreReadAfterARevision"),
        new BrokenStore(
            "keeps what was deleted in the list",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  boolean isOvertaken(Message amendment, Message byThis) {
                    return false;
                  }
                },
            "deletedContentIsGoneFromEveryRead"),
        new BrokenStore(
            "keeps what came with a deleted message",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  Message amended(Message message, Amendment state, long revision) {
                    Draft draft = message.draft().toBuilder().content(state.content()).build();
                    return Message.builder(draft, message.epoch(), message.seq())
                        .revision(revision)
                        .editedAt(state.editedAt())
                        .deleted(state.deleted())
                        .reactions(state.reactions())
                        .build();
                  }
                },
            "aDeletionLeavesNothingOfWhatCameWithTheMessage"),
        new BrokenStore(
            "keeps the epoch when deleted",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  String newEpoch() {
                    return "always";
                  }
                },
            "aDeletedLogStartsAgainAtOneWithAnotherEpoch",
            "noEpochComesTwice"),
        new BrokenStore(
            "restarts from any epoch",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  boolean mayRestart(Log log, String epoch) {
                    return true;
                  }
                },
            "aLogIsRestartedOnlyFromTheEpochThatItHas",
            "ofManyWhoRestartALogOneDoes"),
        new BrokenStore(
            "trims text", data -> rewriting(data, String::strip), "anyTextIsKeptAsContent"),
        new BrokenStore(
            "cuts text at NUL",
            data -> rewriting(data, text -> text.replaceFirst("(?s)\0.*", "")),
            "anyTextIsKeptAsContent"),
        new BrokenStore(
            "normalises text",
            data -> rewriting(data, text -> Normalizer.normalize(text, Normalizer.Form.NFC)),
            "anyTextIsKeptAsContent"),
        new BrokenStore(
            "keeps seconds",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  Draft written(Draft draft) {
                    return at(draft, draft.timestamp().truncatedTo(ChronoUnit.SECONDS));
                  }
                },
            "timesAreKeptToTheMillisecond"),
        new BrokenStore(
            "keeps times in nanoseconds",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  Draft written(Draft draft) {
                    Instant time = draft.timestamp();
                    long nanos = time.getEpochSecond() * 1_000_000_000 + time.getNano();
                    return at(draft, Instant.ofEpochSecond(0, nanos));
                  }
                },
            "timesAreKeptFromTheFirstYearToTheLast"),
        new BrokenStore(
            "expires by what is latest in its messages",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  boolean isExpired(Log log, Message message) {
                    return super.isExpired(log, message)
                        && log.messages.headMap(message.seq(), true).values().stream()
                            .noneMatch(each -> each.timestamp().isAfter(later(Duration.ofDays(1))));
                  }
                },
            "aMessageThatIsDatedAheadHoldsNeitherItselfNorLaterOnes"),
        new BrokenStore(
            "expires by what its messages are dated",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  boolean isExpired(Log log, Message message) {
                    return super.isExpired(log, message)
                        || message.timestamp().isBefore(later(Duration.ofDays(-365)));
                  }
                },
            "aMessageThatIsDatedInThePastIsKeptFromItsAppendOn"),
        new BrokenStore(
            "sorts metadata",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  Draft written(Draft draft) {
                    return draft.toBuilder().metadata(new TreeMap<>(draft.metadata())).build();
                  }
                },
            "aMessageOfAllValuesIsKept"),
        new BrokenStore(
            "is used after its end",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  void checkOpen() {}
                },
            "nothingIsReadOrWrittenOnceClosed"));
  }

  private static Draft at(Draft draft, Instant time) {
    return Draft.builder(draft.conversation(), draft.sender(), time, draft.content())
        .id(draft.id())
        .clientMessageId(draft.clientMessageId())
        .build();
  }

  private static Instant later(Duration duration) {
    return Instant.now().plus(duration);
  }

  private static PlainMessageStore rewriting(PlainData data, Function<String, String> rewrite) {
    return new PlainMessageStore(data) {
      @Override
      Draft written(Draft draft) {
        return draft.toBuilder().content(rewrite.apply(draft.content())).build();
      }
    };
  }
}
