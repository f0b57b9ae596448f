package dev.thaw.demo.simulate;

import java.util.List;

/**
 * What a simulation found; written as it stands with {@code --json}. Accuracies are means over
 * writers, shares of 1.
 */
record SimulationReport(
    Setup setup,
    int writers,
    Accuracy accuracy,
    List<WriterResult> perWriter,
    Cache cache,
    Prediction predict,
    Bytes bytes,
    Train train,
    Wall wall) {

  /** What was run, so that the figures can be had again. */
  record Setup(
      String command,
      String data,
      String baseModel,
      String order,
      String perClass,
      int depth,
      long epoch,
      String dtype,
      String scope,
      String trainer,
      long seed) {}

  /**
   * Means over writers.
   *
   * @param errorCut share of the general model's errors that are gone
   * @param worse writers whose accuracy fell
   * @param worstLoss the largest fall, 0 if none fell
   * @param unseen the writers of whose scored characters more than a fifth are of classes they
   *     never uploaded
   */
  record Accuracy(
      double before,
      double prior,
      double after,
      double errorCut,
      int worse,
      double worstLoss,
      Unseen unseen) {
    static Accuracy of(List<WriterResult> results) {
      double before = mean(results, WriterResult::before);
      double after = mean(results, WriterResult::after);
      return new Accuracy(
          before,
          mean(results, WriterResult::prior),
          after,
          before < 1 ? (after - before) / (1 - before) : 0,
          (int) results.stream().filter(WriterResult::isWorse).count(),
          results.stream().mapToDouble(r -> r.before() - r.after()).max().stream()
              .map(loss -> Math.max(loss, 0))
              .sum(),
          Unseen.of(results));
    }
  }

  /** The same figures for writers that met many classes they had never uploaded. */
  record Unseen(int writers, double before, double after) {
    static final double MANY = 0.2;

    static Unseen of(List<WriterResult> results) {
      List<WriterResult> those = results.stream().filter(r -> r.unseen() > MANY).toList();
      return new Unseen(
          those.size(), mean(those, WriterResult::before), mean(those, WriterResult::after));
    }
  }

  /** Lookups of all devices, and how often frozen layers really ran. */
  record Cache(long hits, long misses, long backboneRuns, long warmBackboneRuns) {}

  /** Latency of one prediction in microseconds. */
  record Prediction(Spread hitMicros, Spread missMicros) {}

  /**
   * What crossed the wire, and what it stands for.
   *
   * @param features frames with features, framing included
   * @param perFeature {@code features} over the number uploaded
   * @param rawInputs the same characters as grey images of 784 bytes
   * @param rawStrokes the same characters as 16-bit pen coordinates
   * @param modelDown manifests and layers pulled
   * @param fullModel the same, had every device fetched every layer
   */
  record Bytes(
      long features,
      double perFeature,
      long rawInputs,
      long rawStrokes,
      long modelDown,
      long fullModel) {}

  /** Head training. */
  record Train(long runs, long steps, double seconds, Spread millisPerHead) {}

  /** Time as a clock on the wall sees it. */
  record Wall(double seconds) {}

  private static double mean(
      List<WriterResult> results, java.util.function.ToDoubleFunction<WriterResult> figure) {
    return results.stream().mapToDouble(figure).average().orElse(0);
  }
}
