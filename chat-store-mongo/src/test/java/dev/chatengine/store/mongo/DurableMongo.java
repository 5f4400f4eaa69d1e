package dev.chatengine.store.mongo;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * A server whose data outlive it in a file, to be stopped and started again. A real server is
 * restarted by whoever runs it.
 */
final class DurableMongo implements AutoCloseable {
  private final String file;
  private final InetSocketAddress address;
  private MongoServer server;

  DurableMongo(Path directory) {
    file = directory.resolve("mongo.mv").toString();
    server = newServer();
    address = server.bind();
    try (MongoClient client = MongoClients.create(uri())) {
      TestMongo.ping(client);
    }
  }

  private MongoServer newServer() {
    return new MongoServer(new H2Backend(file).version(ServerVersion.MONGO_5_0));
  }

  InetSocketAddress address() {
    return address;
  }

  String uri() {
    return "mongodb://127.0.0.1:" + address.getPort() + "/";
  }

  /** Ends every connection at once, with what was under way. */
  void stop() {
    server.shutdownNow();
  }

  void start() {
    server = newServer();
    server.bind(address);
  }

  @Override
  public void close() {
    stop();
  }
}
