package dev.thaw.cloud.features;

import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.storage.Stored;
import dev.thaw.protocol.Activation;
import java.util.concurrent.atomic.AtomicLong;

/** How rows of the log are told from damaged ones. Stateless. */
public final class FeatureRows {
  private FeatureRows() {}

  /** Whether a row of {@link Column#FEATURES} reads back as the feature that its key names. */
  public static boolean isFeature(byte[] key, byte[] value) {
    return Stored.reads(() -> SampleKey.parse(key))
        && Stored.reads(() -> StoredFeature.fromBytes(value))
        && belongs(SampleKey.parse(key), StoredFeature.fromBytes(value));
  }

  /** Whether a row of {@link Column#LOST} has a key that can be read. */
  public static boolean isLost(byte[] key, byte[] value) {
    return Stored.reads(() -> SampleKey.parse(key));
  }

  /** Whether a row of {@link Column#OWED} has a key that can be read. */
  public static boolean isOwed(byte[] key, byte[] value) {
    return Stored.reads(() -> SampleKey.parseOwed(key));
  }

  /** The highest sequence number in use. Reads all rows. */
  public static long last(CloudDatabase database) {
    AtomicLong last = new AtomicLong(LogPosition.read(database));
    database.scan(
        Column.FEATURES,
        new byte[0],
        (key, value) -> {
          last.accumulateAndGet(StoredFeature.sequenceOf(value), Math::max);
          return true;
        });
    return last.get();
  }

  private static boolean belongs(SampleKey.Row row, StoredFeature stored) {
    Activation activation = stored.feature().activation();
    return stored.generation().equals(row.generation())
        && activation.task().equals(row.key().task())
        && activation.sample().equals(row.key().sample());
  }
}
