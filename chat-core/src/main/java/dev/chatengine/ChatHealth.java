package dev.chatengine;

import dev.chatengine.engine.Trouble;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether an engine takes in clients, and what is wrong with its parts, at one moment. Immutable.
 */
public final class ChatHealth {
  private static final String MESSAGE_STORE = "message store";
  private static final String BROADCASTER = "broadcaster";
  private static final String PRESENCE_REGISTRY = "presence registry";

  private final Optional<String> refusal;
  private final Optional<Outage> messageStore;
  private final Optional<Outage> broadcaster;
  private final Optional<Outage> presenceRegistry;

  ChatHealth(
      Optional<String> refusal,
      Optional<Trouble> messageStore,
      Optional<Trouble> broadcaster,
      Optional<Trouble> presenceRegistry) {
    this.refusal = refusal;
    this.messageStore = outage(MESSAGE_STORE, messageStore);
    this.broadcaster = outage(BROADCASTER, broadcaster);
    this.presenceRegistry = outage(PRESENCE_REGISTRY, presenceRegistry);
  }

  private static Optional<Outage> outage(String part, Optional<Trouble> trouble) {
    return trouble.map(
        found -> new Outage(part, found.reason(), Instant.ofEpochMilli(found.sinceMillis())));
  }

  /**
   * A part that cannot be reached.
   *
   * @param part {@code message store}, {@code broadcaster} or {@code presence registry}
   * @param reason what the part or its last call has told, for an operator's eyes
   * @param since when that was noticed, by the engine's clock
   */
  public record Outage(String part, String reason, Instant since) {}

  /**
   * Why this node takes in no client: it is closing, or has as many as it may. That a part is away
   * is no reason: a node without it serves its clients as well as it can, and no other node does
   * better. So this, and not {@link #isDegraded}, is what tells a balancer whether to send clients
   * here.
   *
   * @return the reason, or nothing if clients are taken in
   */
  public Optional<String> refusal() {
    return refusal;
  }

  /**
   * Why the store cannot be reached.
   *
   * @return the reason, or nothing
   */
  public Optional<String> messageStore() {
    return messageStore.map(Outage::reason);
  }

  /**
   * Why other nodes are not heard.
   *
   * @return the reason, or nothing
   */
  public Optional<String> broadcaster() {
    return broadcaster.map(Outage::reason);
  }

  /**
   * Why the registry cannot be reached.
   *
   * @return the reason, or nothing
   */
  public Optional<String> presenceRegistry() {
    return presenceRegistry.map(Outage::reason);
  }

  /**
   * Whether something is wrong.
   *
   * @return true if any part cannot be reached
   */
  public boolean isDegraded() {
    return !outages().isEmpty();
  }

  /**
   * The parts that cannot be reached.
   *
   * @return them, in a fixed order
   */
  public List<Outage> outages() {
    return List.of(messageStore, broadcaster, presenceRegistry).stream()
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * What is wrong, to be shown to an operator.
   *
   * @return a line for each part that cannot be reached
   */
  public List<String> problems() {
    return outages().stream().map(outage -> outage.part() + ": " + outage.reason()).toList();
  }
}
