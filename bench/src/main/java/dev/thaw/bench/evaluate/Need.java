package dev.thaw.bench.evaluate;

/**
 * What a cell takes, roughly. Immutable.
 *
 * @param seconds on two cores
 * @param heapMib heap of its process
 * @param memoryMib resident memory in all
 * @param diskMib scratch space
 */
public record Need(double seconds, int heapMib, int memoryMib, int diskMib) {
  /** Little memory and disk. */
  public static Need seconds(double seconds) {
    return new Need(seconds, 1_024, 2_048, 256);
  }
}
