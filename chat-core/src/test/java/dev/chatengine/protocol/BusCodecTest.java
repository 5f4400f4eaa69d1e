package dev.chatengine.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.model.Address;
import dev.chatengine.model.Attachment;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Message;
import dev.chatengine.model.NodeAddress;
import dev.chatengine.model.PrivateMessage;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.protocol.BusCodec.UnreadableException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BusCodecTest {
  private static final Room ROOM = new Room("tea \u2028\"{}");
  private static final NodeAddress NODE = new NodeAddress("node-1");
  private static final Instant THEN = Instant.parse("2026-01-02T03:04:05.678Z");

  private final BusCodec codec = new BusCodec();

  private BusEvent pass(Address address, BusEvent event) throws UnreadableException {
    return codec.decode(address, codec.encode(event));
  }

  @Test
  void aMessageArrivesWithAllThatItCarries() throws UnreadableException {
    User sender =
        User.builder("ann")
            .name("A\u00f6\ud83d\ude00")
            .known(true)
            .metadata(Map.of("role", "host"))
            .build();
    Draft draft =
        Draft.builder(ROOM, sender, THEN, "two\nlines \\ \u0000")
            .id("m-1")
            .clientMessageId("c-1")
            .replyTo("m-0")
            .mentions(List.of("bob", "carl"))
            .attachments(
                List.of(
                    Attachment.builder("https://example.org/a")
                        .name("a")
                        .mediaType("text/plain")
                        .size(12)
                        .build(),
                    Attachment.builder("b").build()))
            .metadata(Map.of("k", "v"))
            .build();
    Message message =
        Message.builder(draft, "e/1", Long.MAX_VALUE)
            .revision(7)
            .editedAt(THEN.plusMillis(1))
            .deleted(true)
            .deletedBy("carl")
            .reactions(Map.of("+1", List.of("bob", "ann")))
            .build();

    Message arrived =
        ((BusEvent.MessageStored) pass(ROOM, new BusEvent.MessageStored(message))).message();

    assertThat(arrived).usingRecursiveComparison().isEqualTo(message);
  }

  @Test
  void aMessageOfAPrivateLogArrivesThere() throws UnreadableException {
    Direct log = Direct.between("ann", "bob");
    Message message =
        Message.builder(Draft.builder(log, User.of("ann", "Ann"), THEN, "psst").build(), "e", 1)
            .build();

    Message arrived =
        ((BusEvent.MessageStored) pass(log, new BusEvent.MessageStored(message))).message();

    assertThat(arrived).usingRecursiveComparison().isEqualTo(message);
  }

  @ParameterizedTest
  @EnumSource
  void aChangeOfMembershipArrives(MembershipChange.Kind kind) throws UnreadableException {
    BusEvent event =
        new BusEvent.MembershipChanged(
            new MembershipChange(ROOM, 1L << 60, kind, new Member("ann", "")));

    assertThat(pass(ROOM, event)).isEqualTo(event);
  }

  @Test
  void everyOtherEventArrives() throws UnreadableException {
    Member ann = new Member("ann", "Ann");
    List<BusEvent> toRoom =
        List.of(
            new BusEvent.CheckForGaps(),
            new BusEvent.Typing(ann, true),
            new BusEvent.Typing(ann, false));
    List<BusEvent> toNode =
        List.of(
            new BusEvent.Ephemeral(
                "id",
                List.of("s-1", "s-2"),
                new PrivateMessage(ann, new Member("bob", ""), "psst", THEN)),
            new BusEvent.Disconnect(List.of("s-1"), "bye"));

    for (BusEvent event : toRoom) {
      assertThat(pass(ROOM, event)).isEqualTo(event);
    }
    for (BusEvent event : toNode) {
      assertThat(pass(NODE, event)).isEqualTo(event);
    }
  }

  @Test
  void theNamesOnTheWireStay() {
    Member ann = new Member("ann", "Ann");
    Message message =
        Message.builder(
                Draft.builder(Direct.between("ann", "bob"), User.of("ann", "Ann"), THEN, "psst")
                    .id("m-1")
                    .attachments(List.of(Attachment.builder("a").build()))
                    .build(),
                "e",
                1)
            .reactions(Map.of("+1", List.of("bob")))
            .build();
    String stored =
        "\"id\":\"m-1\",\"epoch\":\"e\",\"seq\":1,"
            + "\"sender\":{\"id\":\"ann\",\"name\":\"Ann\",\"known\":true},"
            + "\"at\":1767323045678,\"content\":\"psst\","
            + "\"attachments\":[{\"url\":\"a\",\"size\":0}],\"reactions\":{\"+1\":[\"bob\"]}}";

    assertThat(text(new BusEvent.MessageStored(message)))
        .isEqualTo("{\"v\":1,\"kind\":\"said\"," + stored);
    assertThat(text(new BusEvent.DirectStored(message)))
        .isEqualTo("{\"v\":1,\"kind\":\"direct_said\",\"conversation\":\"d:3:annbob\"," + stored);
    assertThat(text(new BusEvent.CheckForGaps())).isEqualTo("{\"v\":1,\"kind\":\"look\"}");
    assertThat(
            text(
                new BusEvent.MembershipChanged(
                    new MembershipChange(ROOM, 7, MembershipChange.Kind.JOINED, ann))))
        .isEqualTo(
            "{\"v\":1,\"kind\":\"changed\",\"change\":\"joined\",\"version\":7,"
                + "\"member\":{\"id\":\"ann\",\"name\":\"Ann\"}}");
    assertThat(text(new BusEvent.Typing(ann, true)))
        .isEqualTo(
            "{\"v\":1,\"kind\":\"typed\",\"member\":{\"id\":\"ann\",\"name\":\"Ann\"},"
                + "\"isTyping\":true}");
    assertThat(
            text(
                new BusEvent.Ephemeral(
                    "id", List.of("s"), new PrivateMessage(ann, ann, "psst", THEN))))
        .isEqualTo(
            "{\"v\":1,\"kind\":\"whispered\",\"id\":\"id\",\"sessions\":[\"s\"],"
                + "\"from\":{\"id\":\"ann\",\"name\":\"Ann\"},"
                + "\"to\":{\"id\":\"ann\",\"name\":\"Ann\"},"
                + "\"content\":\"psst\",\"at\":1767323045678}");
    assertThat(text(new BusEvent.Disconnect(List.of("s"), "bye")))
        .isEqualTo("{\"v\":1,\"kind\":\"disconnect\",\"sessions\":[\"s\"],\"reason\":\"bye\"}");
    assertThat(text(new BusEvent.TakenOver("ann", "t")))
        .isEqualTo("{\"v\":1,\"kind\":\"taken_over\",\"user\":\"ann\",\"token\":\"t\"}");
  }

  private String text(BusEvent event) {
    return StandardCharsets.UTF_8.decode(codec.encode(event)).toString();
  }

  @Test
  void unknownFieldsAreIgnored() throws UnreadableException {
    String text =
        "{\"new\":[1,{\"a\":[null,true]}],\"v\":1,\"kind\":\"typed\",\"isTyping\":true,"
            + "\"member\":{\"id\":\"ann\",\"name\":\"Ann\",\"age\":1.5},\"later\":null}";

    assertThat(codec.decode(ROOM, bytes(text)))
        .isEqualTo(new BusEvent.Typing(new Member("ann", "Ann"), true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"v\":1",
        "{\"v\":2,\"kind\":\"look\"}",
        "{\"v\":1,\"kind\":\"sung\"}",
        "{\"v\":1,\"kind\":\"typed\",\"member\":\"ann\"}",
        "{\"v\":1,\"kind\":\"typed\",\"member\":{\"id\":\"\",\"name\":\"\"}}",
        "{\"v\":1,\"kind\":\"said\",\"id\":1}",
        "{\"v\":1,\"kind\":\"changed\",\"change\":\"DIED\",\"version\":1}",
        "{\"v\":99999999999999999999,\"kind\":\"look\"}",
        "{\"a\":[[[[[[[[[[]]]]]]]]]]}",
      })
  void unreadableEventsAreRefused(String text) {
    assertThatThrownBy(() -> codec.decode(ROOM, bytes(text)))
        .isInstanceOf(UnreadableException.class);
  }

  @Test
  void aMessageToANodeIsRefused() {
    Message message =
        Message.builder(Draft.builder(ROOM, User.system(), THEN, "x").build(), "e", 1).build();
    ByteBuffer payload = codec.encode(new BusEvent.MessageStored(message));

    assertThatThrownBy(() -> codec.decode(NODE, payload)).isInstanceOf(UnreadableException.class);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
