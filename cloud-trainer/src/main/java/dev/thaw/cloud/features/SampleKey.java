package dev.thaw.cloud.features;

import dev.thaw.cloud.storage.Key;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Whose sample: within the cloud a sample is known by its task, its device and its id. Immutable.
 *
 * <p>A row's key is {@code task 0 | device 0 | cut u16 | prefix digest | sample id}: one device's
 * features of one generation lie together, so reading them is one scan and dropping them one range
 * delete.
 */
record SampleKey(String task, String device, SampleId sample) {
  private static final int TAIL = Short.BYTES + Digest.BYTES + SampleId.BYTES;

  /** A row of the log, as its key tells. */
  record Row(SampleKey key, Generation generation) {}

  byte[] row(Generation generation) {
    return generationPrefix(task, device, generation).sample(sample).bytes();
  }

  /** The key of an owed sample: {@code task 0 | device 0 | sample id}. */
  byte[] owedRow() {
    return devicePrefix(task, device).sample(sample).bytes();
  }

  static Key generationPrefix(String task, String device, Generation generation) {
    return devicePrefix(task, device).number(generation.cut()).digest(generation.prefix());
  }

  static Key devicePrefix(String task, String device) {
    return Key.of(task).text(device);
  }

  /** The sample of an owed row. */
  static SampleKey parseOwed(byte[] row) {
    int tail = row.length - SampleId.BYTES;
    String[] names = new String(row, 0, tail, StandardCharsets.UTF_8).split("\0", -1);
    return new SampleKey(names[0], names[1], GenerationRows.sampleOf(row));
  }

  static Row parse(byte[] row) {
    int tail = row.length - TAIL;
    String[] names = new String(row, 0, tail, StandardCharsets.UTF_8).split("\0", -1);
    int cut = Short.toUnsignedInt(ByteBuffer.wrap(row).getShort(tail));
    int prefix = tail + Short.BYTES;
    int sample = prefix + Digest.BYTES;
    return new Row(
        new SampleKey(
            names[0], names[1], SampleId.fromBytes(Arrays.copyOfRange(row, sample, row.length))),
        new Generation(cut, Digest.fromBytes(Arrays.copyOfRange(row, prefix, sample))));
  }
}
