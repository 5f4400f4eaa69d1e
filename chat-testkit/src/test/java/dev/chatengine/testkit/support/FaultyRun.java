package dev.chatengine.testkit.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/**
 * Runs a contract over a faulty implementation. The class that extends the contract is nested in a
 * test, so that no build runs it by itself. JUnit passes the name of the fault to its constructor.
 */
public final class FaultyRun implements ParameterResolver {
  private static final String FAULT = "fault";

  /** Asserts that the contract notices a fault, or passes an implementation without one. */
  public static void assertNoticed(Class<?> contract, Fault<?, ?> fault) {
    Events tests =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(contract))
            .configurationParameter(FAULT, fault.name())
            .execute()
            .testEvents();

    assertThat(tests.succeeded().count()).as("tests that succeeded").isPositive();
    if (fault.noticedBy().isEmpty()) {
      assertThat(methods(tests.failed())).isEmpty();
    } else {
      assertThat(methods(tests.failed())).containsAll(fault.noticedBy());
    }
  }

  /** The names of the methods of some tests. */
  public static Set<String> methods(Events tests) {
    Set<String> methods = new TreeSet<>();
    tests.stream()
        .map(event -> event.getTestDescriptor().getSource().orElseThrow())
        .forEach(source -> methods.add(((MethodSource) source).getMethodName()));
    return methods;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == String.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context.getConfigurationParameter(FAULT).orElseThrow();
  }
}
