package dev.chatengine.bus.redis.cluster;

import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.model.Head;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.Room;
import dev.chatengine.spi.MessageStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The one store of all nodes of a test, in memory, which counts calls. */
final class SharedStore {
  private final MemoryMessageStore store = MemoryMessageStore.builder().shared(true).build();
  private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

  /** The store of one more node. */
  MessageStore forNode() {
    MessageStore ofNode = store.another();
    return (MessageStore)
        Proxy.newProxyInstance(
            MessageStore.class.getClassLoader(),
            new Class<?>[] {MessageStore.class},
            (proxy, method, args) -> {
              calls
                  .computeIfAbsent(method.getName(), name -> new AtomicInteger())
                  .incrementAndGet();
              try {
                return method.invoke(ofNode, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** How often a method was called so far, by all nodes. */
  int callsOf(String method) {
    AtomicInteger count = calls.get(method);
    return count == null ? 0 : count.get();
  }

  /** The number of the last message of a room. */
  long lastSeq(String name) {
    Room room = new Room(name);
    return store.heads(Set.of(room)).getOrDefault(room, Head.EMPTY).seq();
  }

  /** The whole log of a room. */
  List<Message> log(String room) {
    List<Message> log = new ArrayList<>();
    Page page;
    do {
      long last = log.isEmpty() ? 0 : log.get(log.size() - 1).seq();
      page = store.after(new Room(room), last, MessageStore.MAX_LIMIT);
      log.addAll(page.messages());
    } while (page.hasMore());
    return log;
  }
}
