package dev.chatengine.testkit;

import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.testkit.PlainData.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Stores that number, recognise or answer drafts wrongly. */
final class BrokenWrites {
  private BrokenWrites() {}

  static List<BrokenStore> all() {
    return List.of(
        new BrokenStore(
            "skips a number",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  long nextSeq(Log log) {
                    return log.seq == 2 ? 4 : log.seq + 1;
                  }
                },
            "messagesAreNumberedWithoutAGap",
            "manyWritersMakeNeitherGapNorDoubleNorLoss"),
        new BrokenStore(
            "numbers without a lock",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  AppendResult append(Draft draft) {
                    Log log;
                    synchronized (data) {
                      log = log(draft.conversation());
                      Optional<Message> earlier = earlier(log, draft);
                      if (earlier.isPresent()) {
                        return new AppendResult.Duplicate(earlier.get());
                      }
                    }
                    long seq = log.seq + 1;
                    Races.letOthersRun();
                    synchronized (data) {
                      log.seq = seq - 1;
                      return write(draft, log);
                    }
                  }
                },
            "manyWritersMakeNeitherGapNorDoubleNorLoss"),
        new BrokenStore(
            "looks for duplicates without a lock",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  AppendResult append(Draft draft) {
                    synchronized (data) {
                      Optional<Message> earlier = earlier(log(draft.conversation()), draft);
                      if (earlier.isPresent()) {
                        return new AppendResult.Duplicate(earlier.get());
                      }
                    }
                    Races.letOthersRun();
                    synchronized (data) {
                      return write(draft, log(draft.conversation()));
                    }
                  }
                },
            "theSameClientIdAtTheSameTimeIsOneMessage"),
        new BrokenStore(
            "stores duplicates",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  Optional<Message> earlier(Log log, Draft draft) {
                    return Optional.empty();
                  }
                },
            "theSameDraftTwiceIsOneMessage",
            "aDuplicateWithinOneCallIsOneMessage",
            "aRetryThroughAnotherInstanceIsAnsweredWithTheFirstMessage",
            "anAppendThatFailedAndIsTriedAgainIsOneMessage"),
        new BrokenStore(
            "recognises duplicates by the message id",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  Optional<Message> earlier(Log log, Draft draft) {
                    return first(log, message -> message.id().equals(draft.id()));
                  }
                },
            "aRetryWithAnotherIdIsAnsweredWithTheFirstMessage"),
        new BrokenStore(
            "recognises duplicates whoever sends them",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  Optional<Message> earlier(Log log, Draft draft) {
                    return first(
                        log, message -> message.clientMessageId().equals(draft.clientMessageId()));
                  }
                },
            "anotherSendersEqualClientIdIsAnotherMessage",
            "sendersAndClientIdsOfAnyTextAreKeptApart"),
        new BrokenStore(
            "recognises duplicates by a joined key",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  Optional<Message> earlier(Log log, Draft draft) {
                    String key = draft.sender().id() + ":" + draft.clientMessageId();
                    return first(
                        log,
                        message ->
                            (message.sender().id() + ":" + message.clientMessageId()).equals(key));
                  }
                },
            "senderAndClientIdAreNotRunTogether"),
        new BrokenStore(
            "recognises duplicates in any conversation",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  Optional<Message> earlier(Log log, Draft draft) {
                    return data.logs().keySet().stream()
                        .flatMap(each -> super.earlier(log(each), draft).stream())
                        .findFirst();
                  }
                },
            "anotherConversationsEqualClientIdIsAnotherMessage"),
        new BrokenStore(
            "stops at the first duplicate",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  List<AppendResult> appendAll(List<Draft> drafts) {
                    List<AppendResult> results = new ArrayList<>();
                    boolean stopped = false;
                    for (Draft draft : drafts) {
                      AppendResult result =
                          stopped ? new AppendResult.Unknown("stopped") : append(draft);
                      stopped |= result instanceof AppendResult.Duplicate;
                      results.add(result);
                    }
                    return results;
                  }
                },
            "aCallWhoseFirstDraftIsADuplicateAppendsTheOthers"),
        new BrokenStore(
            "fails a call as a whole",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  List<AppendResult> appendAll(List<Draft> drafts) {
                    if (drafts.stream().anyMatch(this::isFailing)) {
                      throw new IllegalStateException("cannot be written to");
                    }
                    return super.appendAll(drafts);
                  }
                },
            "aConversationThatFailsDoesNotConcernTheOthersOfItsCall"),
        new BrokenStore(
            "stops at the first failure",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  List<AppendResult> appendAll(List<Draft> drafts) {
                    List<AppendResult> results = new ArrayList<>();
                    boolean stopped = false;
                    for (Draft draft : drafts) {
                      stopped |= isFailing(draft);
                      results.add(stopped ? new AppendResult.Refused("stopped") : append(draft));
                    }
                    return results;
                  }
                },
            "aConversationThatFailsDoesNotConcernTheOthersOfItsCall"),
        new BrokenStore(
            "calls a lost answer refused",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  AppendResult answerLost() {
                    return new AppendResult.Refused("no answer");
                  }
                },
            "anAppendWhoseAnswerIsLostIsNotCalledRefused"),
        new BrokenStore(
            "uses up a number before writing",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  void requestLost(Log log) {
                    log.seq++;
                  }
                },
            "anAppendThatFailedAndIsTriedAgainIsOneMessage"),
        new BrokenStore(
            "numbers from what is there",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  long nextSeq(Log log) {
                    return log.messages.isEmpty() ? 1 : log.messages.lastKey() + 1;
                  }
                },
            "numberingGoesOnAfterAllHaveExpired",
            "whatIsAppendedLaterIsReadAlone"),
        new BrokenStore(
            "numbers from the record alone",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  void recoverHead(Log log) {}
                },
            "aMessageWhoseWriterDiedKeepsItsNumber"),
        new BrokenStore(
            "numbers from what is there or recorded last",
            data ->
                new PlainMessageStore(data) {
                  @Override
                  void recoverHead(Log log) {}

                  @Override
                  long nextSeq(Log log) {
                    return Math.max(log.messages.isEmpty() ? 0 : log.messages.lastKey(), log.seq)
                        + 1;
                  }
                },
            "aNumberThatWasSeenIsNotGivenAgainAfterItsWriterDiedAndItExpired"));
  }
}
