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
 * Registers the sessions of all nodes, the names of users, and the members of rooms.
 *
 * <h2>Leases</h2>
 *
 * <p>Each node has one lease and renews it. The sessions that a node has registered are valid while
 * its lease is alive. When the lease has expired, {@link #expire} removes these sessions, step by
 * step, and returns each resulting change to exactly one caller, which announces it. A session with
 * a token outlives the lease of its node by the grace time with which it was registered.
 *
 * <h2>Sessions</h2>
 *
 * <p>A session is <em>parked</em> while it has no connection: after {@link #park}, until it is
 * registered again or taken over. A session with a token counts as parked from the moment at which
 * the lease of its node expires. A session whose time is over stays in its rooms and keeps its name
 * until it is removed, but can be neither taken over nor located.
 *
 * <h2>Names</h2>
 *
 * <p>A name belongs to a user, with all its sessions, and is free again when the last of them ends.
 * Names of guests (users that are not {@linkplain dev.chatengine.model.User#known() known}) are
 * unique among guests; two names are different if any character is. The name of a known user is
 * only displayed: it may be equal to the name of any other user. A user without a name may be in a
 * room, as a member whose name is empty.
 *
 * <p>After an outage two guests may have the same name: a node gives names by itself while it
 * cannot reach the registry, and a registry that has lost its data gets the sessions of the nodes
 * one after the other. Then the guest that has had the name longer ({@link
 * SessionRecord#nameAge()}) keeps it, in whatever order they are registered. A name that a guest
 * got by {@link #register} is uncertain for the length of a lease; so is a name from {@link
 * #claimName} if the registry's data are younger than a lease. If an older holder of an uncertain
 * name is registered, it takes the name back. The guest that loses the name stays in its rooms
 * without a name, and {@link #renew} reports the loss to the nodes of its sessions ({@link
 * Lease#namesLost()}). After that time a name is certain, and only its user can give it up.
 *
 * <h2>Members</h2>
 *
 * <p>A user with several sessions in a room is one member. Members are listed in the order in which
 * they joined. The changes of each room ({@link MembershipChange}) are numbered without a gap while
 * the room has members. The number of the last change is the room's <em>version</em>; the next
 * change of a room without members has the number after its {@linkplain #versions version}.
 * Versions never decrease within one epoch of the registry: when an empty room gets members again,
 * its numbers continue above all that it had, even if the registry has removed its data about the
 * room. A node that applies all changes in this order knows the room's members; a node that has
 * missed a change calls {@link #members}. If a session joins a room that another session of its
 * user is in, nothing changes. Every method that changes something is atomic, and returns the
 * changes to its caller alone, which announces them.
 *
 * <h2>Errors</h2>
 *
 * <p>While the registry cannot be reached (a method throws), the engine uses its own view and tries
 * again. A method that is called again after an unknown outcome has the same result, with two
 * exceptions: changes that the first call made are not returned again, and held payloads are
 * returned once. The engine finds missing changes by comparing versions. {@link #claimName}, {@link
 * #join}, {@link #leave} and {@link #park} throw {@link UnknownSessionException} for a session that
 * is not registered; its node then registers it again. A bounded registry that is full throws and
 * changes nothing. See the package's description for threads and deadlines.
 */
public interface PresenceRegistry extends AutoCloseable {

  /**
   * Creates a node's lease, or extends it.
   *
   * @param nodeId the node. It has another id each time it starts, so that it does not keep
   *     sessions alive that it registered before a restart
   * @param timeToLive how long the lease lives from now on, more than zero
   * @return the registry's epoch, whether the node had no live lease until now (then it has to
   *     register all its sessions again), and which sessions have lost their names
   * @throws IllegalArgumentException if {@code timeToLive} is not positive
   */
  Lease renew(String nodeId, Duration timeToLive);

  /**
   * Ends a node's lease at once. The sessions of the node are treated as if the lease had expired;
   * sessions that were parked before stay parked.
   *
   * @param nodeId the node
   */
  void release(String nodeId);

  /**
   * Registers a session, or updates it if it is registered already: after the call it has the given
   * rooms and no others, the given name, and is not parked. A session without a name leaves its
   * user's name as it is. If the name belongs to another user and stays there (see above), the
   * session is registered without the name; its user then keeps its former name if it has other
   * sessions, and has no name otherwise.
   *
   * @param session a session of a node that has a live lease; if the node has none, its lease
   *     counts as expired just now
   * @param grace how long the session stays after it was parked, or after the lease of its node has
   *     expired; without effect if it has no token
   * @return whether the session has the name, and the changes of membership, which include the
   *     renaming of a user who lost the name to the user of this session
   */
  Registration register(SessionRecord session, Duration grace);

  /**
   * Gives a name to the user of a session; the user's former name is free then. A known user always
   * gets the name; a guest gets it unless another guest has it. If the user has the name already,
   * nothing changes.
   *
   * @param sessionId a registered session
   * @param name 1 to {@value dev.chatengine.model.User#MAX_NAME_LENGTH} characters
   * @return whether the user has the name now
   * @throws IllegalArgumentException if the name is empty, too long or not well-formed text
   * @throws UnknownSessionException if the session is not registered
   */
  NameClaim claimName(String sessionId, String name);

  /**
   * Adds a session to a room.
   *
   * @param sessionId a registered session, which may be in the room already
   * @param room the room
   * @return the change if this is the user's first session in the room, otherwise nothing
   * @throws UnknownSessionException if the session is not registered
   */
  Optional<MembershipChange> join(String sessionId, Room room);

  /**
   * Removes a session from a room.
   *
   * @param sessionId a registered session, which need not be in the room
   * @param room the room
   * @return the change if this was the user's last session in the room, otherwise nothing
   * @throws UnknownSessionException if the session is not registered
   */
  Optional<MembershipChange> leave(String sessionId, Room room);

  /**
   * Ends a session: it leaves its rooms, and its user's name is free if this was the user's last
   * session. Without effect if the session is not registered.
   *
   * @param sessionId a session
   * @return the changes of membership
   */
  List<MembershipChange> unregister(String sessionId);

  /**
   * Parks a session that has lost its connection: it stays registered for its grace time, in its
   * rooms, and its user keeps its name. Without effect if the session is parked already. A session
   * that only counts as parked, because the lease of its node has expired, is parked from now on,
   * even if the node renews its lease.
   *
   * @param sessionId a registered session that has a token
   * @throws IllegalArgumentException if the session has no token
   * @throws UnknownSessionException if the session is not registered
   */
  void park(String sessionId);

  /**
   * Takes over the session of a token, parked or not, for another connection. Of several concurrent
   * calls one succeeds. The session gets another id, so that late calls of the former node for the
   * old id (to leave a room, to park or to end the session) have no effect on it.
   *
   * @param tokenHash the hash of the token
   * @param newSessionId the new id of the session, which no other session has
   * @param nodeId the node that serves the session from now on, with a live lease
   * @param newTokenHash the hash of the new token; the old token is void after the call
   * @return the session and the payloads that were held for it, or nothing if no session has the
   *     token
   * @throws IllegalArgumentException if another session has the new id
   */
  Optional<Takeover> takeOver(
      String tokenHash, String newSessionId, String nodeId, String newTokenHash);

  /**
   * Holds a payload for a parked session, until another connection takes the session over.
   *
   * @param sessionId a session
   * @param payload the remaining bytes of this buffer, which must not be changed any more
   * @return false if the session is not parked or not registered, or if the payload exceeds what
   *     may be held for it
   */
  boolean hold(String sessionId, ByteBuffer payload);

  /**
   * Lists the sessions of a user, on all nodes.
   *
   * @param userId a user's id
   * @return the sessions whose node has a live lease, and the parked sessions
   */
  List<SessionLocation> locate(String userId);

  /**
   * Lists the members of a room.
   *
   * @param room a room
   * @return the members in the order in which they joined, and the version of this list
   */
  RoomMembers members(Room room);

  /**
   * Reads the versions of many rooms, in few calls to a remote server.
   *
   * @param rooms any number of rooms
   * @return the version of each room; for a room without members, the number before that of its
   *     next change
   */
  Map<Room, Long> versions(Set<Room> rooms);

  /**
   * Lists the rooms that have members, in the order of the code points of their names.
   *
   * @param after the name after which the list begins; empty for all
   * @param limit how many at most, 0 to {@value MessageStore#MAX_LIMIT}
   * @return the first {@code limit} rooms after that name
   * @throws IllegalArgumentException if the limit is out of range
   */
  List<RoomSummary> rooms(String after, int limit);

  /**
   * Removes sessions whose time is over: sessions without a token whose node has no live lease, and
   * sessions with a token whose grace time is over. Returns each change to exactly one caller,
   * which announces it.
   *
   * @param limit how many sessions that cause a change are removed at most, 1 to {@value
   *     MessageStore#MAX_LIMIT}
   * @return the changes of membership; an empty list only if no expired session is left
   * @throws IllegalArgumentException if the limit is out of range
   */
  List<MembershipChange> expire(int limit);

  /**
   * The traits of this registry: {@code shared} if all nodes use the same data.
   *
   * @return always the same
   */
  Traits traits();

  /** Closes what the registry itself has opened. Leases that were not released expire. */
  @Override
  void close();

  /**
   * The state of a node's lease.
   *
   * @param epoch identifies the registry's data; it changes when the data were lost
   * @param fresh whether the node had no live lease before
   * @param namesLost the sessions of the node whose user lost its name to an older holder. A
   *     session is reported until it is registered again, claims a name or ends
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
   * The result of a registration.
   *
   * @param nameKept false if the name belongs to another user, so that the session has no name
   * @param changes the changes of membership that the registration made
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
   * @param session the session, with its new id, token and node
   * @param formerNodeId the node that served the session before
   * @param held the payloads that were held for the session, in the order in which they came
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
   * The location of a session.
   *
   * @param sessionId the session
   * @param nodeId the node that serves the session, or served it last
   * @param parked whether the session has no connection
   * @param username the present name of the user, empty if it has none
   * @param known whether the user is {@linkplain dev.chatengine.model.User#known() known}
   */
  record SessionLocation(
      String sessionId, String nodeId, boolean parked, String username, boolean known) {}

  /**
   * The members of a room.
   *
   * @param version the number of the last change that the list includes
   * @param members the members, in the order in which they joined
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

  /** A session is not registered, or is not registered any more. */
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
