package dev.thaw.cloud.features;

import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.storage.RecordReader;
import dev.thaw.cloud.storage.RecordWriter;

/**
 * Where the log stands, kept apart from the features: the last of them may be dropped, but the
 * places that heads were trained up to must never come again. Stateless.
 */
final class LogPosition {
  private static final int VERSION = 1;
  private static final byte[] KEY = {0};

  private LogPosition() {}

  static void put(Changes changes, long sequence) {
    changes.put(Column.POSITION, KEY, toBytes(sequence));
  }

  /** The last one put; 0 if there is none. */
  static long read(CloudDatabase database) {
    return database.get(Column.POSITION, KEY).map(LogPosition::fromBytes).orElse(0L);
  }

  static byte[] toBytes(long sequence) {
    return new RecordWriter(VERSION).number(sequence).toBytes();
  }

  private static long fromBytes(byte[] stored) {
    return new RecordReader("log position", VERSION, stored).number();
  }
}
