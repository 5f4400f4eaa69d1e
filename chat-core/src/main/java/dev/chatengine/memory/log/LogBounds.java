package dev.chatengine.memory.log;

/**
 * The bounds of a {@code MemoryMessageStore}.
 *
 * @param messages how many messages one conversation keeps
 * @param conversations how many conversations are kept
 * @param bytes the size of all messages, as {@link PackedLog} estimates it
 * @param retentionMillis how long a message is kept
 */
public record LogBounds(int messages, int conversations, long bytes, long retentionMillis) {}
