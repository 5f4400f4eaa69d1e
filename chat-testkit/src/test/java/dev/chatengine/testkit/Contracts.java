package dev.chatengine.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs a contract that is expected to fail. */
final class Contracts {
  private Contracts() {}

  /** The names of the tests that an implementation fails. */
  static Set<String> failuresOf(Class<?> contract) {
    Set<String> failures = new TreeSet<>();
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(contract))
        .execute()
        .testEvents()
        .failed()
        .map(event -> event.getTestDescriptor().getSource().orElseThrow())
        .forEach(source -> failures.add(((MethodSource) source).getMethodName()));
    return failures;
  }
}
