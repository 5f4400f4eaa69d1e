package dev.chatengine.spi;

import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Room;
import dev.chatengine.model.RoomSummary;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Knows who is where: the sessions of all nodes, the names they chose, and the members of rooms.
 *
 * <h2>Leases</h2>
 *
 * <p>Each node has one lease and renews it. What a node has registered counts while its lease is
 * alive. When it has run out, {@link #expire} takes what the node had out, step by step, and hands
 * each resulting change to exactly one caller, who announces it. A session with a token outlives
 * its node's lease by the grace time that was given with it.
 *
 * <h2>Sessions</h2>
 *
 * <p>A session is <em>parked</em> if it has been given to {@link #park} and neither registered
 * again nor taken over since; one with a token whose node's lease has run out counts as parked from
 * that moment. What is past its time but has not been taken out yet still holds its name and its
 * rooms, but can be neither taken over nor located.
 *
 * <h2>Names</h2>
 *
 * <p>A name belongs to a user, who has it over all of its sessions, and is free again when the last
 * of them ends. Among users who are not {@linkplain dev.chatengine.model.User#known() known} it is
 * unique; names differ if any character does. The display name of a known user is no claim: it
 * conflicts with nobody's, and takes nothing from anybody. A user of no name may be in a room, as a
 * member whose name is empty.
 *
 * <p>Two users may have one name after an outage: each node gives names by itself while it cannot
 * reach the registry, and a registry that lost its memory learns one name after the other. Then the
 * user who has had the name longer ({@link SessionRecord#nameAge()}) keeps it, whatever the order
 * of the registrations. For the length of a lease after a user got a name by {@link #register}, or
 * by {@link #claimName} within a lease of the beginning of the registry's memory, an older holder
 * that is registered takes the name back. The user that loses it stays in its rooms without a name,
 * and {@link #renew} tells the nodes of its sessions ({@link Lease#namesLost()}). After that time a
 * name is certain, and only its user can give it up.
 *
 * <h2>Members</h2>
 *
 * <p>A user with several sessions in a room is one member. Members are listed in the order in which
 * they came. Each room's changes ({@link MembershipChange}) are numbered without a gap while the
 * room has members; the number is the room's <em>version</em>, and the first change of a room of
 * which nothing is known is the one after its {@linkplain #versions version}. Versions never go
 * back while the registry's epoch stays: a room that was empty goes on above every number it had,
 * and a room that has been forgotten has a version not below any it had. Who applies all changes in
 * this order has the room's members; who misses one reads {@link #members}. A session that joins a
 * room in which its user already is makes no change. Every method that changes something does it
 * atomically and returns the changes it made, which nobody else is told: the caller announces them.
 *
 * <h2>Errors</h2>
 *
 * <p>While the registry is out of reach (a method throws) the engine goes by its own view and tries
 * again. A method called again after an unknown outcome gives the same result, except that changes
 * made by the first call are not reported twice, and what was held is handed out once; by comparing
 * versions the engine finds the changes. {@link #claimName}, {@link #join}, {@link #leave} and
 * {@link #park} throw {@link UnknownSessionException} for a session that is not registered, upon
 * which its node registers it again. A bounded registry that is full throws and changes nothing.
 * See the package's description for threads and deadlines.
 */
public interface PresenceRegistry extends AutoCloseable {

  /**
   * Makes a node's lease, or extends it.
   *
   * @param nodeId the node; another id each time it starts, so that it never keeps alive what it
   *     registered in an earlier life
   * @param timeToLive how long it lives from now on, more than nothing
   * @return the registry's epoch, whether the node had no live lease until now (then it has to
   *     register all its sessions again), and whose names were lost
   * @throws IllegalArgumentException if {@code timeToLive} is not positive
   */
  Lease renew(String nodeId, Duration timeToLive);

  /**
   * Gives a node's lease up. What it has registered is treated as if the lease had run out;
   * sessions that were parked before stay.
   *
   * @param nodeId the node
   */
  void release(String nodeId);

  /**
   * Registers a session with the rooms and the name that it has, or confirms it as it is given: it
   * is then in those rooms and no others, and not parked. A session without a name takes nothing
   * from its user. If the name belongs to another user who keeps it (see the interface), the
   * session is registered without it, and its user keeps the name it had only if it has another
   * session.
   *
   * @param session a session of a node that has a live lease; without one, it counts as if the
   *     lease had just run out
   * @param grace how long it stays after it has been parked, or after its node's lease has run out;
   *     without effect if it has no token
   * @return whether the name is the session's, and the changes of membership; these include the
   *     renaming of a user who lost the name to this session's user
   */
  Registration register(SessionRecord session, Duration grace);

  /**
   * Takes a name for a session's user, and gives its former name back. A user that is known always
   * gets it; any other if no other such user has it. To take the name that one has is no change.
   *
   * @param sessionId a registered session
   * @param name 1 to {@value dev.chatengine.model.User#MAX_NAME_LENGTH} characters
   * @return whether it is the user's now
   * @throws IllegalArgumentException if the name is empty, too long or not well-formed text
   * @throws UnknownSessionException if the session is not registered
   */
  NameClaim claimName(String sessionId, String name);

  /**
   * Takes a session into a room.
   *
   * @param sessionId a registered session, in the room already or not
   * @param room the room
   * @return the change if this is the user's first session there, otherwise nothing
   * @throws UnknownSessionException if the session is not registered
   */
  Optional<MembershipChange> join(String sessionId, Room room);

  /**
   * Takes a session out of a room.
   *
   * @param sessionId a registered session, in the room or not
   * @param room the room
   * @return the change if this was the user's last session there, otherwise nothing
   * @throws UnknownSessionException if the session is not registered
   */
  Optional<MembershipChange> leave(String sessionId, Room room);

  /**
   * Ends a session: it leaves its rooms, and its user's name is free if this was the user's last
   * session. Without effect if it is not registered.
   *
   * @param sessionId a session
   * @return the changes of membership
   */
  List<MembershipChange> unregister(String sessionId);

  /**
   * Keeps a session without a connection for the grace time that was given with it. It stays in its
   * rooms, and its user keeps its name. Without effect if it is parked already; one that only
   * counts as parked, since the lease of its node has run out, stays so from now on, even if the
   * node comes back.
   *
   * @param sessionId a registered session that has a token
   * @throws IllegalArgumentException if it has no token
   * @throws UnknownSessionException if the session is not registered
   */
  void park(String sessionId);

  /**
   * Takes over the session of a token, parked or not, for another connection. Of several who try at
   * once one succeeds. The session goes on under another id, so that whatever the former node still
   * does about it (leave a room, park it, end it) cannot meet it any more.
   *
   * @param tokenHash the hash of the token
   * @param newSessionId the id of the session from now on, which no other session has
   * @param nodeId the node that serves the session from now on, with a live lease
   * @param newTokenHash the hash of the token that can take it over next; the old one is void
   * @return the session as it was and what was held for it, or nothing if no session has that token
   * @throws IllegalArgumentException if another session has the new id
   */
  Optional<Takeover> takeOver(
      String tokenHash, String newSessionId, String nodeId, String newTokenHash);

  /**
   * Holds something for a parked session, to be given to whoever takes it over.
   *
   * @param sessionId a session
   * @param payload what to hold: its remaining bytes, not to be changed any more
   * @return false if it is not parked or not registered, or if the payload is more than may still
   *     be held for it
   */
  boolean hold(String sessionId, ByteBuffer payload);

  /**
   * The sessions of a user, on all nodes.
   *
   * @param userId a user's id
   * @return those whose node has a live lease, and parked ones
   */
  List<SessionLocation> locate(String userId);

  /**
   * The members of a room.
   *
   * @param room a room
   * @return its members in the order in which they came, and the version of this list
   */
  RoomMembers members(Room room);

  /**
   * The versions of many rooms, in few calls to whatever keeps them.
   *
   * @param rooms any number of rooms
   * @return the version of each; of a room that has no members, the number before its next change
   */
  Map<Room, Long> versions(Set<Room> rooms);

  /**
   * The rooms that have members, in the order of the code points of their names.
   *
   * @param after rooms whose name comes later are wanted; empty for all
   * @param limit how many at most, 0 to {@value MessageStore#MAX_LIMIT}
   * @return the first {@code limit} of them
   * @throws IllegalArgumentException if the limit is out of range
   */
  List<RoomSummary> rooms(String after, int limit);

  /**
   * Takes out what has run out: sessions of nodes without a live lease (and without a token, or
   * past their grace time), and parked sessions past their grace time. Each change is returned to
   * exactly one of the callers, who announces it.
   *
   * @param limit how many sessions at most that cause a change are taken out, 1 to {@value
   *     MessageStore#MAX_LIMIT}
   * @return the changes of membership; none only if nothing is left that has run out
   * @throws IllegalArgumentException if the limit is out of range
   */
  List<MembershipChange> expire(int limit);

  /**
   * What this registry is: {@code shared} if all nodes use the same.
   *
   * @return always the same
   */
  Traits traits();

  /** Gives up what the registry itself has opened. Leases that were not released run out. */
  @Override
  void close();

  /**
   * The state of a node's lease.
   *
   * @param epoch names the registry's memory; another one after it was lost
   * @param fresh whether the node had no live lease before
   * @param namesLost the sessions of the node whose user lost its name to an older holder; each is
   *     told until it is registered, claims a name or ends
   */
  record Lease(String epoch, boolean fresh, Set<String> namesLost) {
    /**
     * Copies the set.
     *
     * @param epoch see the record
     * @param fresh see the record
     * @param namesLost see the record
     */
    public Lease {
      namesLost = Set.copyOf(namesLost);
    }
  }

  /**
   * What became of a registration.
   *
   * @param nameKept false if the name belongs to another user; then the session has none
   * @param changes the changes of membership that it made
   */
  record Registration(boolean nameKept, List<MembershipChange> changes) {
    /**
     * Copies the list.
     *
     * @param nameKept see the record
     * @param changes see the record
     */
    public Registration {
      changes = List.copyOf(changes);
    }
  }

  /**
   * A session that was taken over.
   *
   * @param session the session, with its new id and token and served by the new node
   * @param formerNodeId the node that served it until now
   * @param held what was held for it, in the order in which it came
   */
  record Takeover(SessionRecord session, String formerNodeId, List<ByteBuffer> held) {
    /**
     * Copies the list.
     *
     * @param session see the record
     * @param formerNodeId see the record
     * @param held see the record
     */
    public Takeover {
      held = List.copyOf(held);
    }
  }

  /**
   * Where a session of a user is.
   *
   * @param sessionId the session
   * @param nodeId the node that serves it, or served it last
   * @param parked whether it is without a connection
   * @param username the name that the user shows now, empty if it has none
   * @param known whether the user is {@linkplain dev.chatengine.model.User#known() known}
   */
  record SessionLocation(
      String sessionId, String nodeId, boolean parked, String username, boolean known) {}

  /**
   * The members of a room.
   *
   * @param version the number of the last change that the list includes
   * @param members in the order in which they came
   */
  record RoomMembers(long version, List<Member> members) {
    /**
     * Copies the list.
     *
     * @param version see the record
     * @param members see the record
     */
    public RoomMembers {
      members = List.copyOf(members);
    }
  }

  /** A session is not registered, or not any more. */
  final class UnknownSessionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Names the session.
     *
     * @param sessionId the session
     */
    public UnknownSessionException(String sessionId) {
      super("session " + sessionId + " is not registered");
    }
  }
}
