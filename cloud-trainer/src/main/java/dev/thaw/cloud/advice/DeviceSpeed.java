package dev.thaw.cloud.advice;

import dev.thaw.cloud.devices.DeviceDirectory;
import dev.thaw.cloud.devices.DeviceRecord;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * How much slower devices are than this machine, by what they report: a prediction that runs the
 * backbone takes longer than one that does not by what the backbone takes. Immutable.
 *
 * @param factor what this machine's times are multiplied by
 * @param source where it comes from, in one sentence
 */
record DeviceSpeed(double factor, String source) {
  private static final String MISS = "miss.ms";
  private static final String HIT = "hit.ms";
  private static final double MILLIS = 1_000;

  /**
   * The median over the task's devices.
   *
   * @param depth at which they predict
   * @param here seconds that the backbone takes on this machine
   */
  static DeviceSpeed of(DeviceDirectory devices, String task, int depth, double here) {
    List<Double> reported =
        devices.all().stream()
            .filter(device -> device.task().equals(task))
            .map(DeviceRecord::status)
            .flatMapToDouble(DeviceSpeed::backboneMillis)
            .sorted()
            .boxed()
            .toList();
    if (reported.isEmpty() || here <= 0) {
      return new DeviceSpeed(1, "this machine's own times: no device has reported any");
    }
    double factor = median(reported) / (here * MILLIS);
    return new DeviceSpeed(
        factor,
        String.format(
            Locale.ROOT,
            "this machine's times x %.2f, which is what %d devices report at depth %d (median)",
            factor,
            reported.size(),
            depth));
  }

  private static DoubleStream backboneMillis(Map<String, Double> status) {
    double millis = status.getOrDefault(MISS, Double.NaN) - status.getOrDefault(HIT, Double.NaN);
    return millis > 0 && Double.isFinite(millis) ? DoubleStream.of(millis) : DoubleStream.empty();
  }

  private static double median(List<Double> sorted) {
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
