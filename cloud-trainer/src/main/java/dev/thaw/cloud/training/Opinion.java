package dev.thaw.cloud.training;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * What devices think of a head, each by the samples that it held out. Immutable.
 *
 * @param better devices whose samples it recognises more of than the present head does
 * @param worse those of whose it recognises fewer
 * @param change of the typical device's share of recognised samples: the mean over devices without
 *     the highest and the lowest three in ten, which is moved little by devices that lie, as long
 *     as they are fewer than that
 */
record Opinion(int jurors, int better, int worse, double change) {
  private static final double TRIMMED = 0.3;
  private static final double POINTS = 100;

  /** Of one change for each device. */
  static Opinion of(Collection<Double> changes) {
    List<Double> sorted = changes.stream().sorted().toList();
    int cut = (int) (TRIMMED * sorted.size());
    double typical =
        sorted.subList(cut, sorted.size() - cut).stream()
            .mapToDouble(Double::doubleValue)
            .average()
            .orElseThrow();
    int better = (int) sorted.stream().filter(change -> change > 0).count();
    int worse = (int) sorted.stream().filter(change -> change < 0).count();
    return new Opinion(sorted.size(), better, worse, typical);
  }

  boolean isHarm() {
    return change < 0;
  }

  /** In one sentence without its end. */
  String inWords() {
    return String.format(
        Locale.ROOT,
        "on held-out samples the typical one of %d devices %s %.1f points (%d better, %d worse)",
        jurors,
        isHarm() ? "loses" : "gains",
        POINTS * Math.abs(change),
        better,
        worse);
  }
}
