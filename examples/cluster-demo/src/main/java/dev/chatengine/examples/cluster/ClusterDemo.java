package dev.chatengine.examples.cluster;

import dev.chatengine.examples.server.Main;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Starts two nodes of the standalone server as one cluster. Open both addresses: users of one node
 * chat with users of the other.
 */
public final class ClusterDemo {
  private static final int NODES = 2;
  private static final int DEFAULT_PORT = 3001;

  private ClusterDemo() {}

  /**
   * Serves until the process ends.
   *
   * @param args the port of the first node, 3001 by default, the second node has the next; all
   *     others go to both nodes, see the standalone server's {@code --help}
   */
  public static void main(String[] args) {
    int port = args.length == 0 ? DEFAULT_PORT : Integer.parseInt(args[0]);
    List<String> options =
        args.length == 0 ? List.of() : Arrays.asList(args).subList(1, args.length);
    EmbeddedServers servers = new EmbeddedServers();
    List<Thread> nodes = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      List<String> all = new ArrayList<>(options);
      all.addAll(List.of("--port", Integer.toString(port + i)));
      all.addAll(List.of("--mongo", servers.mongoUri(), "--redis", servers.redisUri()));
      Thread node = new Thread(() -> Main.run(all.toArray(String[]::new)), "node-" + (i + 1));
      nodes.add(node);
      node.start();
    }
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> stop(nodes, servers), "cluster-demo-end"));
    join(nodes);
  }

  /** Ends the nodes with the process, so that they leave the cluster through Redis. */
  private static void stop(List<Thread> nodes, EmbeddedServers servers) {
    join(nodes);
    servers.close();
  }

  private static void join(List<Thread> nodes) {
    try {
      for (Thread node : nodes) {
        node.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
