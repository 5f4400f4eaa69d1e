/** Keeps ChatEngine's messages in MongoDB. */
module dev.chatengine.store.mongo {
  requires static transitive org.jspecify;
  requires transitive dev.chatengine.core;
  requires transitive org.mongodb.driver.core;
  requires transitive org.mongodb.driver.sync.client;
  requires org.mongodb.bson;
  requires org.slf4j;

  exports dev.chatengine.store.mongo;
}
