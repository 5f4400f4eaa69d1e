package dev.chatengine;

import dev.chatengine.engine.plugin.PluginOutage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether an engine accepts clients, and which of its plug-ins cannot be reached, at one moment.
 * Immutable.
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
      Optional<PluginOutage> messageStore,
      Optional<PluginOutage> broadcaster,
      Optional<PluginOutage> presenceRegistry) {
    this.refusal = refusal;
    this.messageStore = outage(MESSAGE_STORE, messageStore);
    this.broadcaster = outage(BROADCASTER, broadcaster);
    this.presenceRegistry = outage(PRESENCE_REGISTRY, presenceRegistry);
  }

  private static Optional<Outage> outage(String plugin, Optional<PluginOutage> outage) {
    return outage.map(
        found -> new Outage(plugin, found.reason(), Instant.ofEpochMilli(found.sinceMillis())));
  }

  /**
   * A plug-in that cannot be reached.
   *
   * @param plugin {@code message store}, {@code broadcaster} or {@code presence registry}
   * @param reason the error of the last call, or what the plug-in reports about itself; for
   *     operators
   * @param since when the engine noticed the outage, by its clock
   */
  public record Outage(String plugin, String reason, Instant since) {}

  /**
   * Why this node accepts no clients: it is closing, or has as many as it may. An outage of a
   * plug-in is no reason: no other node could serve the clients better. A load balancer should use
   * this method, and not {@link #isDegraded}.
   *
   * @return the reason, or nothing if clients are accepted
   */
  public Optional<String> refusal() {
    return refusal;
  }

  /**
   * Why the message store cannot be reached.
   *
   * @return the reason, or nothing
   */
  public Optional<String> messageStore() {
    return messageStore.map(Outage::reason);
  }

  /**
   * Why the broadcaster cannot be reached, so that no events of other nodes are received.
   *
   * @return the reason, or nothing
   */
  public Optional<String> broadcaster() {
    return broadcaster.map(Outage::reason);
  }

  /**
   * Why the presence registry cannot be reached.
   *
   * @return the reason, or nothing
   */
  public Optional<String> presenceRegistry() {
    return presenceRegistry.map(Outage::reason);
  }

  /**
   * Whether any plug-in cannot be reached.
   *
   * @return true if {@link #outages()} has an entry
   */
  public boolean isDegraded() {
    return !outages().isEmpty();
  }

  /**
   * Lists the plug-ins that cannot be reached.
   *
   * @return the outages, in a fixed order
   */
  public List<Outage> outages() {
    return List.of(messageStore, broadcaster, presenceRegistry).stream()
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * Describes the outages for an operator.
   *
   * @return a line for each plug-in that cannot be reached
   */
  public List<String> problems() {
    return outages().stream().map(outage -> outage.plugin() + ": " + outage.reason()).toList();
  }
}
