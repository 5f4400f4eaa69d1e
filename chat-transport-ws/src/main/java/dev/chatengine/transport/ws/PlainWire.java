package dev.chatengine.transport.ws;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Bytes as they are: the socket itself. */
final class PlainWire implements Wire {
  private final SocketChannel channel;

  PlainWire(SocketChannel channel) {
    this.channel = channel;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return channel.read(target);
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return channel.write(source);
  }

  @Override
  public boolean flush() {
    return true;
  }

  @Override
  public int held() {
    return 0;
  }

  @Override
  public boolean isWaiting() {
    return false;
  }

  @Override
  public void resume() {}

  @Override
  public boolean finish() {
    return true;
  }

  @Override
  public void release() {}
}
