package dev.chatengine.testkit.store;

import static dev.chatengine.testkit.store.BrokenStores.fault;

import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.testkit.store.PlainData.Log;
import dev.chatengine.testkit.support.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;

/** Stores that number, recognise or answer drafts wrongly. */
final class BrokenWrites {
  private BrokenWrites() {}

  static List<Fault<PlainData, PlainMessageStore>> all() {
    return List.of(
        fault(
            "skips a number",
            store -> store.nextSeq = log -> log.seq == 2 ? 4 : log.seq + 1,
            "messagesAreNumberedWithoutAGap",
            "concurrentWritersLeaveNoGapDuplicateOrLoss"),
        fault(
            "numbers without a lock",
            BrokenWrites::numberWithoutLock,
            "concurrentWritersLeaveNoGapDuplicateOrLoss"),
        fault(
            "looks for duplicates without a lock",
            BrokenWrites::lookForDuplicatesWithoutLock,
            "concurrentDraftsWithOneClientIdStoreOneMessage"),
        fault(
            "stores duplicates",
            store -> store.earlier = (log, draft) -> Optional.empty(),
            "repeatingADraftStoresOneMessage",
            "aDuplicateWithinOneCallStoresOneMessage",
            "aRetryThroughAnotherInstanceIsAnsweredWithTheFirstMessage",
            "retryingAFailedAppendStoresOneMessage"),
        fault(
            "recognises duplicates by the message id",
            store -> recognise(store, (message, draft) -> message.id().equals(draft.id())),
            "aRetryWithAnotherIdIsAnsweredWithTheFirstMessage"),
        fault(
            "recognises duplicates whoever sends them",
            store ->
                recognise(
                    store,
                    (message, draft) -> message.clientMessageId().equals(draft.clientMessageId())),
            "equalClientIdsOfTwoSendersAreTwoMessages",
            "sendersAndClientIdsOfAnyTextAreKeptApart"),
        fault(
            "recognises duplicates by a joined key",
            store -> recognise(store, (message, draft) -> key(message.draft()).equals(key(draft))),
            "senderAndClientIdAreComparedSeparately"),
        fault(
            "recognises duplicates in any conversation",
            store ->
                store.earlier =
                    (log, draft) ->
                        store.data.logs().keySet().stream()
                            .map(store::log)
                            .flatMap(each -> PlainMessageStore.ofSameClientId(each, draft).stream())
                            .findFirst(),
            "equalClientIdsInTwoConversationsAreTwoMessages"),
        fault(
            "stops at the first duplicate",
            BrokenWrites::stopAtDuplicate,
            "aCallWhoseFirstDraftIsADuplicateAppendsTheOthers"),
        fault(
            "fails a call as a whole",
            BrokenWrites::failTogether,
            "aFailingConversationDoesNotAffectOthersOfTheSameCall"),
        fault(
            "stops at the first failure",
            BrokenWrites::stopAtFailure,
            "aFailingConversationDoesNotAffectOthersOfTheSameCall"),
        fault(
            "calls a lost answer refused",
            store -> store.answerLost = () -> new AppendResult.Refused("no answer"),
            "anAppendWithALostAnswerIsNotReportedAsRefused"),
        fault(
            "uses up a number before writing",
            store -> store.requestLost = log -> log.seq++,
            "retryingAFailedAppendStoresOneMessage"),
        fault(
            "numbers from what is there",
            store -> store.nextSeq = log -> lastSeq(log) + 1,
            "numberingGoesOnAfterAllHaveExpired",
            "messagesAppendedAfterAnExpiryAreReadAlone"),
        fault(
            "numbers from the record alone",
            store -> store.recoverHead = log -> {},
            "aMessageWhoseWriterDiedKeepsItsNumber"),
        fault(
            "numbers from what is there or recorded last",
            store -> {
              store.recoverHead = log -> {};
              store.nextSeq = log -> Math.max(lastSeq(log), log.seq) + 1;
            },
            "aNumberIsNotReusedAfterItsMessageExpired"));
  }

  private static long lastSeq(Log log) {
    return log.messages.isEmpty() ? 0 : log.messages.lastKey();
  }

  private static String key(Draft draft) {
    return draft.sender().id() + ":" + draft.clientMessageId();
  }

  private static void recognise(PlainMessageStore store, BiPredicate<Message, Draft> isDuplicate) {
    store.earlier =
        (log, draft) -> PlainMessageStore.first(log, message -> isDuplicate.test(message, draft));
  }

  /** Leaves the processor to other threads for a moment, so that a race that is there comes out. */
  private static void letOthersRun() {
    LockSupport.parkNanos(1_000);
  }

  private static void numberWithoutLock(PlainMessageStore store) {
    store.append =
        draft -> {
          Log log;
          synchronized (store.data) {
            log = store.log(draft.conversation());
            Optional<Message> earlier = store.earlier.apply(log, draft);
            if (earlier.isPresent()) {
              return new AppendResult.Duplicate(earlier.get());
            }
          }
          long seq = log.seq + 1;
          letOthersRun();
          synchronized (store.data) {
            log.seq = seq - 1;
            return store.write(draft, log);
          }
        };
  }

  private static void lookForDuplicatesWithoutLock(PlainMessageStore store) {
    store.append =
        draft -> {
          synchronized (store.data) {
            Optional<Message> earlier = store.earlier.apply(store.log(draft.conversation()), draft);
            if (earlier.isPresent()) {
              return new AppendResult.Duplicate(earlier.get());
            }
          }
          letOthersRun();
          synchronized (store.data) {
            return store.write(draft, store.log(draft.conversation()));
          }
        };
  }

  private static void stopAtDuplicate(PlainMessageStore store) {
    store.appendAll =
        drafts -> {
          List<AppendResult> results = new ArrayList<>();
          boolean stopped = false;
          for (Draft draft : drafts) {
            AppendResult result =
                stopped ? new AppendResult.Unknown("stopped") : store.append.apply(draft);
            stopped |= result instanceof AppendResult.Duplicate;
            results.add(result);
          }
          return results;
        };
  }

  private static void failTogether(PlainMessageStore store) {
    store.appendAll =
        drafts -> {
          if (drafts.stream().anyMatch(store::isFailing)) {
            throw new IllegalStateException("cannot be written to");
          }
          return drafts.stream().map(store.append).toList();
        };
  }

  private static void stopAtFailure(PlainMessageStore store) {
    store.appendAll =
        drafts -> {
          List<AppendResult> results = new ArrayList<>();
          boolean stopped = false;
          for (Draft draft : drafts) {
            stopped |= store.isFailing(draft);
            results.add(stopped ? new AppendResult.Refused("stopped") : store.append.apply(draft));
          }
          return results;
        };
  }
}
