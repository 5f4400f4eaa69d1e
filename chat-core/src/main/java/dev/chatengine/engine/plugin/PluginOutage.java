package dev.chatengine.engine.plugin;

/**
 * What is wrong with a part.
 *
 * @param reason what its last call has told
 * @param sinceMillis when that was noticed first, in milliseconds since the epoch
 */
public record PluginOutage(String reason, long sinceMillis) {}
