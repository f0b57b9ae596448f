package dev.thaw.cloud.features;

/** Is told about new features after they are durable, on the committer thread; returns at once. */
@FunctionalInterface
public interface StoredListener {
  /**
   * A device has new features.
   *
   * @param count how many
   */
  void stored(String task, String deviceId, int count);

  /**
   * A device has repaired samples, which are nothing new to train on, or reported some lost.
   *
   * @param count how many
   */
  default void repaired(String task, String deviceId, int count) {}
}
