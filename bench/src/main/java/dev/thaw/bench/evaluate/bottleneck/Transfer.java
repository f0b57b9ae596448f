package dev.thaw.bench.evaluate.bottleneck;

import dev.thaw.bench.evaluate.Statistics;
import dev.thaw.bench.evaluate.wire.Link;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A transfer that was measured. Immutable.
 *
 * @param seconds from the asking to the result
 * @param up bytes from the device
 * @param down bytes to it
 * @param roundTrips ways there and back that follow one from the other
 */
record Transfer(double seconds, double up, double down, double roundTrips) {
  /** The medians of several of one kind. */
  static Transfer median(List<Transfer> all) {
    return new Transfer(
        median(all, Transfer::seconds),
        median(all, Transfer::up),
        median(all, Transfer::down),
        median(all, Transfer::roundTrips));
  }

  /** What goes the way that most goes. */
  double size() {
    return Math.max(up, down);
  }

  /** {@code latency + size / bandwidth}: one round trip, and the bytes of the way that most go. */
  double predicted(Link link) {
    return link.roundTripSeconds() + (up > down ? link.upSeconds(up) : link.downSeconds(down));
  }

  /**
   * As {@link #predicted}, with all round trips, the bytes of both ways, and the work at both ends.
   *
   * @param work what the same takes without a link
   */
  double predictedWhole(Link link, double work) {
    return roundTrips * link.roundTripSeconds()
        + link.upSeconds(up)
        + link.downSeconds(down)
        + work;
  }

  private static double median(List<Transfer> all, ToDoubleFunction<Transfer> figure) {
    return Statistics.of(all.stream().mapToDouble(figure).toArray()).median();
  }
}
