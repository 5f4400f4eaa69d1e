package dev.chatengine.testkit.presence;

import static java.util.stream.Collectors.toMap;

import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.MembershipChange.Kind;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.NameClaim;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.spi.PresenceRegistry.Lease;
import dev.chatengine.spi.PresenceRegistry.RoomMembers;
import dev.chatengine.spi.PresenceRegistry.Takeover;
import dev.chatengine.spi.PresenceRegistry.UnknownSessionException;
import dev.chatengine.spi.SessionRecord;
import dev.chatengine.testkit.support.Fault;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Registries with one fault each. */
final class FaultyRegistries {
  private FaultyRegistries() {}

  static List<Fault<PresenceRegistry, PresenceRegistry>> all() {
    // The registries of one test share this state.
    List<MembershipChange> expired = Collections.synchronizedList(new ArrayList<>());
    Map<Room, Long> numberedFrom = new ConcurrentHashMap<>();
    Map<String, String> names = new ConcurrentHashMap<>();
    Set<Member> renamed = Collections.synchronizedSet(new HashSet<>());
    AtomicInteger expiries = new AtomicInteger();
    Map<String, Takeover> takeovers = new ConcurrentHashMap<>();
    Map<String, String> nodes = new ConcurrentHashMap<>();
    Map<String, String> tokens = new ConcurrentHashMap<>();
    Map<String, String> successors = new ConcurrentHashMap<>();
    return List.of(
        fault("has no fault", faulty -> {}),
        fault(
            "announces every session",
            FaultyRegistries::announceEverySession,
            "onlyTheFirstSessionOfAUserJoinsAndOnlyTheLastLeaves",
            "joiningOrLeavingASecondTimeIsNoChange",
            "allChangesInTheirOrderGiveTheMembers"),
        fault(
            "reports expiries twice",
            faulty -> reportExpiriesTwice(faulty, expired),
            "eachExpiryIsReportedToOneOfManyCallers",
            "expiryRemovesTheSessionsOfADeadNodeAndReportsTheChanges"),
        fault(
            "forgets the versions of rooms",
            faulty ->
                faulty.versions = all -> all.stream().collect(toMap(room -> room, room -> 0L)),
            "theVersionsOfManyRoomsMatchTheirLists",
            "theVersionOfARoomNeverGoesBack"),
        fault(
            "numbers empty rooms from the beginning",
            faulty -> numberEmptyRoomsAgain(faulty, numberedFrom),
            "theVersionOfARoomNeverGoesBack"),
        fault(
            "gives a name twice",
            faulty ->
                faulty.claimName =
                    (session, name) -> granted(faulty.sound.claimName(session, name)),
            "aNameIsClaimedByOneUser",
            "oneOfManyConcurrentClaimsGetsTheName",
            "aParkedSessionKeepsItsNameForTheGraceTime"),
        fault(
            "ignores the case of names",
            faulty ->
                faulty.claimName =
                    (session, name) ->
                        faulty.sound.claimName(session, name.toLowerCase(Locale.ROOT)),
            "namesDifferIfAnyCharacterDoes",
            "namesAreReturnedUnchanged"),
        fault(
            "keeps former names",
            faulty -> keepFormerNames(faulty, names),
            "aNewNameReleasesTheFormerOne"),
        fault(
            "gives a name to the user who registers first",
            faulty -> register(faulty, session -> with(session, Duration.ZERO)),
            "theOlderHolderOfANameKeepsIt",
            "anOlderHolderTakesItsNameBackFromAClaimInANewMemory",
            "aTakeoverReportsTheAgeOfTheName"),
        fault(
            "grants names for ever",
            faulty -> renew(faulty, time -> time.multipliedBy(10)),
            "aNameHeldForALeaseIsCertain",
            "aNameOfAnOldMemoryIsCertainAtOnce"),
        fault(
            "does not report lost names",
            faulty ->
                faulty.renew =
                    (nodeId, time) -> {
                      Lease lease = faulty.sound.renew(nodeId, time);
                      return new Lease(lease.epoch(), lease.fresh(), Set.of());
                    },
            "aRenewalReportsSessionsWithoutTheirNamesUntilTheNodeChangesThem"),
        fault(
            "sorts the members of a room",
            faulty -> sort(faulty, Comparator.comparing(Member::userId)),
            "membersAreListedInTheOrderOfTheirJoins",
            "aUserThatReturnsIsListedLast"),
        fault(
            "moves renamed members",
            faulty -> moveRenamed(faulty, renamed),
            "aRenamedMemberKeepsItsPlaceInTheList"),
        fault(
            "never expires",
            faulty -> faulty.expire = limit -> List.of(),
            "expiryRemovesTheSessionsOfADeadNodeAndReportsTheChanges",
            "expiryFreesNames",
            "aParkedSessionEndsWithItsGraceTime"),
        fault(
            "expires too early",
            faulty -> renew(faulty, time -> time.dividedBy(2)),
            "nothingExpiresWhileItsLeaseIsAlive",
            "aLeaseLivesFromItsLastRenewalOn"),
        fault(
            "expires without a limit",
            faulty ->
                faulty.expire =
                    limit -> faulty.sound.expire(Math.max(limit, MessageStore.MAX_LIMIT)),
            "expiryReportsNoMoreThanItsLimit"),
        fault(
            "stops expiring half way",
            faulty ->
                faulty.expire =
                    limit ->
                        expiries.getAndIncrement() % 2 == 0
                            ? List.of()
                            : faulty.sound.expire(limit),
            "anEmptyExpiryMeansThatNothingIsLeftToExpire"),
        fault(
            "forgets the grace time",
            faulty ->
                faulty.register = (session, grace) -> faulty.sound.register(session, Duration.ZERO),
            "aSessionWithATokenOutlivesItsNodeByTheGraceTime",
            "aParkedSessionEndsWithItsGraceTime"),
        fault(
            "lets two nodes take one session over",
            faulty ->
                takeOver(
                    faulty,
                    (token, takeover) -> {
                      takeover.ifPresent(won -> takeovers.put(token, won));
                      return Optional.ofNullable(takeovers.get(token));
                    }),
            "oneOfManyConcurrentTakeoversSucceeds",
            "aTokenIsVoidOnceItWasUsed"),
        fault(
            "forgets the metadata of users",
            faulty -> register(faulty, FaultyRegistries::withoutMetadata),
            "aTakeoverKeepsTheMetadataOfTheUser"),
        fault(
            "keeps a session at its first faulty",
            faulty ->
                register(
                    faulty,
                    session ->
                        with(
                            session,
                            nodes.computeIfAbsent(session.sessionId(), id -> session.nodeId()))),
            "aSessionThatIsRegisteredAtAnotherNodeOutlivesTheFormerOne"),
        fault(
            "keeps the first token",
            faulty -> register(faulty, session -> withFirstToken(session, tokens)),
            "aRegistrationWithAnotherTokenMakesTheFormerOneVoid"),
        fault(
            "obeys the former faulty after a takeover",
            faulty -> obeyFormerNode(faulty, successors),
            "theFormerNodeCannotTouchASessionThatWasTakenOver"),
        fault(
            "loses the held payloads",
            faulty -> changeHeld(faulty, held -> List.of()),
            "heldPayloadsAreReturnedOnceInOrder",
            "heldPayloadsKeepTheirBytes"),
        fault(
            "reverses the held payloads",
            faulty -> changeHeld(faulty, FaultyRegistries::reversed),
            "heldPayloadsAreReturnedOnceInOrder"),
        fault(
            "holds payloads without a bound",
            faulty ->
                faulty.hold =
                    (session, payload) -> {
                      faulty.sound.hold(session, payload);
                      return true;
                    },
            "heldPayloadsAreBoundedAndNoneIsLost",
            "nothingIsHeldForASessionThatIsNotParked"),
        fault(
            "lists rooms again on the next page",
            faulty ->
                faulty.rooms =
                    (after, limit) ->
                        faulty.sound.rooms(after.isEmpty() ? "" : after.substring(1), limit),
            "roomsAreListedPageByPage"),
        fault(
            "takes any limit",
            faulty -> {
              faulty.rooms = (after, limit) -> faulty.sound.rooms(after, within(0, limit));
              faulty.expire = limit -> faulty.sound.expire(within(1, limit));
            },
            "aLimitOfRoomsOutOfRangeIsRefused",
            "aLimitOfExpiryOutOfRangeIsRefused"),
        fault(
            "never closes",
            faulty -> faulty.close = () -> {},
            "closingTwiceHasNoFurtherEffect",
            "aClosedRegistryRefusesEverything"),
        fault(
            "lets unknown sessions leave",
            faulty ->
                faulty.leave =
                    (session, room) -> {
                      try {
                        return faulty.sound.leave(session, room);
                      } catch (UnknownSessionException e) {
                        return Optional.empty();
                      }
                    },
            "aSessionThatIsNotRegisteredIsRefused"));
  }

  private static Fault<PresenceRegistry, PresenceRegistry> fault(
      String name, Consumer<FaultyRegistry> fault, String... noticedBy) {
    return Fault.fault(name, FaultyRegistry::new, fault, noticedBy);
  }

  private static void register(FaultyRegistry faulty, UnaryOperator<SessionRecord> change) {
    faulty.register = (session, grace) -> faulty.sound.register(change.apply(session), grace);
  }

  private static void renew(FaultyRegistry faulty, UnaryOperator<Duration> change) {
    faulty.renew = (nodeId, time) -> faulty.sound.renew(nodeId, change.apply(time));
  }

  private static void sort(FaultyRegistry faulty, Comparator<Member> order) {
    faulty.members =
        room -> {
          RoomMembers members = faulty.sound.members(room);
          return new RoomMembers(
              members.version(), members.members().stream().sorted(order).toList());
        };
  }

  private static void takeOver(
      FaultyRegistry faulty, BiFunction<String, Optional<Takeover>, Optional<Takeover>> change) {
    faulty.takeOver =
        (token, newSession, nodeId, newToken) ->
            change.apply(token, faulty.sound.takeOver(token, newSession, nodeId, newToken));
  }

  private static void changeHeld(FaultyRegistry faulty, UnaryOperator<List<ByteBuffer>> change) {
    takeOver(
        faulty,
        (token, takeover) ->
            takeover.map(
                won -> new Takeover(won.session(), won.formerNodeId(), change.apply(won.held()))));
  }

  private static void announceEverySession(FaultyRegistry faulty) {
    faulty.join =
        (session, room) -> {
          Optional<MembershipChange> change = faulty.sound.join(session, room);
          RoomMembers now = faulty.sound.members(room);
          return change.isPresent()
              ? change
              : Optional.of(
                  new MembershipChange(room, now.version(), Kind.JOINED, now.members().get(0)));
        };
  }

  private static void reportExpiriesTwice(FaultyRegistry faulty, List<MembershipChange> reported) {
    faulty.expire =
        limit -> {
          List<MembershipChange> changes = faulty.sound.expire(limit);
          if (changes.isEmpty() && !reported.isEmpty()) {
            return List.of(reported.remove(0));
          }
          reported.addAll(changes);
          return changes;
        };
  }

  private static void numberEmptyRoomsAgain(FaultyRegistry faulty, Map<Room, Long> from) {
    Function<MembershipChange, MembershipChange> numbered =
        change ->
            new MembershipChange(
                change.room(),
                change.version() - from.getOrDefault(change.room(), 0L),
                change.kind(),
                change.member());
    faulty.join = (session, room) -> faulty.sound.join(session, room).map(numbered);
    faulty.leave =
        (session, room) -> {
          Optional<MembershipChange> left = faulty.sound.leave(session, room).map(numbered);
          RoomMembers after = faulty.sound.members(room);
          if (after.members().isEmpty()) {
            from.put(room, after.version());
          }
          return left;
        };
    faulty.members =
        room -> {
          RoomMembers members = faulty.sound.members(room);
          return new RoomMembers(
              members.version() - from.getOrDefault(room, 0L), members.members());
        };
    faulty.versions =
        rooms ->
            rooms.stream().collect(toMap(room -> room, room -> faulty.members(room).version()));
  }

  private static NameClaim granted(NameClaim claim) {
    return claim instanceof NameClaim.Taken ? new NameClaim.Claimed(List.of()) : claim;
  }

  private static void keepFormerNames(FaultyRegistry faulty, Map<String, String> names) {
    register(
        faulty,
        session -> {
          if (session.user().name() != null) {
            names.putIfAbsent(session.user().name(), session.user().id());
          }
          return session;
        });
    faulty.claimName =
        (session, name) ->
            names.containsKey(name) ? new NameClaim.Taken() : faulty.sound.claimName(session, name);
  }

  private static void moveRenamed(FaultyRegistry faulty, Set<Member> renamed) {
    faulty.claimName =
        (session, name) -> {
          NameClaim claim = faulty.sound.claimName(session, name);
          if (claim instanceof NameClaim.Claimed claimed) {
            claimed.changes().forEach(change -> renamed.add(change.member()));
          }
          return claim;
        };
    sort(faulty, Comparator.comparing(renamed::contains));
  }

  private static void obeyFormerNode(FaultyRegistry faulty, Map<String, String> successors) {
    faulty.takeOver =
        (token, newSession, nodeId, newToken) -> {
          Optional<Takeover> takeover = faulty.sound.takeOver(token, newSession, nodeId, newToken);
          takeover.ifPresent(won -> successors.put("s1", newSession));
          return takeover;
        };
    faulty.unregister =
        session -> faulty.sound.unregister(successors.getOrDefault(session, session));
  }

  private static int within(int least, int limit) {
    return Math.max(least, Math.min(MessageStore.MAX_LIMIT, limit));
  }

  private static List<ByteBuffer> reversed(List<ByteBuffer> held) {
    List<ByteBuffer> reversed = new ArrayList<>(held);
    Collections.reverse(reversed);
    return reversed;
  }

  private static SessionRecord with(SessionRecord session, Duration nameAge) {
    return with(session, session.nodeId(), session.user(), nameAge, session.tokenHash());
  }

  private static SessionRecord with(SessionRecord session, String nodeId) {
    return with(session, nodeId, session.user(), session.nameAge(), session.tokenHash());
  }

  private static SessionRecord withFirstToken(SessionRecord session, Map<String, String> tokens) {
    String given = session.tokenHash();
    String first = given == null ? null : tokens.computeIfAbsent(session.sessionId(), id -> given);
    return with(session, session.nodeId(), session.user(), session.nameAge(), first);
  }

  private static SessionRecord withoutMetadata(SessionRecord session) {
    User user = session.user().toBuilder().metadata(Map.of()).build();
    return with(session, session.nodeId(), user, session.nameAge(), session.tokenHash());
  }

  private static SessionRecord with(
      SessionRecord session, String nodeId, User user, Duration nameAge, @Nullable String token) {
    return new SessionRecord(session.sessionId(), nodeId, user, nameAge, session.rooms(), token);
  }
}
