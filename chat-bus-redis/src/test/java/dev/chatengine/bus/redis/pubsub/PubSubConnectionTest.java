package dev.chatengine.bus.redis.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.bus.redis.client.Servers;
import dev.chatengine.bus.redis.client.UnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A connection that ends while another thread writes to it. The client opens a closed connection
 * again when something is written, and then takes it for sound.
 */
@Timeout(60)
class PubSubConnectionTest {
  private static final Duration SILENCE = Duration.ofMinutes(1);

  private final ServerSocket server = open();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final ConnectionPool pool = new ConnectionPool(new Factory());
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Runnable beforeClose = () -> {};
  private volatile Runnable beforeWrite = () -> {};
  private final Connection connection = pool.getResource();
  private final PubSubConnection pubSub =
      new PubSubConnection(connection, Servers.Commands.CLASSIC, new Ending(), SILENCE);

  private static ServerSocket open() {
    try {
      return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void start() {
    connection.connect();
    pubSub.start();
  }

  @AfterEach
  void close() throws Exception {
    pool.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }

  private void subscribe() {
    pubSub.send(new ServerSubscriptions.Batch(true, List.of(new Subscription("tea", null))));
  }

  private void assertNothingIsLeft() throws Exception {
    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(sockets).allMatch(Socket::isClosed);
    assertThat(pool.getNumActive()).isZero();
    assertThat(pool.getResource()).as("what the pool gives out").isNotSameAs(connection);
  }

  @Test
  void aWriteAfterTheEndIsRefused() throws Exception {
    pubSub.cut("closed");
    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();

    assertThatThrownBy(this::subscribe).hasMessage("closed");
    assertThatThrownBy(pubSub::ping).hasMessage("closed");
    assertThat(sockets).hasSize(1);
    assertNothingIsLeft();
  }

  @Test
  void aWriteWhileTheConnectionIsGivenBackDoesNotPutItIntoThePool() throws Exception {
    beforeClose =
        () -> {
          try {
            subscribe();
          } catch (UnavailableException e) {
            assertThat(e).hasMessage("closed");
          }
        };
    pubSub.cut("closed");

    assertNothingIsLeft();
  }

  @Test
  void aWriteThatOpensTheConnectionAgainClosesIt() throws Exception {
    beforeWrite = () -> pubSub.cut("closed");
    try {
      subscribe();
    } catch (JedisConnectionException e) {
      // The thread that reads may have closed it already.
      assertThat(e).hasRootCauseInstanceOf(SocketException.class);
    }

    assertThat(sockets).hasSize(2);
    assertNothingIsLeft();
  }

  private final class Ending implements PubSubConnection.Events {
    @Override
    public void received(String channel, byte[] message) {}

    @Override
    public void answered(PubSubConnection from, PubSubConnection.Command command) {}

    @Override
    public void refused(
        PubSubConnection from, PubSubConnection.Command command, JedisDataException reason) {}

    @Override
    public void unsubscribed(PubSubConnection from, String channel) {}

    @Override
    public void ended(PubSubConnection from, Throwable cause) {
      ended.countDown();
    }
  }

  /** Lets the test act at moments that other threads would have to meet. */
  private final class Interrupted extends Connection {
    Interrupted(JedisSocketFactory socketFactory) {
      super(socketFactory);
    }

    @Override
    public void sendCommand(ProtocolCommand command, byte[]... arguments) {
      beforeWrite.run();
      super.sendCommand(command, arguments);
    }

    @Override
    public void close() {
      beforeClose.run();
      super.close();
    }
  }

  private final class Factory extends BasePooledObjectFactory<Connection> {
    @Override
    public Connection create() {
      HostAndPort address =
          new HostAndPort(server.getInetAddress().getHostAddress(), server.getLocalPort());
      return new Interrupted(
          new DefaultJedisSocketFactory(address) {
            @Override
            public Socket createSocket() {
              Socket socket = super.createSocket();
              sockets.add(socket);
              return socket;
            }
          });
    }

    @Override
    public PooledObject<Connection> wrap(Connection connection) {
      return new DefaultPooledObject<>(connection);
    }

    @Override
    public void destroyObject(PooledObject<Connection> pooled) {
      pooled.getObject().disconnect();
    }
  }
}
