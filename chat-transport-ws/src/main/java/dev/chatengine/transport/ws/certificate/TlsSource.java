package dev.chatengine.transport.ws.certificate;

import java.io.UncheckedIOException;
import java.util.List;

/** The source of a certificate and its key. Its {@code toString} shows no secret. */
public interface TlsSource {

  /**
   * Reads the files.
   *
   * @return the content of each file; empty if there is no file
   * @throws UncheckedIOException if one cannot be read; the message names it
   */
  List<byte[]> read();

  /**
   * Makes a context from the content of the files.
   *
   * @param contents from {@link #read}
   * @throws IllegalArgumentException if they cannot be used; the message names the file and the
   *     reason
   */
  TlsContext load(List<byte[]> contents);
}
