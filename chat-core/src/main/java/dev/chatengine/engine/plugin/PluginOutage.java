package dev.chatengine.engine.plugin;

/**
 * The present outage of a plug-in.
 *
 * @param reason the error of its last call
 * @param sinceMillis when the outage was noticed, in milliseconds since the epoch
 */
public record PluginOutage(String reason, long sinceMillis) {}
