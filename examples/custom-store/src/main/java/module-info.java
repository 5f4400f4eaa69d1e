/** Messages in an embedded H2 file. */
module dev.chatengine.examples.store {
  requires static org.jspecify;
  requires transitive dev.chatengine.core;
  requires transitive java.sql;
  requires com.h2database;
  // H2's data source can be bound in JNDI, but H2's automatic module does not declare that.
  requires java.naming;

  exports dev.chatengine.examples.store;
}
