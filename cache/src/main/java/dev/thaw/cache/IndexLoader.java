package dev.thaw.cache;

import dev.thaw.protocol.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Builds a {@link SampleIndex} from what is stored. Not thread-safe. */
final class IndexLoader implements RowStore.Loader {
  private final Map<SampleKey, List<SampleEntry.Row>> rows = new HashMap<>();
  private final Map<SampleKey, Annotation> annotations = new HashMap<>();

  /** One object for each prefix, of which there are few. */
  private final Map<Digest, Digest> prefixes = new HashMap<>();

  private int damaged;

  @Override
  public void activation(RowKey key, SampleEntry.Row row) {
    Digest prefix = prefixes.computeIfAbsent(row.prefix(), known -> known);
    rows.computeIfAbsent(key.sample(), k -> new ArrayList<>(2))
        .add(new SampleEntry.Row(prefix, row.cut(), row.bytes(), row.createdAt()));
  }

  @Override
  public void annotation(SampleKey key, Annotation annotation) {
    annotations.put(key, annotation);
  }

  @Override
  public void damaged() {
    damaged++;
  }

  int damagedRows() {
    return damaged;
  }

  /** Fills {@code index}, the samples made first as those used least lately. */
  void fill(SampleIndex index) {
    Set<SampleKey> keys = new HashSet<>(rows.keySet());
    keys.addAll(annotations.keySet());
    keys.stream()
        .sorted(Comparator.comparing(this::latest).thenComparing(SampleKey::sample))
        .forEach(
            key -> index.restore(key, annotations.get(key), rows.getOrDefault(key, List.of())));
  }

  /** Acknowledged annotations of samples that have no activation: nothing can be done with them. */
  List<SampleKey> leftovers() {
    return annotations.entrySet().stream()
        .filter(each -> each.getValue().isAcknowledged() && !rows.containsKey(each.getKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private Instant latest(SampleKey key) {
    return rows.getOrDefault(key, List.of()).stream()
        .map(SampleEntry.Row::createdAt)
        .max(Comparator.naturalOrder())
        .orElse(Instant.MIN);
  }
}
