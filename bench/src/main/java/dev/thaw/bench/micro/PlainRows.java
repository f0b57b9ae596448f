package dev.thaw.bench.micro;

import dev.thaw.cache.rocks.Batch;
import dev.thaw.cache.rocks.RocksDatabase;
import dev.thaw.cache.rocks.RocksSettings;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of an activation cache without the cache: keys and values of the same length in a
 * database with the same settings, and nothing that knows what they are. Not thread-safe.
 */
final class PlainRows implements AutoCloseable {
  private static final String FAMILY = "rows";

  /** What a cache's row has beside the values of its tensor. */
  private static final int FRAME_BYTES = 22;

  private static final int AT_ONCE = 1_000;

  private final RocksDatabase database;
  private final byte[] generation;
  private final List<byte[]> values;

  private PlainRows(RocksDatabase database, Characters characters) {
    this.database = database;
    this.generation = generation(characters.task(), characters.prefix());
    this.values = characters.tensors().stream().map(PlainRows::value).toList();
  }

  static PlainRows open(Path directory, RocksSettings settings, Characters characters) {
    return new PlainRows(RocksDatabase.open(directory, List.of(FAMILY), settings), characters);
  }

  /** Puts samples {@code [0, entries)}. */
  PlainRows fill(int entries) {
    Batch batch = database.batch();
    for (long number = 0; number < entries; number++) {
      batch.put(FAMILY, key(number), value(number));
      if (batch.size() == AT_ONCE || number == entries - 1) {
        batch.commit(false);
        batch = database.batch();
      }
    }
    return this;
  }

  byte[] get(long number) {
    return database.get(FAMILY, key(number)).orElseThrow();
  }

  void put(long number) {
    database.put(FAMILY, key(number), value(number));
  }

  /** Deletes all, and gives their disk space back. */
  void drop() {
    database.batch().deletePrefix(FAMILY, generation).commit(false);
    byte[] end = Arrays.copyOf(generation, generation.length + SampleId.BYTES + 1);
    Arrays.fill(end, generation.length, end.length, (byte) 0xFF);
    database.reclaim(FAMILY, generation, end);
  }

  @Override
  public void close() {
    database.close();
  }

  private byte[] value(long number) {
    return values.get((int) (number % values.size()));
  }

  private byte[] key(long number) {
    return ByteBuffer.allocate(generation.length + SampleId.BYTES)
        .put(generation)
        .put(Characters.id(number))
        .array();
  }

  private static byte[] generation(String task, Digest prefix) {
    byte[] name = task.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(name.length + 1 + Digest.BYTES)
        .put(name)
        .put((byte) 0)
        .put(prefix.bytes())
        .array();
  }

  private static byte[] value(List<Tensor> tensors) {
    int bytes = tensors.stream().mapToInt(Tensor::byteSize).sum();
    ByteBuffer value = ByteBuffer.allocate(FRAME_BYTES + bytes);
    tensors.forEach(tensor -> value.put(tensor.data()));
    return value.array();
  }
}
