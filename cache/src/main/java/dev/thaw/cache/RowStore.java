package dev.thaw.cache;

import dev.thaw.cache.rocks.StorageException;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import java.util.Optional;

/**
 * Where an {@link IndexedActivationCache} keeps its rows: on the heap, on the disk, or on the disk
 * with the hot ones on the heap. Reads are thread-safe; changes come one at a time.
 */
interface RowStore extends AutoCloseable {
  /** Is told what is stored, in no particular order. */
  interface Loader {
    void activation(RowKey key, SampleEntry.Row row);

    void annotation(SampleKey key, Annotation annotation);

    /** A stored activation that cannot be read; it has been deleted. */
    void damaged();
  }

  /** Changes that happen together or not at all. */
  interface Change {
    /** Adds or replaces an activation; returns what it costs on the disk. */
    int put(Activation activation);

    void delete(RowKey key);

    /** Deletes all activations of a task that one prefix made. */
    void deleteGeneration(String task, Digest prefix);

    void annotate(SampleKey key, Annotation annotation);

    void forget(SampleKey key);

    /** Makes the changes; they survive the death of the process, if the store does. */
    void commit();
  }

  /** Shows everything stored to {@code loader}; returns the highest sequence ever used. */
  long load(Loader loader);

  /**
   * The activation stored under {@code key}.
   *
   * @throws StorageException with kind CORRUPT if its bytes are damaged
   */
  Optional<Activation> read(RowKey key);

  Change change();

  /**
   * Fails if a change would, as far as is known: the last one did, and the disk is as it was.
   *
   * @throws StorageException that of the last change
   */
  default void requireWritable() {}

  /** Waits until what was committed survives a loss of power. */
  void sync();

  /** Gives the disk space of a deleted generation back. */
  void reclaim(String task, Digest prefix);

  @Override
  void close();
}
