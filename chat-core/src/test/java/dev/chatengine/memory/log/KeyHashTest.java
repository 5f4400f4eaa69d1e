package dev.chatengine.memory.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyHashTest {
  private final KeyHash hash = new KeyHash();

  @Test
  void keysWithEqualStringHashesHaveDifferentHashes() {
    // "Aa" and "BB" have the same String.hashCode(), and so has every text made of them.
    List<String> texts =
        IntStream.range(0, 1 << 12)
            .mapToObj(
                bits ->
                    IntStream.range(0, 12)
                        .mapToObj(bit -> (bits >> bit & 1) == 0 ? "Aa" : "BB")
                        .collect(Collectors.joining()))
            .toList();
    assertThat(texts).extracting(String::hashCode).containsOnly(texts.get(0).hashCode());

    Set<Integer> hashes = new HashSet<>();
    texts.forEach(text -> hashes.add(hash.of(text)));
    assertThat(hashes).hasSizeGreaterThan(texts.size() - 10);
  }

  @Test
  void aPairDiffersFromItsConcatenation() {
    assertThat(hash.of("ab", "c")).isNotEqualTo(hash.of("a", "bc"));
    assertThat(hash.of("abc")).isNotEqualTo(hash.of("ab\0"));
  }

  @Test
  void eachStoreHashesInItsOwnWay() {
    assertThat(new KeyHash().of("message")).isNotEqualTo(hash.of("message"));
  }
}
