package dev.thaw.demo.profile;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The profiles that are open, and who holds them. Each is opened by one thread while others wait
 * for it; a profile that nobody holds is closed when more are open than should be, the one unused
 * longest first, or when it was idle for long. Thread-safe.
 *
 * <p>A slot's own lock is held while its profile is opened or closed, and never asked for by one
 * who holds the lock of the map.
 */
final class OpenProfiles {
  private static final Logger LOG = LoggerFactory.getLogger(OpenProfiles.class);

  private final ProfileSettings settings;
  private final Function<Token, Profile> opener;
  private final Executor closing;
  private final Map<String, Slot> slots = new HashMap<>();
  private boolean closed;

  /**
   * @param closing where profiles are closed that others need the room of
   */
  OpenProfiles(ProfileSettings settings, Function<Token, Profile> opener, Executor closing) {
    this.settings = settings;
    this.opener = opener;
    this.closing = closing;
  }

  /** One profile's place. */
  private static final class Slot {
    private final Token token;
    private volatile @Nullable Profile profile;
    private int holds;
    private Instant lastUsed = Instant.EPOCH;

    Slot(Token token) {
      this.token = token;
    }

    synchronized Profile open(Function<Token, Profile> opener) {
      Profile open = profile;
      if (open == null) {
        open = opener.apply(token);
        profile = open;
      }
      return open;
    }

    synchronized void close() {
      Profile open = profile;
      profile = null;
      if (open != null) {
        closeLoudly(open);
      }
    }

    private void closeLoudly(Profile open) {
      try {
        open.close();
      } catch (RuntimeException e) {
        LOG.warn("closing profile={}", token, e);
      }
    }
  }

  Profiles.Lease lease(Token token) {
    Slot slot = hold(token);
    try {
      Profile profile = slot.open(opener);
      makeRoom();
      return new Held(slot, profile);
    } catch (RuntimeException e) {
      release(slot);
      throw e;
    }
  }

  synchronized int count() {
    return (int) slots.values().stream().filter(slot -> slot.profile != null).count();
  }

  /** Closes what is too much or idle for long. */
  void closeSurplus() {
    Optional<Slot> next = surplus();
    while (next.isPresent() && closeIfFree(next.get())) {
      next = surplus();
    }
  }

  /** Closes all, held or not; none opens any more. */
  void closeAll() {
    List<Slot> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(slots.values());
    }
    all.forEach(Slot::close);
  }

  private void makeRoom() {
    if (surplus().isPresent()) {
      closing.execute(this::closeSurplus);
    }
  }

  private synchronized Slot hold(Token token) {
    if (closed) {
      throw new IllegalStateException("the profiles are closed");
    }
    Slot slot = slots.computeIfAbsent(token.folder(), folder -> new Slot(token));
    slot.holds++;
    return slot;
  }

  private synchronized void release(Slot slot) {
    slot.holds--;
    slot.lastUsed = settings.clock().instant();
    forgetIfUnused(slot);
  }

  /** Which to close next; none once all are closed. */
  private synchronized Optional<Slot> surplus() {
    if (closed) {
      return Optional.empty();
    }
    boolean tooMany = count() > settings.open();
    Instant longAgo = settings.clock().instant().minus(settings.idle());
    return slots.values().stream()
        .filter(slot -> slot.holds == 0 && slot.profile != null)
        .min(Comparator.comparing(slot -> slot.lastUsed))
        .filter(slot -> tooMany || !slot.lastUsed.isAfter(longAgo));
  }

  private boolean closeIfFree(Slot slot) {
    synchronized (slot) {
      if (isHeld(slot)) {
        return false;
      }
      slot.close();
    }
    synchronized (this) {
      forgetIfUnused(slot);
    }
    return true;
  }

  private synchronized boolean isHeld(Slot slot) {
    return slot.holds > 0;
  }

  private void forgetIfUnused(Slot slot) {
    if (slot.holds == 0 && slot.profile == null) {
      slots.remove(slot.token.folder(), slot);
    }
  }

  /** A lease. */
  private final class Held implements Profiles.Lease {
    private final Slot slot;
    private final Profile profile;
    private final AtomicBoolean released = new AtomicBoolean();

    Held(Slot slot, Profile profile) {
      this.slot = slot;
      this.profile = profile;
    }

    @Override
    public Profile profile() {
      return profile;
    }

    @Override
    public void close() {
      if (released.compareAndSet(false, true)) {
        release(slot);
        makeRoom();
      }
    }
  }
}
