package dev.chatengine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationTest {

  @Property
  void aRoomIsReadBackFromItsKey(@ForAll("hostileNames") String name) {
    Room room = new Room(name);

    assertThat(room.key()).hasSizeLessThanOrEqualTo(Conversation.MAX_KEY_LENGTH);
    assertThat(Conversation.parse(room.key())).isEqualTo(room);
  }

  @Property
  void aPrivateLogIsReadBackFromItsKey(
      @ForAll("hostileNames") String one, @ForAll("hostileNames") String other) {
    Direct direct = Direct.between(one, other);

    assertThat(direct.key()).hasSizeLessThanOrEqualTo(Conversation.MAX_KEY_LENGTH);
    assertThat(Conversation.parse(direct.key())).isEqualTo(direct);
  }

  @Property
  void bothUsersGetTheSamePrivateLog(
      @ForAll("hostileNames") String one, @ForAll("hostileNames") String other) {
    Direct direct = Direct.between(one, other);

    assertThat(Direct.between(other, one)).isEqualTo(direct);
    assertThat(direct.includes(one)).isTrue();
    assertThat(direct.includes(other)).isTrue();
    assertThat(direct.other(one)).isEqualTo(other);
    assertThat(direct.other(other)).isEqualTo(one);
  }

  @Property
  void noRoomHasTheKeyOfAPrivateLog(
      @ForAll("hostileNames") String name,
      @ForAll("hostileNames") String one,
      @ForAll("hostileNames") String other) {
    String key = Direct.between(one, other).key();

    assertThat(new Room(name).key()).isNotEqualTo(key);
    if (key.length() <= Room.MAX_NAME_LENGTH) {
      assertThat(new Room(key).key()).isNotEqualTo(key);
      assertThat(Conversation.parse(new Room(key).key())).isEqualTo(new Room(key));
    }
  }

  @Property
  void differentPrivateLogsHaveDifferentKeys(
      @ForAll("hostileNames") String a,
      @ForAll("hostileNames") String b,
      @ForAll("hostileNames") String c,
      @ForAll("hostileNames") String d) {
    Direct one = Direct.between(a, b);
    Direct other = Direct.between(c, d);

    assertThat(one.key().equals(other.key())).isEqualTo(one.equals(other));
  }

  /** Up to 128 UTF-16 units: parts of keys, characters that break code, and any others. */
  @Provide
  Arbitrary<String> hostileNames() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "r:",
            "d:",
            ":",
            "1:",
            "3:",
            "0",
            "1",
            "-1:",
            "a",
            "b",
            "aa",
            "A",
            " ",
            "\0",
            "\n",
            "\u00a0",
            "\ufeff",
            "\uffff",
            "é",
            "e\u0301",
            "\ud83d\ude00",
            "\"",
            "\\",
            "{",
            "$",
            "%",
            "/",
            "..",
            "*");
    Arbitrary<String> anything =
        Arbitraries.integers()
            .between(0, Character.MAX_CODE_POINT)
            .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
            .map(Character::toString);
    return Arbitraries.frequencyOf(Tuple.of(4, pieces), Tuple.of(1, anything))
        .list()
        .ofMinSize(1)
        .ofMaxSize(64)
        .map(parts -> String.join("", parts))
        .filter(name -> name.length() <= Room.MAX_NAME_LENGTH);
  }

  @Test
  void theLongestIdsMakeTheLongestKey() {
    Direct longest = Direct.between("a".repeat(128), "b".repeat(128));

    assertThat(longest.key()).hasSizeLessThanOrEqualTo(Conversation.MAX_KEY_LENGTH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "r",
        "r:",
        "d:",
        "x:tea",
        "tea",
        "d:1",
        "d:1:",
        "d:1:a",
        "d:0:ab",
        "d:2:a",
        "d:1:ba",
        "d:-1:ab",
        "d:01:ab",
        "d:+1:ab",
        "d: 1:ab",
        "d:x:ab",
        "d:9999999999:ab",
        "R:tea"
      })
  void invalidKeysAreRefused(String key) {
    assertThatIllegalArgumentException().isThrownBy(() -> Conversation.parse(key));
  }

  @Test
  void theIdsOfAPrivateLogAreInOrder() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Direct("b", "a"))
        .withMessageContaining("out of order");
  }

  @Test
  void aUserOutsideThePrivateLogIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Direct.between("a", "b").other("c"));
    assertThat(Direct.between("a", "b").includes("c")).isFalse();
  }
}
