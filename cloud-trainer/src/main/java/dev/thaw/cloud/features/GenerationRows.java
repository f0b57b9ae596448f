package dev.thaw.cloud.features;

import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.Column;
import dev.thaw.protocol.SampleId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One device's rows of one generation, in the order of their sample ids. Immutable; reads the disk.
 */
record GenerationRows(
    CloudDatabase database, Column column, String task, String device, Generation generation) {
  /** One row. Immutable. */
  static final class Row {
    private final SampleId sample;
    private final byte[] value;

    private Row(SampleId sample, byte[] value) {
      this.sample = sample;
      this.value = value;
    }

    SampleId sample() {
      return sample;
    }

    /** The stored feature, not decoded. */
    byte[] value() {
      return value;
    }
  }

  /** Is shown rows until it says no. */
  @FunctionalInterface
  interface Visitor {
    boolean visit(SampleId sample, byte[] value);
  }

  static GenerationRows features(
      CloudDatabase database, String task, String device, Generation generation) {
    return new GenerationRows(database, Column.FEATURES, task, device, generation);
  }

  /** Shows all rows. */
  void scan(Visitor visitor) {
    database.scan(column, prefix(), (key, value) -> visitor.visit(sampleOf(key), value));
  }

  /** Shows the ids of all rows. */
  void samples(Consumer<SampleId> visitor) {
    scan(
        (sample, value) -> {
          visitor.accept(sample);
          return true;
        });
  }

  /** Up to {@code max} rows after {@code last}; from the first one on if that is null. */
  List<Row> after(@Nullable SampleId last, int max) {
    List<Row> rows = new ArrayList<>();
    byte[] from = last == null ? prefix() : following(key(last));
    database.scanRange(
        column,
        from,
        end(),
        (key, value) -> {
          rows.add(new Row(sampleOf(key), value));
          return rows.size() < max;
        });
    return rows;
  }

  /** Shows the ids of the rows from {@code first} to {@code last}. */
  void between(SampleId first, SampleId last, Consumer<SampleId> visitor) {
    database.scanRange(
        column,
        key(first),
        following(key(last)),
        (key, value) -> {
          visitor.accept(sampleOf(key));
          return true;
        });
  }

  /** The key of a sample's row. */
  byte[] key(SampleId sample) {
    return new SampleKey(task, device, sample).row(generation);
  }

  /** What all keys begin with. */
  byte[] prefix() {
    return SampleKey.generationPrefix(task, device, generation).bytes();
  }

  /** The least key after {@code key}. */
  static byte[] following(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  static SampleId sampleOf(byte[] key) {
    return SampleId.fromBytes(Arrays.copyOfRange(key, key.length - SampleId.BYTES, key.length));
  }

  private byte[] end() {
    byte[] last = new byte[SampleId.BYTES];
    Arrays.fill(last, (byte) 0xFF);
    return following(key(SampleId.fromBytes(last)));
  }
}
