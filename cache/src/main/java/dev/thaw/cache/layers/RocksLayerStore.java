package dev.thaw.cache.layers;

import dev.thaw.cache.rocks.Batch;
import dev.thaw.cache.rocks.RocksDatabase;
import dev.thaw.cache.rocks.StorageException;
import dev.thaw.cache.rocks.StorageException.Kind;
import dev.thaw.protocol.Digest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Layers in one column family of a database that it does not own. Thread-safe.
 *
 * <p>Each layer has two rows, {@code 'i' | digest} without a value and {@code 'l' | digest} with
 * the bytes, so that listing what is there does not read all of it.
 */
public final class RocksLayerStore implements LayerStore {
  private static final Logger LOG = LoggerFactory.getLogger(RocksLayerStore.class);

  private static final byte INDEX = 'i';
  private static final byte LAYER = 'l';
  private static final byte[] NOTHING = {};

  private final RocksDatabase database;
  private final String family;
  private final boolean authoritative;
  private final AtomicLong corrupt = new AtomicLong();

  private RocksLayerStore(RocksDatabase database, String family, boolean authoritative) {
    this.database = database;
    this.family = family;
    this.authoritative = authoritative;
  }

  /** A store in the given column family, which nothing else uses. */
  public RocksLayerStore(RocksDatabase database, String family) {
    this(database, family, false);
  }

  /**
   * As the constructor, for layers that cannot be fetched again: a damaged one is a {@link
   * StorageException} {@code CORRUPT}, and stays.
   */
  public static RocksLayerStore authoritative(RocksDatabase database, String family) {
    return new RocksLayerStore(database, family, true);
  }

  @Override
  public void put(Digest digest, byte[] layer) {
    LayerChecks.requireDigest(digest, layer);
    database
        .batch()
        .put(family, key(INDEX, digest), NOTHING)
        .put(family, key(LAYER, digest), layer)
        .commit(true);
  }

  @Override
  public Optional<byte[]> get(Digest digest) {
    try {
      Optional<byte[]> layer = database.get(family, key(LAYER, digest));
      if (layer.isEmpty() || Digest.of(layer.get()).equals(digest)) {
        return layer;
      }
    } catch (StorageException e) {
      if (e.kind() != Kind.CORRUPT || authoritative) {
        throw e;
      }
    }
    if (authoritative) {
      String detail = "layer " + digest + " is damaged: thaw doctor says what is affected";
      throw new StorageException(Kind.CORRUPT, database.directory(), detail, null);
    }
    discard(digest);
    return Optional.empty();
  }

  @Override
  public boolean contains(Digest digest) {
    return database.get(family, key(INDEX, digest)).isPresent();
  }

  @Override
  public Set<Digest> digests() {
    Set<Digest> digests = new HashSet<>();
    database.scan(family, new byte[] {INDEX}, (key, value) -> digests.add(digest(key)));
    return digests;
  }

  @Override
  public int retainOnly(Set<Digest> live) {
    Set<Digest> dead = digests();
    dead.removeAll(live);
    Batch batch = database.batch();
    dead.forEach(digest -> delete(batch, family, digest));
    batch.commit(false);
    return dead.size();
  }

  @Override
  public long corruptLayers() {
    return corrupt.get();
  }

  private void discard(Digest digest) {
    corrupt.incrementAndGet();
    LOG.warn("layer {} in {} is damaged: deleted", digest, database.directory());
    Batch batch = database.batch();
    delete(batch, family, digest);
    batch.commit(false);
  }

  /** Deletes the layer of a store in {@code family} when {@code batch} is committed. */
  public static void delete(Batch batch, String family, Digest digest) {
    batch.delete(family, key(INDEX, digest)).delete(family, key(LAYER, digest));
  }

  /** Whether a key and its value are a row of such a store, and a layer's bytes have its digest. */
  public static boolean isRow(byte[] key, byte[] value) {
    if (key.length != 1 + Digest.BYTES || (key[0] != INDEX && key[0] != LAYER)) {
      return false;
    }
    return key[0] == INDEX || Digest.of(value).equals(digest(key));
  }

  /** The row that holds the bytes. */
  static byte[] layerKey(Digest digest) {
    return key(LAYER, digest);
  }

  private static byte[] key(byte kind, Digest digest) {
    return ByteBuffer.allocate(1 + Digest.BYTES).put(kind).put(digest.bytes()).array();
  }

  private static Digest digest(byte[] key) {
    return Digest.fromBytes(Arrays.copyOfRange(key, 1, key.length));
  }
}
