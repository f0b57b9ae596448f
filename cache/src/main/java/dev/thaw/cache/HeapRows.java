package dev.thaw.cache;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Rows on the heap. */
final class HeapRows implements RowStore {
  private final Map<RowKey, Activation> activations = new ConcurrentHashMap<>();
  private final Map<SampleKey, Annotation> annotations = new HashMap<>();
  private long lastSequence;

  @Override
  public long load(Loader loader) {
    activations.forEach((key, row) -> loader.activation(key, row(row)));
    annotations.forEach(loader::annotation);
    return lastSequence;
  }

  @Override
  public Optional<Activation> read(RowKey key) {
    return Optional.ofNullable(activations.get(key));
  }

  @Override
  public Change change() {
    return new HeapChange();
  }

  @Override
  public void sync() {}

  @Override
  public void reclaim(String task, Digest prefix) {}

  @Override
  public void close() {
    activations.clear();
  }

  private static SampleEntry.Row row(Activation activation) {
    return new SampleEntry.Row(
        activation.prefix(),
        activation.cut(),
        ActivationRow.cost(activation),
        activation.createdAt());
  }

  /** Steps that are run on commit, under the cache's lock. */
  private final class HeapChange implements Change {
    private final List<Runnable> steps = new ArrayList<>();

    @Override
    public int put(Activation activation) {
      steps.add(() -> activations.put(RowKey.of(activation), activation));
      return ActivationRow.cost(activation);
    }

    @Override
    public void delete(RowKey key) {
      steps.add(() -> activations.remove(key));
    }

    @Override
    public void deleteGeneration(String task, Digest prefix) {
      steps.add(
          () ->
              activations
                  .keySet()
                  .removeIf(k -> k.sample().task().equals(task) && k.prefix().equals(prefix)));
    }

    @Override
    public void annotate(SampleKey key, Annotation annotation) {
      steps.add(() -> annotations.put(key, annotation));
      lastSequence = Math.max(lastSequence, annotation.sequence());
    }

    @Override
    public void forget(SampleKey key) {
      steps.add(() -> annotations.remove(key));
    }

    @Override
    public void commit() {
      steps.forEach(Runnable::run);
    }
  }
}
