/**
 * Contract tests for implementations of ChatEngine's SPI, and tools to test applications without
 * waiting.
 */
module dev.chatengine.testkit {
  requires static transitive org.jspecify;
  requires transitive dev.chatengine.core;
  requires transitive org.junit.jupiter.api;
  requires transitive org.assertj.core;
  requires org.junit.jupiter.params;

  exports dev.chatengine.testkit;
  exports dev.chatengine.testkit.bus;
  exports dev.chatengine.testkit.presence;
  exports dev.chatengine.testkit.rate;
  exports dev.chatengine.testkit.store;

  // The tests of a contract are not public: its Javadoc is for implementers, not a list of tests.
  opens dev.chatengine.testkit.bus to
      org.junit.platform.commons;
  opens dev.chatengine.testkit.presence to
      org.junit.platform.commons;
  opens dev.chatengine.testkit.rate to
      org.junit.platform.commons;
  opens dev.chatengine.testkit.store to
      org.junit.platform.commons;
}
