package dev.chatengine.protocol;

import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Message;
import dev.chatengine.model.PrivateMessage;
import java.util.List;

/**
 * What one node tells others over the bus. All of it is a hint: what has to be known is found in
 * the store and the registry too.
 */
public sealed interface BusEvent {
  /** Which event it is, to switch over. */
  Kind kind();

  /** The kinds of events. */
  enum Kind {
    SAID,
    DIRECT_SAID,
    LOOK,
    CHANGED,
    TYPED,
    WHISPERED,
    DISCONNECT,
    TAKEN_OVER
  }

  /** To a conversation: the store has this message. */
  record Said(Message message) implements BusEvent {
    @Override
    public Kind kind() {
      return Kind.SAID;
    }
  }

  /** To a node: the store has this message of a private log. */
  record DirectSaid(Message message) implements BusEvent {
    @Override
    public Kind kind() {
      return Kind.DIRECT_SAID;
    }
  }

  /** To a room: something happened there that the others could not be told in time. */
  record Look() implements BusEvent {
    @Override
    public Kind kind() {
      return Kind.LOOK;
    }
  }

  /** To a room: somebody came, went, or took another name. */
  record Changed(MembershipChange change) implements BusEvent {
    @Override
    public Kind kind() {
      return Kind.CHANGED;
    }
  }

  /** To a room: somebody began or ceased to type. */
  record Typed(Member member, boolean isTyping) implements BusEvent {
    @Override
    public Kind kind() {
      return Kind.TYPED;
    }
  }

  /**
   * To a node: a private message for some of its sessions, with an id by which it is known again.
   */
  record Whispered(String id, List<String> sessionIds, PrivateMessage message) implements BusEvent {
    /** Copies the list. */
    public Whispered {
      sessionIds = List.copyOf(sessionIds);
    }

    @Override
    public Kind kind() {
      return Kind.WHISPERED;
    }
  }

  /** To a node: some of its sessions are to be closed, and not to come back by themselves. */
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

  /** To a node: another connection goes on with a session of its own. */
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
