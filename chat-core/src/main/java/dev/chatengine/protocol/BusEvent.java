package dev.chatengine.protocol;

import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Message;
import dev.chatengine.model.PrivateMessage;
import java.util.List;

/**
 * An event that one node publishes to others on the bus. It is a hint: nodes that miss an event
 * find its content in the store or the registry, except for typing and ephemeral messages.
 */
public sealed interface BusEvent {
  /** Which event it is, to switch over. */
  Kind kind();

  /** The kinds of events, each with its name on the wire. */
  enum Kind {
    MESSAGE_STORED("said"),
    DIRECT_STORED("direct_said"),
    CHECK_FOR_GAPS("look"),
    MEMBERSHIP_CHANGED("changed"),
    TYPING("typed"),
    EPHEMERAL("whispered"),
    DISCONNECT("disconnect"),
    TAKEN_OVER("taken_over");

    private final String wireName;

    Kind(String wireName) {
      this.wireName = wireName;
    }

    /** The name on the wire, which must not change while nodes of other versions may read it. */
    public String wireName() {
      return wireName;
    }
  }

  /** To a conversation: the store has this message. */
  record MessageStored(Message message) implements BusEvent {
    @Override
    public Kind kind() {
      return Kind.MESSAGE_STORED;
    }
  }

  /** To a node: the store has this message of a private log. */
  record DirectStored(Message message) implements BusEvent {
    @Override
    public Kind kind() {
      return Kind.DIRECT_STORED;
    }
  }

  /** To a room: events were not published, so compare with the store and the registry. */
  record CheckForGaps() implements BusEvent {
    @Override
    public Kind kind() {
      return Kind.CHECK_FOR_GAPS;
    }
  }

  /** To a room: a user joined, left or changed its name. */
  record MembershipChanged(MembershipChange change) implements BusEvent {
    @Override
    public Kind kind() {
      return Kind.MEMBERSHIP_CHANGED;
    }
  }

  /** To a room: a member started or stopped typing. */
  record Typing(Member member, boolean isTyping) implements BusEvent {
    @Override
    public Kind kind() {
      return Kind.TYPING;
    }
  }

  /**
   * To a node: a private message that is not stored, for some of its sessions.
   *
   * @param id identifies the message, so that a duplicate can be recognized
   */
  record Ephemeral(String id, List<String> sessionIds, PrivateMessage message) implements BusEvent {
    /** Copies the list. */
    public Ephemeral {
      sessionIds = List.copyOf(sessionIds);
    }

    @Override
    public Kind kind() {
      return Kind.EPHEMERAL;
    }
  }

  /** To a node: close some of its sessions, whose clients should not reconnect by themselves. */
  record Disconnect(List<String> sessionIds, String reason) implements BusEvent {
    /** Copies the list. */
    public Disconnect {
      sessionIds = List.copyOf(sessionIds);
    }

    @Override
    public Kind kind() {
      return Kind.DISCONNECT;
    }
  }

  /** To a node: another connection has taken over one of its sessions. */
  record TakenOver(String userId, String tokenHash) implements BusEvent {
    @Override
    public Kind kind() {
      return Kind.TAKEN_OVER;
    }

    /** Leaves the hash of the token out. */
    @Override
    public String toString() {
      return "TakenOver[" + userId + "]";
    }
  }
}
