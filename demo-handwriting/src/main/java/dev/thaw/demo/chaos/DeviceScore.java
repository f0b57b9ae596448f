package dev.thaw.demo.chaos;

/**
 * How one device recognises in the end. Immutable.
 *
 * @param right scored characters recognised, of {@code total}
 * @param compared predictions from the cache that were made again by a runtime without one
 * @param kept those whose activation the run had left in the cache
 * @param different those that were not the same bit for bit
 */
public record DeviceScore(int right, int total, int compared, int kept, int different) {
  double accuracy() {
    return total == 0 ? 0 : (double) right / total;
  }
}
