package dev.thaw.cloud.access;

import dev.thaw.protocol.Digest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who has proved who they are lately: in memory only, so that a restart asks everybody again. One
 * holder has a few at a time; the oldest gives way. Thread-safe.
 *
 * @param <T> what a session stands for
 */
final class Sessions<T> {
  private static final int MOST_PER_HOLDER = 8;

  private final Clock clock;
  private final Duration lifetime;
  private final Map<Digest, Session<T>> byDigest = new HashMap<>();
  private final Map<String, Deque<Digest>> byHolder = new HashMap<>();

  private record Session<T>(String holder, T about, Instant begun) {}

  Sessions(Clock clock, Duration lifetime) {
    this.clock = clock;
    this.lifetime = lifetime;
  }

  synchronized void add(String holder, Digest secret, T about) {
    Deque<Digest> own = byHolder.computeIfAbsent(holder, ignored -> new ArrayDeque<>());
    if (own.size() == MOST_PER_HOLDER) {
      byDigest.remove(own.removeFirst());
    }
    own.addLast(secret);
    byDigest.put(secret, new Session<>(holder, about, clock.instant()));
  }

  /** What the session stands for, unless it is over. */
  synchronized Optional<T> find(Digest secret) {
    Session<T> session = byDigest.get(secret);
    if (session == null) {
      return Optional.empty();
    }
    if (!isOpen(session)) {
      remove(secret);
      return Optional.empty();
    }
    return Optional.of(session.about);
  }

  synchronized void remove(Digest secret) {
    Session<T> session = byDigest.remove(secret);
    if (session != null) {
      byHolder.computeIfPresent(
          session.holder, (holder, own) -> own.remove(secret) && own.isEmpty() ? null : own);
    }
  }

  /** Ends all of a holder's sessions. */
  synchronized void removeAll(String holder) {
    Deque<Digest> own = byHolder.remove(holder);
    if (own != null) {
      own.forEach(byDigest::remove);
    }
  }

  /** One from the future is over: the clock was set back, and would let it live too long. */
  private boolean isOpen(Session<T> session) {
    Instant now = clock.instant();
    return !session.begun.isAfter(now) && now.isBefore(session.begun.plus(lifetime));
  }
}
