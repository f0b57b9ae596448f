package dev.thaw.cache;

import dev.thaw.cache.rocks.Batch;
import dev.thaw.cache.rocks.RocksDatabase;
import dev.thaw.cache.rocks.StorageException;
import dev.thaw.cache.rocks.StorageException.Kind;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Rows in a database that it does not own. */
final class RocksRows implements RowStore {
  static final String ACTIVATIONS = "activations";
  static final String ANNOTATIONS = "annotations";
  static final List<String> FAMILIES = List.of(ACTIVATIONS, ANNOTATIONS);

  /** Among the annotations, before all of them: the highest sequence ever used, big-endian. */
  private static final byte[] LAST_SEQUENCE = {0};

  private static final byte[] EVERYTHING = {};

  private final RocksDatabase database;

  RocksRows(RocksDatabase database) {
    this.database = database;
  }

  @Override
  public long load(Loader loader) {
    database.scan(ACTIVATIONS, EVERYTHING, (key, row) -> loadActivation(key, row, loader));
    database.scan(ANNOTATIONS, EVERYTHING, (key, row) -> loadAnnotation(key, row, loader));
    return database.get(ANNOTATIONS, LAST_SEQUENCE).map(RocksRows::sequence).orElse(0L);
  }

  @Override
  public Optional<Activation> read(RowKey key) {
    Optional<byte[]> row = database.get(ACTIVATIONS, Keys.activation(key));
    return row.map(bytes -> ActivationRow.decode(key, bytes).orElseThrow(() -> corrupt(key)));
  }

  @Override
  public Change change() {
    return new RocksChange(database.batch());
  }

  @Override
  public void requireWritable() {
    database.requireWritable();
  }

  @Override
  public void sync() {
    database.sync();
  }

  @Override
  public void reclaim(String task, Digest prefix) {
    database.reclaim(ACTIVATIONS, Keys.generation(task, prefix), Keys.generationEnd(task, prefix));
  }

  @Override
  public void close() {}

  private boolean loadActivation(byte[] key, byte[] row, Loader loader) {
    Optional<RowKey> rowKey = Keys.parseActivation(key);
    Optional<SampleEntry.Row> described =
        rowKey.flatMap(found -> ActivationRow.describe(found.prefix(), row));
    if (rowKey.isEmpty() || described.isEmpty()) {
      database.delete(ACTIVATIONS, key);
      loader.damaged();
      return true;
    }
    loader.activation(rowKey.get(), described.get());
    return true;
  }

  private boolean loadAnnotation(byte[] key, byte[] row, Loader loader) {
    if (key.length > LAST_SEQUENCE.length) {
      loader.annotation(
          Keys.parseAnnotation(key).orElseThrow(() -> corrupt("annotation key", key.length)),
          AnnotationRow.decode(row).orElseThrow(() -> corrupt("annotation", row.length)));
    }
    return true;
  }

  private StorageException corrupt(RowKey key) {
    return corrupt("activation of sample " + key.sample().sample(), 0);
  }

  private StorageException corrupt(String what, int length) {
    String detail = what + " is damaged" + (length == 0 ? "" : " (" + length + " bytes)");
    return new StorageException(Kind.CORRUPT, database.directory(), detail, null);
  }

  private static long sequence(byte[] row) {
    return ByteBuffer.wrap(row).getLong();
  }

  /** One RocksDB batch. */
  private static final class RocksChange implements Change {
    private final Batch batch;

    private RocksChange(Batch batch) {
      this.batch = batch;
    }

    @Override
    public int put(Activation activation) {
      byte[] row = ActivationRow.encode(activation);
      batch.put(ACTIVATIONS, Keys.activation(RowKey.of(activation)), row);
      return ActivationRow.costOfRow(row);
    }

    @Override
    public void delete(RowKey key) {
      batch.delete(ACTIVATIONS, Keys.activation(key));
    }

    @Override
    public void deleteGeneration(String task, Digest prefix) {
      batch.deletePrefix(ACTIVATIONS, Keys.generation(task, prefix));
    }

    @Override
    public void annotate(SampleKey key, Annotation annotation) {
      batch.put(ANNOTATIONS, Keys.annotation(key), AnnotationRow.encode(annotation));
      if (!annotation.isAcknowledged()) {
        byte[] sequence = ByteBuffer.allocate(Long.BYTES).putLong(annotation.sequence()).array();
        batch.put(ANNOTATIONS, LAST_SEQUENCE, sequence);
      }
    }

    @Override
    public void forget(SampleKey key) {
      batch.delete(ANNOTATIONS, Keys.annotation(key));
    }

    @Override
    public void commit() {
      batch.commit(false);
    }
  }
}
