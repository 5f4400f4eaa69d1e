package dev.chatengine.testkit;

import dev.chatengine.memory.MemoryPresenceRegistry;
import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.MembershipChange.Kind;
import dev.chatengine.model.Room;
import dev.chatengine.model.RoomSummary;
import dev.chatengine.model.User;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.NameClaim;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.spi.SessionRecord;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Registries with one fault each. Nested, so that no build runs them by itself. */
final class FaultyRegistries {
  private FaultyRegistries() {}

  /** Runs the contract on a shared registry in memory that was given a fault. */
  abstract static class Contract extends PresenceRegistryContract {
    private final ManualClock clock = new ManualClock();
    private final MemoryPresenceRegistry first =
        MemoryPresenceRegistry.builder().nanoClock(clock::nanoTime).shared(true).build();

    abstract PresenceRegistry faulty(PresenceRegistry sound);

    @Override
    protected PresenceRegistry open() {
      return faulty(first.another());
    }

    @Override
    protected void advance(Duration duration) {
      clock.advance(duration);
    }

    @Override
    protected Set<Capability> capabilities() {
      return Set.of(Capability.SHARED);
    }
  }

  static class WithoutFault extends Contract {
    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound);
    }
  }

  static class AnnouncesEverySession extends Contract {
    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public Optional<MembershipChange> join(String sessionId, Room room) {
          Optional<MembershipChange> change = sound.join(sessionId, room);
          return change.isPresent()
              ? change
              : Optional.of(
                  new MembershipChange(
                      room, members(room).version(), Kind.JOINED, members(room).members().get(0)));
        }
      };
    }
  }

  static class TellsExpiriesTwice extends Contract {
    private final List<MembershipChange> told = Collections.synchronizedList(new ArrayList<>());

    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public List<MembershipChange> expire(int limit) {
          List<MembershipChange> changes = sound.expire(limit);
          if (changes.isEmpty() && !told.isEmpty()) {
            return List.of(told.remove(0));
          }
          told.addAll(changes);
          return changes;
        }
      };
    }
  }

  static class ForgetsVersions extends Contract {
    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public Map<Room, Long> versions(Set<Room> rooms) {
          return rooms.stream().collect(Collectors.toMap(room -> room, room -> 0L));
        }
      };
    }
  }

  static class NumbersEmptyRoomsAgain extends Contract {
    private final Map<Room, Long> base = new ConcurrentHashMap<>();

    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public Optional<MembershipChange> join(String sessionId, Room room) {
          return sound.join(sessionId, room).map(this::numbered);
        }

        @Override
        public Optional<MembershipChange> leave(String sessionId, Room room) {
          Optional<MembershipChange> left = sound.leave(sessionId, room).map(this::numbered);
          RoomMembers after = sound.members(room);
          if (after.members().isEmpty()) {
            base.put(room, after.version());
          }
          return left;
        }

        @Override
        public RoomMembers members(Room room) {
          RoomMembers members = sound.members(room);
          return new RoomMembers(
              members.version() - base.getOrDefault(room, 0L), members.members());
        }

        @Override
        public Map<Room, Long> versions(Set<Room> rooms) {
          return rooms.stream()
              .collect(Collectors.toMap(room -> room, room -> members(room).version()));
        }

        private MembershipChange numbered(MembershipChange change) {
          long version = change.version() - base.getOrDefault(change.room(), 0L);
          return new MembershipChange(change.room(), version, change.kind(), change.member());
        }
      };
    }
  }

  static class GivesANameTwice extends Contract {
    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public NameClaim claimName(String sessionId, String name) {
          NameClaim claim = sound.claimName(sessionId, name);
          return claim instanceof NameClaim.Taken ? new NameClaim.Claimed(List.of()) : claim;
        }
      };
    }
  }

  static class ConfusesNames extends Contract {
    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public NameClaim claimName(String sessionId, String name) {
          return sound.claimName(sessionId, name.toLowerCase(Locale.ROOT));
        }
      };
    }
  }

  /** Whoever registers first has the name. */
  static class ForgetsHowOldNamesAre extends Contract {
    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public Registration register(SessionRecord session, Duration grace) {
          return sound.register(
              new SessionRecord(
                  session.sessionId(),
                  session.nodeId(),
                  session.user(),
                  Duration.ZERO,
                  session.rooms(),
                  session.tokenHash()),
              grace);
        }
      };
    }
  }

  static class TakesNamesForEver extends Contract {
    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public Lease renew(String nodeId, Duration timeToLive) {
          return sound.renew(nodeId, timeToLive.multipliedBy(10));
        }
      };
    }
  }

  static class KeepsLostNamesSecret extends Contract {
    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public Lease renew(String nodeId, Duration timeToLive) {
          Lease lease = sound.renew(nodeId, timeToLive);
          return new Lease(lease.epoch(), lease.fresh(), Set.of());
        }
      };
    }
  }

  static class KeepsFormerNames extends Contract {
    private final Map<String, String> names = new ConcurrentHashMap<>();

    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public Registration register(SessionRecord session, Duration grace) {
          if (session.user().name() != null) {
            names.putIfAbsent(session.user().name(), session.user().id());
          }
          return sound.register(session, grace);
        }

        @Override
        public NameClaim claimName(String sessionId, String name) {
          return names.containsKey(name) ? new NameClaim.Taken() : sound.claimName(sessionId, name);
        }
      };
    }
  }

  static class SortsMembers extends Contract {
    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public RoomMembers members(Room room) {
          RoomMembers members = sound.members(room);
          return new RoomMembers(
              members.version(),
              members.members().stream().sorted(Comparator.comparing(Member::userId)).toList());
        }
      };
    }
  }

  static class MovesTheRenamed extends Contract {
    private final Set<Member> renamed = Collections.synchronizedSet(new HashSet<>());

    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public NameClaim claimName(String sessionId, String name) {
          NameClaim claim = sound.claimName(sessionId, name);
          if (claim instanceof NameClaim.Claimed claimed) {
            claimed.changes().forEach(change -> renamed.add(change.member()));
          }
          return claim;
        }

        @Override
        public RoomMembers members(Room room) {
          RoomMembers members = sound.members(room);
          Stream<Member> first = members.members().stream().filter(each -> !renamed.contains(each));
          Stream<Member> last = members.members().stream().filter(renamed::contains);
          return new RoomMembers(members.version(), Stream.concat(first, last).toList());
        }
      };
    }
  }

  static class NeverExpires extends Contract {
    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public List<MembershipChange> expire(int limit) {
          return List.of();
        }
      };
    }
  }

  static class ExpiresTooEarly extends Contract {
    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public Lease renew(String nodeId, Duration timeToLive) {
          return sound.renew(nodeId, timeToLive.dividedBy(2));
        }
      };
    }
  }

  static class ExpiresWithoutLimit extends Contract {
    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public List<MembershipChange> expire(int limit) {
          return sound.expire(Math.max(limit, MessageStore.MAX_LIMIT));
        }
      };
    }
  }

  static class StopsExpiringHalfWay extends Contract {
    private boolean stopped;

    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public List<MembershipChange> expire(int limit) {
          stopped = !stopped;
          return stopped ? List.of() : sound.expire(limit);
        }
      };
    }
  }

  static class ForgetsTheGraceTime extends Contract {
    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public Registration register(SessionRecord session, Duration grace) {
          return sound.register(session, Duration.ZERO);
        }
      };
    }
  }

  static class LetsTwoTakeOver extends Contract {
    private final Map<String, PresenceRegistry.Takeover> takeovers = new ConcurrentHashMap<>();

    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public Optional<Takeover> takeOver(
            String tokenHash, String newSessionId, String nodeId, String newTokenHash) {
          Optional<Takeover> takeover =
              sound.takeOver(tokenHash, newSessionId, nodeId, newTokenHash);
          takeover.ifPresent(won -> takeovers.put(tokenHash, won));
          return Optional.ofNullable(takeovers.get(tokenHash));
        }
      };
    }
  }

  static class ForgetsMetadata extends Contract {
    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public Registration register(SessionRecord session, Duration grace) {
          User user = session.user().toBuilder().metadata(Map.of()).build();
          return sound.register(
              new SessionRecord(
                  session.sessionId(),
                  session.nodeId(),
                  user,
                  session.nameAge(),
                  session.rooms(),
                  session.tokenHash()),
              grace);
        }
      };
    }
  }

  static class KeepsSessionsAtTheirFirstNode extends Contract {
    private final Map<String, String> nodes = new ConcurrentHashMap<>();

    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public Registration register(SessionRecord session, Duration grace) {
          String node = nodes.computeIfAbsent(session.sessionId(), id -> session.nodeId());
          return sound.register(
              new SessionRecord(
                  session.sessionId(),
                  node,
                  session.user(),
                  session.nameAge(),
                  session.rooms(),
                  session.tokenHash()),
              grace);
        }
      };
    }
  }

  static class KeepsTheFirstToken extends Contract {
    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public Registration register(SessionRecord session, Duration grace) {
          String given = session.tokenHash();
          String token =
              given == null ? null : tokens.computeIfAbsent(session.sessionId(), id -> given);
          return sound.register(
              new SessionRecord(
                  session.sessionId(),
                  session.nodeId(),
                  session.user(),
                  session.nameAge(),
                  session.rooms(),
                  token),
              grace);
        }
      };
    }
  }

  static class LetsTheFormerNodeIn extends Contract {
    private final Map<String, String> successors = new ConcurrentHashMap<>();

    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public Optional<Takeover> takeOver(
            String tokenHash, String newSessionId, String nodeId, String newTokenHash) {
          Optional<Takeover> takeover =
              sound.takeOver(tokenHash, newSessionId, nodeId, newTokenHash);
          takeover.ifPresent(won -> successors.put("s1", newSessionId));
          return takeover;
        }

        @Override
        public List<MembershipChange> unregister(String sessionId) {
          return sound.unregister(successors.getOrDefault(sessionId, sessionId));
        }
      };
    }
  }

  static class LosesWhatIsHeld extends Contract {
    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public Optional<Takeover> takeOver(
            String tokenHash, String newSessionId, String nodeId, String newTokenHash) {
          return sound
              .takeOver(tokenHash, newSessionId, nodeId, newTokenHash)
              .map(won -> new Takeover(won.session(), won.formerNodeId(), List.of()));
        }
      };
    }
  }

  static class TurnsRoundWhatIsHeld extends Contract {
    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public Optional<Takeover> takeOver(
            String tokenHash, String newSessionId, String nodeId, String newTokenHash) {
          return sound
              .takeOver(tokenHash, newSessionId, nodeId, newTokenHash)
              .map(
                  won -> {
                    List<ByteBuffer> held = new ArrayList<>(won.held());
                    Collections.reverse(held);
                    return new Takeover(won.session(), won.formerNodeId(), held);
                  });
        }
      };
    }
  }

  static class HoldsWithoutBound extends Contract {
    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public boolean hold(String sessionId, ByteBuffer payload) {
          sound.hold(sessionId, payload);
          return true;
        }
      };
    }
  }

  static class ListsRoomsFromTheBeginning extends Contract {
    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public List<RoomSummary> rooms(String after, int limit) {
          return sound.rooms(after.isEmpty() ? "" : after.substring(1), limit);
        }
      };
    }
  }

  static class TakesAnyLimit extends Contract {
    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public List<RoomSummary> rooms(String after, int limit) {
          return sound.rooms(after, Math.max(0, Math.min(MessageStore.MAX_LIMIT, limit)));
        }

        @Override
        public List<MembershipChange> expire(int limit) {
          return sound.expire(Math.max(1, Math.min(MessageStore.MAX_LIMIT, limit)));
        }
      };
    }
  }

  static class NeverCloses extends Contract {
    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public void close() {}
      };
    }
  }

  static class KnowsEverySession extends Contract {
    @Override
    PresenceRegistry faulty(PresenceRegistry sound) {
      return new ForwardingRegistry(sound) {
        @Override
        public Optional<MembershipChange> leave(String sessionId, Room room) {
          try {
            return sound.leave(sessionId, room);
          } catch (UnknownSessionException e) {
            return Optional.empty();
          }
        }
      };
    }
  }
}
