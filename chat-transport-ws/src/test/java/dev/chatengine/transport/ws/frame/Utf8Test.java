package dev.chatengine.transport.ws.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {

  private static boolean jdkAccepts(byte[] bytes, int from, int to) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  @Test
  void agreesWithTheDecoderOnEverySequenceOfOneToThreeBytes() {
    byte[] bytes = new byte[3];
    for (int value = 0; value < 1 << 24; value += value < 1 << 16 ? 1 : 997) {
      bytes[0] = (byte) value;
      bytes[1] = (byte) (value >> 8);
      bytes[2] = (byte) (value >> 16);
      int length = value < 1 << 8 ? 1 : value < 1 << 16 ? 2 : 3;
      assertThat(Utf8.isValid(bytes, 0, length))
          .as("%x", value)
          .isEqualTo(jdkAccepts(bytes, 0, length));
    }
  }

  @Test
  void agreesWithTheDecoderOnDamagedText() {
    Random random = new Random(1);
    byte[] text = "plain ascii, grüße, €uro, 😀 and more of it".getBytes(StandardCharsets.UTF_8);
    int valid = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] damaged = text.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      int from = random.nextInt(8);
      int to = damaged.length - random.nextInt(8);
      boolean expected = jdkAccepts(damaged, from, to);
      assertThat(Utf8.isValid(damaged, from, to)).isEqualTo(expected);
      valid += expected ? 1 : 0;
    }
    assertThat(valid).isBetween(2_000, 48_000);
  }

  @Test
  void unmaskingIsTheMasksInverseAtEveryLengthAndKnowsAscii() {
    byte[] key = {1, (byte) 0x82, 3, (byte) 0xf4};
    for (int length = 0; length < 40; length++) {
      for (int offset = 0; offset < 9; offset++) {
        byte[] plain = new byte[offset + 4 + length + 3];
        Arrays.fill(plain, (byte) 'a');
        byte[] masked = plain.clone();
        System.arraycopy(key, 0, masked, offset, 4);
        for (int i = 0; i < length; i++) {
          masked[offset + 4 + i] ^= key[i % 4];
        }

        int from = offset + 4;
        assertThat(Masking.unmask(masked, offset, from, from + length)).isTrue();

        assertThat(Arrays.copyOfRange(masked, from, masked.length))
            .isEqualTo(Arrays.copyOfRange(plain, from, plain.length));
      }
    }
    for (int at = 0; at < 13; at++) {
      byte[] bytes = new byte[4 + 13];
      bytes[4 + at] = (byte) 0x80;
      assertThat(Masking.unmask(bytes, 0, 4, 17)).isFalse();
    }
  }
}
