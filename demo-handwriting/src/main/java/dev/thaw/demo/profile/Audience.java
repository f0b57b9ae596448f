package dev.thaw.demo.profile;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who listens to a profile; what a listener throws is logged and harms nobody. Thread-safe. */
final class Audience {
  private static final Logger LOG = LoggerFactory.getLogger(Audience.class);

  /** One listening; the same listener may listen twice. */
  private record Seat(ProfileListener listener) {
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  private final List<Seat> seats = new CopyOnWriteArrayList<>();

  Profile.Subscription add(ProfileListener listener) {
    Seat seat = new Seat(listener);
    seats.add(seat);
    return () -> seats.remove(seat);
  }

  void tell(Consumer<ProfileListener> what) {
    for (Seat seat : seats) {
      try {
        what.accept(seat.listener);
      } catch (RuntimeException e) {
        LOG.warn("listener failed", e);
      }
    }
  }
}
