package dev.thaw.cache.layers;

import dev.thaw.protocol.Digest;
import java.util.Optional;
import java.util.Set;

/** Layers' canonical bytes by their digest. Thread-safe. */
public interface LayerStore {
  /**
   * Keeps {@code layer} under {@code digest}; keeping it again changes nothing. Durable on return,
   * if the store is.
   *
   * @throws IllegalArgumentException if the bytes have another digest
   */
  void put(Digest digest, byte[] layer);

  /**
   * The layer with {@code digest}, a copy. Bytes that no longer match it count as absent, are
   * deleted and counted in {@link #corruptLayers()}.
   */
  Optional<byte[]> get(Digest digest);

  /** Whether there is an entry for {@code digest}; its bytes are not looked at. */
  boolean contains(Digest digest);

  /** The digests of all layers kept. */
  Set<Digest> digests();

  /**
   * Deletes every layer whose digest is not in {@code live}.
   *
   * @return how many were deleted
   */
  int retainOnly(Set<Digest> live);

  /** How many damaged layers were found and deleted since the store was opened. */
  long corruptLayers();
}
