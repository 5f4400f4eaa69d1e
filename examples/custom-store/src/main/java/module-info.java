/** Messages in an embedded H2 file. */
module dev.chatengine.examples.store {
  requires static org.jspecify;
  requires transitive dev.chatengine.core;
  requires transitive java.sql;
  requires com.h2database;
  // H2's data source can be bound in JNDI, which its automatic module cannot say.
  requires java.naming;

  exports dev.chatengine.examples.store;
}
