/** Runs the contract over the store of another module. */
open module stranger.store.check {
  requires dev.chatengine.examples.store;
  requires dev.chatengine.testkit;
  requires org.junit.platform.launcher;
}
