package dev.chatengine.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class JsonBytesTest {
  @Test
  void nothingWrittenIsAnEmptyArray() {
    assertThat(new JsonBytes().toByteArray()).isEmpty();
  }

  @Property(tries = 200)
  void bytesWrittenInAnyPiecesAreReadBack(@ForAll @Size(max = 10) byte[][] pieces) {
    JsonBytes bytes = new JsonBytes();
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      bytes.write(piece, piece.length / 3, piece.length - piece.length / 3);
      expected.write(piece, piece.length / 3, piece.length - piece.length / 3);
      bytes.write(piece.length);
      expected.write(piece.length);
    }

    assertThat(bytes.toByteArray()).isEqualTo(expected.toByteArray());
  }
}
