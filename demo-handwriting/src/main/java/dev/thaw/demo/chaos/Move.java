package dev.thaw.demo.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One change of depth. Immutable.
 *
 * @param share of repairs that it waits for; 0 to take effect at once
 * @param deadline how long it waits for them at most
 */
public record Move(int depth, double share, Duration deadline) {
  private static final double SHARE = 0.8;
  private static final Duration DEADLINE = Duration.ofSeconds(8);

  /** A change that waits for nothing. */
  public static Move atOnce(int depth) {
    return new Move(depth, 0, DEADLINE);
  }

  @Override
  public String toString() {
    return share == 0
        ? depth + " at once"
        : "%d when %.0f%% is repaired, after %d s at the latest"
            .formatted(depth, 100 * share, deadline.toSeconds());
  }

  /** So many changes from {@code start} among the cuts kept, in both directions. */
  static List<Move> drawn(int count, int start, Random random) {
    List<Move> moves = new ArrayList<>();
    int depth = start;
    boolean waits = false;
    for (int i = 0; i < count; i++) {
      int next = another(depth, random);
      waits = next < depth && !waits;
      moves.add(waits ? new Move(next, SHARE, DEADLINE) : atOnce(next));
      depth = next;
    }
    return moves;
  }

  /** Another depth than {@code depth} among the cuts kept. */
  public static int another(int depth, Random random) {
    int next = depth;
    while (next == depth) {
      next = DeviceSetup.CHECKPOINTS[random.nextInt(DeviceSetup.CHECKPOINTS.length)];
    }
    return next;
  }
}
