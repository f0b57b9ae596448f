package dev.thaw.cloud.training;

import dev.thaw.model.head.CurvePoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How a run went, epoch by epoch. Immutable. The two lines belong to two heads: the loss to the one
 * that was judged and published, the validation to one that was trained on the uploads but for
 * those held out. Where devices judged the head, both belong to that.
 *
 * @param points by epoch, from 0, the start; of more than {@value #MAX_POINTS} as many are kept,
 *     evenly, the first and the last among them
 * @param validation its outcome; empty if there was none
 */
public record LearningCurve(List<CurvePoint> points, Optional<Validation> validation) {
  /** Nothing was trained, or before curves were recorded. */
  public static final LearningCurve NONE = new LearningCurve(List.of(), Optional.empty());

  /** Points kept of one run. */
  public static final int MAX_POINTS = 200;

  public LearningCurve {
    points = thinned(points);
  }

  /**
   * What a validation found.
   *
   * @param points of the head that was not shown everything
   */
  record Followed(List<CurvePoint> points, Validation outcome) {}

  /**
   * One curve of two trainings. They may differ in epochs; what one has more of stands alone.
   *
   * @param losses of the head that was judged
   */
  static LearningCurve of(List<CurvePoint> losses, Optional<Followed> followed) {
    List<CurvePoint> held = followed.map(Followed::points).orElse(List.of());
    List<CurvePoint> points = new ArrayList<>();
    for (int epoch = 0; epoch < Math.max(losses.size(), held.size()); epoch++) {
      CurvePoint own = at(losses, epoch);
      CurvePoint other = at(held, epoch);
      points.add(
          new CurvePoint(epoch, own.loss(), other.validationLoss(), other.validationRight()));
    }
    return new LearningCurve(points, followed.map(Followed::outcome));
  }

  private static CurvePoint at(List<CurvePoint> points, int epoch) {
    return epoch < points.size()
        ? points.get(epoch)
        : new CurvePoint(epoch, Double.NaN, Double.NaN, Double.NaN);
  }

  private static List<CurvePoint> thinned(List<CurvePoint> points) {
    if (points.size() <= MAX_POINTS) {
      return List.copyOf(points);
    }
    long last = points.size() - 1L;
    return IntStream.range(0, MAX_POINTS)
        .mapToObj(i -> points.get((int) (i * last / (MAX_POINTS - 1))))
        .toList();
  }
}
