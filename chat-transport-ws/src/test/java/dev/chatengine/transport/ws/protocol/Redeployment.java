package dev.chatengine.transport.ws.protocol;

import dev.chatengine.ChatEngine;
import dev.chatengine.model.User;
import dev.chatengine.transport.ws.WebSocketTransport;
import java.io.File;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A container whose threads live on while an application with a chat is deployed twice and taken
 * away each time. Ends with 0 if the classes of the first application are gone then.
 */
public final class Redeployment {
  private static final int THREADS = 4;
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

  private Redeployment() {}

  /**
   * Deploys twice.
   *
   * @param args none
   */
  public static void main(String[] args) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    Reference<ClassLoader> first = deploy(threads);
    // The JDK itself may remember the last one, as the last for which it made a lambda.
    deploy(threads);
    long start = System.nanoTime();
    while (first.get() != null && System.nanoTime() - start < PATIENCE) {
      System.gc();
    }
    System.exit(first.get() == null ? 0 : 1);
  }

  private static Reference<ClassLoader> deploy(ExecutorService threads) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      urls.add(Path.of(path).toUri().toURL());
    }
    ClassLoader parent = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), parent)) {
      Class<?> type = loader.loadClass(Application.class.getName());
      Callable<?> start = (Callable<?>) type.getDeclaredConstructor().newInstance();
      AutoCloseable application = (AutoCloseable) threads.submit(start).get();
      List<Future<?>> requests = new ArrayList<>();
      for (int i = 0; i < THREADS * THREADS; i++) {
        requests.add(threads.submit((Runnable) application));
      }
      for (Future<?> request : requests) {
        request.get();
      }
      application.close();
      return new WeakReference<>(loader);
    }
  }

  /** What is deployed. */
  public static final class Application
      implements Callable<AutoCloseable>, Runnable, AutoCloseable {
    private final ChatEngine engine = ChatEngine.create();
    private final WebSocketTransport transport =
        WebSocketTransport.builder(engine).bindAddress("127.0.0.1").start();
    private final List<ChatClient> clients = new ArrayList<>();

    /** For the container. */
    public Application() {}

    @Override
    public AutoCloseable call() {
      for (int i = 0; i < THREADS; i++) {
        clients.add(ChatClient.connect(transport.port()).named("guest" + i).joined("tea"));
      }
      return this;
    }

    /** Runs on a thread of the container, as a request does. */
    @Override
    public void run() {
      engine.post("tea", User.system(), "something was ordered").toCompletableFuture().join();
    }

    @Override
    public void close() {
      engine.close(Duration.ofSeconds(5));
      transport.stop(Duration.ofSeconds(5));
      clients.forEach(ChatClient::close);
    }
  }
}
