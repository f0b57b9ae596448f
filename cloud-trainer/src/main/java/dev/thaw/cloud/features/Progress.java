package dev.thaw.cloud.features;

/** Is told how far a long piece of work is, on the thread that does it; returns at once. */
@FunctionalInterface
public interface Progress {
  /**
   * So much is done.
   *
   * @param total as far as known; may change
   */
  void at(long done, long total);
}
