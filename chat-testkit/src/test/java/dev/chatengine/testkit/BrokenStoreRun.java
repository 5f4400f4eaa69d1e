package dev.chatengine.testkit;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The contract over a broken store. Its name is none that a build takes for a test: it is run by
 * {@link MessageStoreContractTest} alone, which says by a configuration parameter what is broken.
 */
@ExtendWith(BrokenStoreRun.FromParameter.class)
class BrokenStoreRun extends MessageStoreContract {
  static final String PARAMETER = "broken";

  private final BrokenStore broken;

  BrokenStoreRun(BrokenStore broken) {
    this.broken = broken;
  }

  @Override
  protected MessageStoreFixture newFixture() {
    return new PlainFixture(broken.factory());
  }

  static final class FromParameter implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == BrokenStore.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return BrokenStore.named(context.getConfigurationParameter(PARAMETER).orElseThrow());
    }
  }
}
