package dev.chatengine.testkit.store;

import static dev.chatengine.testkit.support.FaultyRun.methods;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;

import dev.chatengine.testkit.support.Fault;
import dev.chatengine.testkit.support.FaultyRun;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

@Execution(ExecutionMode.CONCURRENT)
class MessageStoreContractTest {

  @ParameterizedTest
  @MethodSource("dev.chatengine.testkit.store.BrokenStores#all")
  void theContractNoticesAStoreThat(Fault<PlainData, PlainMessageStore> fault) {
    FaultyRun.assertNoticed(Run.class, fault);
  }

  @ExtendWith(FaultyRun.class)
  static class Run extends MessageStoreContract {
    private final Fault<PlainData, PlainMessageStore> fault;

    Run(String fault) {
      this.fault = Fault.named(fault, BrokenStores.all());
    }

    @Override
    protected MessageStoreFixture newFixture() {
      return new PlainFixture(fault.make());
    }
  }

  private static EngineExecutionResults run(Class<?> tests) {
    return EngineTestKit.engine("junit-jupiter").selectors(selectClass(tests)).execute();
  }

  @Test
  void theContractNoticesAStoreThatAnswersBeforeItHasWritten() {
    Events tests = run(BufferedJournalRun.class).testEvents();

    assertThat(methods(tests.failed()))
        .containsExactly("anAcknowledgedMessageSurvivesTheKillOfItsProcess");
  }

  @Test
  void aSoundStorePasses() {
    EngineExecutionResults results = run(PlainMessageStoreTest.class);

    assertThat(results.allEvents().filter(finishedWithFailure()::matches)).isEmpty();
    assertThat(results.testEvents().succeeded().count()).isGreaterThan(100);
  }

  @Test
  void aTestThatTheFixtureCannotServeIsSkippedWithAReason() {
    Events skipped = run(MemoryMessageStoreTest.class).testEvents().aborted();

    assertThat(methods(skipped))
        .contains(
            "aRetryThroughAnotherInstanceIsAnsweredWithTheFirstMessage",
            "retryingAFailedAppendStoresOneMessage",
            "anAcknowledgedMessageSurvivesTheKillOfItsProcess");
    assertThat(skipped.stream().map(event -> event.getPayload().orElseThrow().toString()))
        .allMatch(reason -> reason.contains("the fixture does not declare "));
  }

  @Test
  void everyTestThatAFaultNamesIsInTheContract() {
    Set<String> methods = new HashSet<>();
    for (Class<?> topic : MessageStoreContract.class.getDeclaredClasses()) {
      Stream<Method> declared = Arrays.stream(topic.getSuperclass().getDeclaredMethods());
      declared.map(Method::getName).forEach(methods::add);
    }
    List<String> named =
        BrokenStores.all().stream().flatMap(each -> each.noticedBy().stream()).toList();

    assertThat(methods).containsAll(named);
  }
}
