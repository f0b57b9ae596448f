package dev.thaw.demo.campaign;

import dev.thaw.cache.faults.CrashPoint;
import dev.thaw.demo.campaign.Fault.BadNetwork;
import dev.thaw.demo.campaign.Fault.ClockJump;
import dev.thaw.demo.campaign.Fault.Death;
import dev.thaw.demo.campaign.Fault.DeathAt;
import dev.thaw.demo.campaign.Fault.Kill;
import dev.thaw.demo.campaign.Fault.Trouble;
import dev.thaw.demo.campaign.Fault.WriteErrors;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Who dies how, in order, on each side, and what goes wrong beside it: a function of the seed. How
 * the two sides meet is not, for they are processes. Not thread-safe.
 */
final class Plan {
  private static final int HOUR = 3600;
  private static final int EARLIEST_MILLIS = 300;
  private static final int LATEST_MILLIS = 1_500;
  private static final int SHORT_MILLIS = 500;
  private static final int LONG_MILLIS = 2_500;
  private static final int MOST_TIMES = 4;

  private final Map<Side, Deque<Death>> deaths = new EnumMap<>(Side.class);
  private final List<Kind> troubles;
  private final Random random;

  /** Kinds of faults, as people choose them. */
  enum Kind {
    KILL,
    POINT,
    CLOCK,
    NETWORK,
    EIO
  }

  /**
   * Draws a plan.
   *
   * @param kills on both sides together
   */
  Plan(int kills, Set<Kind> kinds, long seed) {
    this.random = new Random(seed);
    for (Side side : Side.values()) {
      deaths.put(side, new ArrayDeque<>());
    }
    List<Death> all = new ArrayList<>();
    List<CrashPoint> points = new ArrayList<>();
    for (int i = 0; i < kills; i++) {
      boolean third = i % 3 == 2 && kinds.contains(Kind.KILL);
      all.add(third || !kinds.contains(Kind.POINT) ? kill() : deathAt(points));
    }
    Collections.shuffle(all, random);
    all.forEach(death -> of(death.side()).add(death));
    this.troubles =
        kinds.stream().filter(kind -> kind != Kind.KILL && kind != Kind.POINT).sorted().toList();
  }

  /** The deaths of a side that are still to come. */
  Deque<Death> of(Side side) {
    return deaths.getOrDefault(side, new ArrayDeque<>());
  }

  /** Whether there are troubles at all. */
  boolean hasTroubles() {
    return !troubles.isEmpty();
  }

  /** The next trouble. */
  Trouble trouble() {
    int millis = SHORT_MILLIS + random.nextInt(LONG_MILLIS - SHORT_MILLIS);
    return switch (kind()) {
      case CLOCK -> new ClockJump(anySide(), random.nextBoolean() ? HOUR : -HOUR, millis);
      case EIO -> new WriteErrors(millis);
      default -> new BadNetwork(badWeather(), millis);
    };
  }

  /** Write errors are rare, for the cloud has to be started again after them. */
  private Kind kind() {
    Kind kind = troubles.get(random.nextInt(troubles.size()));
    boolean again = kind == Kind.EIO && random.nextInt(4) > 0;
    return again ? troubles.get(random.nextInt(troubles.size())) : kind;
  }

  private Death kill() {
    int after = EARLIEST_MILLIS + random.nextInt(LATEST_MILLIS - EARLIEST_MILLIS);
    return new Kill(anySide(), after);
  }

  /** Every point as often as every other, give or take one. */
  private Death deathAt(List<CrashPoint> points) {
    if (points.isEmpty()) {
      points.addAll(Arrays.asList(CrashPoint.values()));
      Collections.shuffle(points, random);
    }
    CrashPoint point = points.remove(points.size() - 1);
    return new DeathAt(point, isFrequent(point) ? 1 + random.nextInt(MOST_TIMES) : 1);
  }

  private static boolean isFrequent(CrashPoint point) {
    return switch (point) {
      case BATCH_COMMITTED, ANNOTATION_STORED, BATCH_ACKNOWLEDGED -> true;
      default -> false;
    };
  }

  private Side anySide() {
    return random.nextBoolean() ? Side.CLOUD : Side.DEVICES;
  }

  private Weather badWeather() {
    List<Weather> bad = new ArrayList<>(EnumSet.complementOf(EnumSet.of(Weather.FINE)));
    return bad.get(random.nextInt(bad.size()));
  }
}
