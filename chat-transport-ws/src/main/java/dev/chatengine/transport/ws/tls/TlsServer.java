package dev.chatengine.transport.ws.tls;

import dev.chatengine.transport.ws.certificate.CurrentCertificate;
import dev.chatengine.transport.ws.limit.RateLimitedLog;
import dev.chatengine.transport.ws.socket.SocketLayers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate and threads that all TLS connections of a transport share. The threads run the
 * costly tasks of handshakes, so that these do not block an event loop. A connection has at most
 * one task under way, so the number of connections bounds the waiting tasks.
 */
public final class TlsServer {
  private static final Logger log = LoggerFactory.getLogger(TlsServer.class);

  private final CurrentCertificate certificate;
  private final RateLimitedLog failures = new RateLimitedLog(log, "TLS handshake task failed");
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final ExecutorService executor;

  /**
   * Starts no threads until they are needed.
   *
   * @param name the prefix of the threads' names
   */
  public TlsServer(CurrentCertificate certificate, String name) {
    this.certificate = certificate;
    // The default number of event loops: handshakes may use half of the machine.
    int count = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    executor = Executors.newFixedThreadPool(count, task -> newThread(task, name));
  }

  private Thread newThread(Runnable task, String name) {
    Thread thread = new Thread(task, name + threads.size());
    threads.add(thread);
    return thread;
  }

  /** Reads the certificate again if due. On the acceptor's thread only. */
  public void refresh() {
    certificate.refresh();
  }

  /** The layers of one event loop, which share buffers. */
  public SocketLayers layers() {
    TlsBuffers buffers = new TlsBuffers();
    return (emptyRecords, onTaskDone) -> new TlsLayer(this, buffers, emptyRecords, onTaskDone);
  }

  /** The engine of a new connection. Any thread. */
  SSLEngine newEngine() {
    return certificate.get().newEngine();
  }

  /**
   * Runs a task of a handshake on another thread.
   *
   * @throws SSLException if the threads are ending
   */
  void runTask(Runnable task) throws SSLException {
    try {
      executor.execute(
          () -> {
            try {
              task.run();
            } catch (Throwable e) {
              // Errors, too: the thread continues with the next task.
              failures.warn(e);
            }
          });
    } catch (RejectedExecutionException e) {
      throw new SSLException("the server is stopping", e);
    }
  }

  /** Ends the threads; waiting tasks are dropped. */
  public void stop() {
    executor.shutdownNow();
  }

  /** The threads started so far. */
  public List<Thread> threads() {
    return threads;
  }
}
