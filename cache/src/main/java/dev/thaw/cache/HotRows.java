package dev.thaw.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps the hot rows of another store on the heap, decoded. */
final class HotRows implements RowStore {
  private static final int ENTRY_BYTES = 512;

  private final RowStore store;
  private final Cache<RowKey, Activation> hot;

  HotRows(RowStore store, long maxBytes) {
    this.store = store;
    this.hot =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((RowKey key, Activation row) -> row.byteSize() + ENTRY_BYTES)
            .executor(Runnable::run)
            .build();
  }

  @Override
  public long load(Loader loader) {
    hot.invalidateAll();
    return store.load(loader);
  }

  /** Loading happens within the map's entry, so that no change can slip in between. */
  @Override
  public Optional<Activation> read(RowKey key) {
    return Optional.ofNullable(hot.get(key, k -> store.read(k).orElse(null)));
  }

  @Override
  public Change change() {
    return new HotChange(store.change());
  }

  @Override
  public void requireWritable() {
    store.requireWritable();
  }

  @Override
  public void sync() {
    store.sync();
  }

  @Override
  public void reclaim(String task, Digest prefix) {
    store.reclaim(task, prefix);
  }

  @Override
  public void close() {
    hot.invalidateAll();
    store.close();
  }

  /** Bytes of the hot rows. */
  long hotBytes() {
    hot.cleanUp();
    return hot.policy().eviction().orElseThrow().weightedSize().orElseThrow();
  }

  /** Repeats on the heap what was committed below. */
  private final class HotChange implements Change {
    private final Change change;
    private final List<Runnable> steps = new ArrayList<>();

    private HotChange(Change change) {
      this.change = change;
    }

    @Override
    public int put(Activation activation) {
      steps.add(() -> hot.put(RowKey.of(activation), activation));
      return change.put(activation);
    }

    @Override
    public void delete(RowKey key) {
      steps.add(() -> hot.invalidate(key));
      change.delete(key);
    }

    @Override
    public void deleteGeneration(String task, Digest prefix) {
      steps.add(
          () ->
              hot.asMap()
                  .keySet()
                  .removeIf(k -> k.sample().task().equals(task) && k.prefix().equals(prefix)));
      change.deleteGeneration(task, prefix);
    }

    @Override
    public void annotate(SampleKey key, Annotation annotation) {
      change.annotate(key, annotation);
    }

    @Override
    public void forget(SampleKey key) {
      change.forget(key);
    }

    @Override
    public void commit() {
      change.commit();
      steps.forEach(Runnable::run);
    }
  }
}
