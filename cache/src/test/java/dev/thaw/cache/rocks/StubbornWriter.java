package dev.thaw.cache.rocks;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Threads that write one row after the other until they are killed, and say what became of it. */
public final class StubbornWriter {
  static final String FAMILY = "rows";
  static final int THREADS = 3;
  static final int STRIDE = 1_000_000;

  private StubbornWriter() {}

  /** Arguments: directory. */
  public static void main(String[] arguments) {
    RocksDatabase database = open(Path.of(arguments[0]));
    for (int thread = 0; thread < THREADS; thread++) {
      int first = thread * STRIDE;
      new Thread(() -> write(database, first)).start();
    }
  }

  static RocksDatabase open(Path directory) {
    return RocksDatabase.open(directory, List.of(FAMILY), RocksSettings.SMALL);
  }

  private static void write(RocksDatabase database, int first) {
    for (int n = first; ; n++) {
      try {
        database.batch().put(FAMILY, key(n), value(n)).commit(true);
        say("stored " + n);
      } catch (StorageException e) {
        say("refused " + n + " " + e.getMessage());
        say(database.get(FAMILY, key(first)).isPresent() ? "readable" : "lost " + first);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  static byte[] key(int n) {
    return ByteBuffer.allocate(4).putInt(n).array();
  }

  /** Some of them longer than a block of the log. */
  static byte[] value(int n) {
    byte[] value = new byte[n % 50 == 7 ? 70_000 : 100 + n % 300];
    new Random(n).nextBytes(value);
    return value;
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
