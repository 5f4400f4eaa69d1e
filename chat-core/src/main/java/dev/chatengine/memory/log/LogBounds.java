package dev.chatengine.memory.log;

/**
 * What a {@link MemoryMessageStore} may hold.
 *
 * @param messages how many messages one conversation keeps
 * @param conversations how many conversations are kept
 * @param bytes how much all messages may weigh, as {@link PackedLog} estimates it
 * @param retentionMillis how long a message is kept
 */
public record LogBounds(int messages, int conversations, long bytes, long retentionMillis) {}
