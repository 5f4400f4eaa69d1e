package dev.chatengine.transport.ws;

import dev.chatengine.spi.Admission;
import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.ClientSession;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.OutboundFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Records what it is called with, and echoes every message. */
class TestSession implements ClientSession {
  final ConnectionRequest request;
  final ClientConnection connection;
  final List<String> received = new CopyOnWriteArrayList<>();
  final List<Integer> closed = new CopyOnWriteArrayList<>();
  final AtomicInteger drained = new AtomicInteger();
  volatile long lowWaterMark = 1 << 20;

  TestSession(Admission admission, ClientConnection connection) {
    this.request = admission.request();
    this.connection = connection;
  }

  static OutboundFrame frame(String text) {
    return new OutboundFrame(text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }

  void send(String text) {
    connection.enqueue(frame(text));
    connection.flush();
  }

  @Override
  public void receive(ByteBuffer bytes) {
    String text = text(bytes);
    received.add(text);
    onText(text);
  }

  void onText(String text) {
    send(text);
  }

  @Override
  public void drained() {
    drained.incrementAndGet();
  }

  @Override
  public long lowWaterMark() {
    return lowWaterMark;
  }

  @Override
  public void closed(int code) {
    closed.add(code);
  }
}
