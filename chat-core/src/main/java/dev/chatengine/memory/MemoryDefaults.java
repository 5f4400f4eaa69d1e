package dev.chatengine.memory;

final class MemoryDefaults {
  private MemoryDefaults() {}
}
