package dev.chatengine.examples.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.model.Direct;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.Authorizer.Permission;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoomGrantsTest {
  private final RoomGrants grants = new RoomGrants();

  private static User user(Map<String, ?> rooms) throws ParseException {
    return User.builder("ann").known(true).metadata(RoomGrants.of(rooms)).build();
  }

  @Test
  void eachPermissionHasItsRooms() throws ParseException {
    User ann = user(Map.of("join", List.of("lobby"), "see", List.of("*"), "read", List.of("news")));

    assertThat(grants.isAllowed(ann, Permission.JOIN, new Room("lobby"))).isTrue();
    assertThat(grants.isAllowed(ann, Permission.JOIN, new Room("lobby2"))).isFalse();
    assertThat(grants.isAllowed(ann, Permission.POST, new Room("lobby"))).isFalse();
    assertThat(grants.isAllowed(ann, Permission.SEE, new Room("secrets"))).isTrue();
    assertThat(grants.isAllowed(ann, Permission.READ, new Room("news"))).isTrue();
    assertThat(grants.isAllowed(ann, Permission.MODERATE, new Room("lobby"))).isFalse();
  }

  @Test
  void aStarStandsForWhatFollows() throws ParseException {
    User ann = user(Map.of("join", List.of("team-*")));

    assertThat(grants.isAllowed(ann, Permission.JOIN, new Room("team-red"))).isTrue();
    assertThat(grants.isAllowed(ann, Permission.JOIN, new Room("team"))).isFalse();
    assertThat(grants.isAllowed(ann, Permission.JOIN, new Room("my team-red"))).isFalse();
  }

  @Test
  void whoHasNoGrantsMayDoNothingInRooms() throws ParseException {
    User ann = User.builder("ann").known(true).metadata(RoomGrants.of(null)).build();

    for (Permission permission : Permission.values()) {
      assertThat(grants.isAllowed(ann, permission, new Room("lobby"))).isFalse();
    }
    assertThat(grants.isAllowed(ann, Permission.POST, Direct.between("ann", "bob"))).isTrue();
  }

  @Test
  void aClaimOfAnotherShapeIsRefused() {
    assertThatThrownBy(() -> RoomGrants.of(Map.of("join", "lobby")))
        .isInstanceOf(ParseException.class);
    assertThatThrownBy(() -> RoomGrants.of(Map.of("join", List.of(1))))
        .isInstanceOf(ParseException.class);
  }
}
