/** Publishes ChatEngine's counts and times in a Micrometer registry. */
module dev.chatengine.metrics.micrometer {
  requires static transitive org.jspecify;
  requires transitive dev.chatengine.core;
  requires transitive micrometer.core;

  exports dev.chatengine.metrics.micrometer;
}
