package dev.thaw.cache;

import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Row keys: {@code task | 0 | prefix digest | sample id} for activations, so that a generation is
 * one range, and {@code task | 0 | sample id} for annotations. A task's name has no zero byte.
 */
final class Keys {
  private Keys() {}

  static byte[] activation(RowKey key) {
    byte[] generation = generation(key.sample().task(), key.prefix());
    return ByteBuffer.allocate(generation.length + SampleId.BYTES)
        .put(generation)
        .put(key.sample().sample().bytes())
        .array();
  }

  /** What the keys of all activations that one prefix made begin with. */
  static byte[] generation(String task, Digest prefix) {
    byte[] name = task.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(name.length + 1 + Digest.BYTES)
        .put(name)
        .put((byte) 0)
        .put(prefix.bytes())
        .array();
  }

  /** The first key after a generation: its samples' ids have 16 bytes, this has 17. */
  static byte[] generationEnd(String task, Digest prefix) {
    byte[] generation = generation(task, prefix);
    byte[] end = Arrays.copyOf(generation, generation.length + SampleId.BYTES + 1);
    Arrays.fill(end, generation.length, end.length, (byte) 0xFF);
    return end;
  }

  static byte[] annotation(SampleKey key) {
    byte[] name = key.task().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(name.length + 1 + SampleId.BYTES)
        .put(name)
        .put((byte) 0)
        .put(key.sample().bytes())
        .array();
  }

  static Optional<RowKey> parseActivation(byte[] key) {
    int name = key.length - 1 - Digest.BYTES - SampleId.BYTES;
    if (name < 1 || key[name] != 0) {
      return Optional.empty();
    }
    int prefixEnd = name + 1 + Digest.BYTES;
    Digest prefix = Digest.fromBytes(Arrays.copyOfRange(key, name + 1, prefixEnd));
    return Optional.of(new RowKey(sample(key, name, prefixEnd), prefix));
  }

  static Optional<SampleKey> parseAnnotation(byte[] key) {
    int name = key.length - 1 - SampleId.BYTES;
    return name < 1 || key[name] != 0 ? Optional.empty() : Optional.of(sample(key, name, name + 1));
  }

  private static SampleKey sample(byte[] key, int nameLength, int sampleAt) {
    String task = new String(key, 0, nameLength, StandardCharsets.UTF_8).intern();
    return new SampleKey(task, SampleId.fromBytes(Arrays.copyOfRange(key, sampleAt, key.length)));
  }
}
