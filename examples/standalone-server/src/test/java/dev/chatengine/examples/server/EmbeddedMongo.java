package dev.chatengine.examples.server;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;

/**
 * A MongoDB for whoever wants to try the server with one and has none: serves on the port of its
 * only argument until the process is ended. What is written to it is gone then.
 */
final class EmbeddedMongo {
  private EmbeddedMongo() {}

  public static void main(String[] arguments) {
    new MongoServer(new MemoryBackend().version(ServerVersion.MONGO_5_0))
        .bind("127.0.0.1", Integer.parseInt(arguments[0]));
  }
}
