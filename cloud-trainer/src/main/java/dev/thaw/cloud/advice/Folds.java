package dev.thaw.cloud.advice;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How features are parted for a cross-validation: all of a device's in one fold, so that a head is
 * tested on devices that it was not trained on; of a single device, sample by sample. Immutable.
 */
final class Folds {
  private final List<List<Drawn>> folds;
  private final boolean byDevice;

  private Folds(List<List<Drawn>> folds, boolean byDevice) {
    this.folds = folds;
    this.byDevice = byDevice;
  }

  /**
   * At most {@code max} folds, about equally large: the largest device first, each to the least.
   */
  static Folds of(List<Drawn> drawn, int max) {
    Map<String, List<Drawn>> devices = new HashMap<>();
    drawn.forEach(d -> devices.computeIfAbsent(d.device(), id -> new ArrayList<>()).add(d));
    boolean byDevice = devices.size() > 1;
    int count = Math.min(max, byDevice ? devices.size() : drawn.size());
    List<List<Drawn>> folds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      folds.add(new ArrayList<>());
    }
    if (byDevice) {
      devices.entrySet().stream()
          .sorted(
              Comparator.comparingInt((Map.Entry<String, List<Drawn>> e) -> -e.getValue().size())
                  .thenComparing(Map.Entry::getKey))
          .forEach(e -> smallest(folds).addAll(e.getValue()));
    } else {
      drawn.forEach(d -> smallest(folds).add(d));
    }
    return new Folds(folds, byDevice);
  }

  int count() {
    return folds.size();
  }

  boolean byDevice() {
    return byDevice;
  }

  List<Drawn> test(int fold) {
    return folds.get(fold);
  }

  List<Drawn> training(int fold) {
    List<Drawn> training = new ArrayList<>();
    for (int other = 0; other < folds.size(); other++) {
      if (other != fold) {
        training.addAll(folds.get(other));
      }
    }
    return training;
  }

  private static List<Drawn> smallest(List<List<Drawn>> folds) {
    return folds.stream().min(Comparator.comparingInt(List::size)).orElseThrow();
  }
}
