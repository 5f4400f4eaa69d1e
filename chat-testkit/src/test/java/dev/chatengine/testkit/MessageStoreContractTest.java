package dev.chatengine.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** The contract bites: each way to break a store is noticed, by the tests that are there for it. */
@Execution(ExecutionMode.CONCURRENT)
class MessageStoreContractTest {
  private static EngineTestKit.Builder junit(Class<?> tests) {
    return EngineTestKit.engine("junit-jupiter").selectors(selectClass(tests));
  }

  private static String method(Event event) {
    TestDescriptor descriptor = event.getTestDescriptor();
    return descriptor
        .getSource()
        .filter(org.junit.platform.engine.support.descriptor.MethodSource.class::isInstance)
        .map(org.junit.platform.engine.support.descriptor.MethodSource.class::cast)
        .map(org.junit.platform.engine.support.descriptor.MethodSource::getMethodName)
        .orElse(descriptor.getDisplayName());
  }

  private static Set<String> methods(Events events) {
    return new TreeSet<>(events.stream().map(MessageStoreContractTest::method).toList());
  }

  @ParameterizedTest
  @MethodSource("dev.chatengine.testkit.BrokenStore#all")
  void aBrokenStoreIsNoticed(BrokenStore broken) {
    EngineExecutionResults results =
        junit(BrokenStoreRun.class)
            .configurationParameter(BrokenStoreRun.PARAMETER, broken.name())
            .execute();

    assertThat(results.testEvents().started().count()).isGreaterThan(100);
    assertThat(methods(results.testEvents().failed())).containsAll(broken.noticedBy());
  }

  @Test
  void aStoreThatAnswersBeforeItHasWrittenIsNoticed() {
    Events tests = junit(BufferedJournalRun.class).execute().testEvents();

    assertThat(methods(tests.failed())).containsExactly("whatAKilledProcessWasAnsweredIsThere");
  }

  @Test
  void aWholeStorePasses() {
    EngineExecutionResults results = junit(PlainMessageStoreTest.class).execute();

    assertThat(results.allEvents().filter(finishedWithFailure()::matches)).isEmpty();
    assertThat(results.testEvents().succeeded().count()).isGreaterThan(100);
  }

  @Test
  void whatTheFixtureCannotShowIsSkippedWithAReason() {
    Events skipped = junit(MemoryMessageStoreTest.class).execute().testEvents().aborted();

    assertThat(methods(skipped))
        .contains(
            "aRetryThroughAnotherInstanceIsAnsweredWithTheFirstMessage",
            "anAppendThatFailedAndIsTriedAgainIsOneMessage",
            "whatAKilledProcessWasAnsweredIsThere");
    assertThat(skipped.stream().map(event -> event.getPayload().orElseThrow().toString()))
        .allMatch(reason -> reason.contains("the fixture does not declare "));
  }

  @Test
  void everyTestThatABrokenStoreNamesIsInTheContract() {
    Set<String> methods = new HashSet<>();
    for (Class<?> topic : MessageStoreContract.class.getDeclaredClasses()) {
      Stream<Method> declared = Arrays.stream(topic.getSuperclass().getDeclaredMethods());
      declared.map(Method::getName).forEach(methods::add);
    }
    List<String> named =
        BrokenStore.all().stream().flatMap(each -> each.noticedBy().stream()).toList();

    assertThat(methods).containsAll(named);
  }
}
