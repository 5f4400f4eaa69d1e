package dev.chatengine.transport.ws.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Passes bytes on unchanged. It has no state, so one instance serves all connections. */
public final class PlainLayer implements SocketLayer {
  public static final PlainLayer INSTANCE = new PlainLayer();

  private PlainLayer() {}

  @Override
  public int read(SocketChannel channel, ByteBuffer target) throws IOException {
    return channel.read(target);
  }

  @Override
  public int write(SocketChannel channel, ByteBuffer source) throws IOException {
    return channel.write(source);
  }

  @Override
  public boolean flush(SocketChannel channel) {
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
  public boolean finish(SocketChannel channel) {
    return true;
  }

  @Override
  public void release() {}
}
