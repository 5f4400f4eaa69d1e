package dev.chatengine.transport.ws.certificate;

import java.io.UncheckedIOException;
import java.util.List;

/** Where a certificate and its key come from. Its {@code toString} shows no secret. */
public interface TlsSource {

  /**
   * Reads the files.
   *
   * @return what is in them, or nothing if there is none to read
   * @throws UncheckedIOException if one cannot be read; the message names it
   */
  List<byte[]> read();

  /**
   * Makes of the files' content what TLS is spoken with.
   *
   * @param contents from {@link #read}
   * @throws IllegalArgumentException if they cannot be used; the message names the file, and says
   *     why
   */
  TlsContext load(List<byte[]> contents);
}
