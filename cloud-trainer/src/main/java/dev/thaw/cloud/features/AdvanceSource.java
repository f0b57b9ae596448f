package dev.thaw.cloud.features;

import dev.thaw.cloud.features.GenerationRows.Row;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.protocol.SampleId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the features that are to be run on to a freeze point, each from its highest usable version,
 * in batches of one cut that may span devices. A scan is open only while a batch is read. Confined
 * to one thread at a time.
 */
final class AdvanceSource {
  static final int BATCH = 256;

  /**
   * A feature to be run on.
   *
   * @param touched the device's {@link DeviceTally#touched} before it was read
   */
  record Item(String device, long touched, StoredFeature feature) {}

  /**
   * Features of one cut; none if there are no more.
   *
   * @param found features to be run on, up to the end of this batch
   * @param total those, and the rows that were not looked at yet
   */
  record Batch(List<Item> items, long found, long total) {}

  /** Rows of one device's generation, and the versions that make one of them needless. */
  private record Stretch(GenerationRows rows, List<GenerationRows> better) {}

  private final Tallies tallies;
  private final String task;
  private final List<Stretch> stretches;
  private long total;
  private int current;
  private @Nullable SampleId last;
  private long found;

  AdvanceSource(CloudDatabase database, Tallies tallies, String task, Backbone target, long after) {
    this.tallies = tallies;
    this.task = task;
    this.stretches =
        tallies.devices(task).stream()
            .filter(device -> after <= 0 || tallies.of(task, device).touched() > after)
            .flatMap(device -> stretches(database, device, target).stream())
            .sorted(Comparator.comparing(s -> -s.rows.generation().cut()))
            .toList();
    this.total = stretches.stream().mapToLong(this::count).sum();
  }

  /** The next features, of one cut. */
  Batch next() {
    List<Item> items = new ArrayList<>(BATCH);
    while (current < stretches.size() && items.size() < BATCH) {
      Stretch stretch = stretches.get(current);
      if (!items.isEmpty() && cutOf(items.get(0)) != stretch.rows.generation().cut()) {
        break;
      }
      read(stretch, BATCH - items.size(), items);
    }
    return new Batch(items, found, total);
  }

  private void read(Stretch stretch, int room, List<Item> items) {
    String device = stretch.rows.device();
    long touched = tallies.of(task, device).touched();
    List<Row> rows = stretch.rows.after(last, room);
    Set<SampleId> done = done(stretch, rows);
    for (Row row : rows) {
      if (!done.contains(row.sample())) {
        items.add(new Item(device, touched, StoredFeature.fromBytes(row.value())));
        found++;
      } else {
        total--;
      }
    }
    if (rows.size() < room) {
      current++;
      last = null;
    } else {
      last = rows.get(rows.size() - 1).sample();
    }
  }

  private Set<SampleId> done(Stretch stretch, List<Row> rows) {
    Set<SampleId> done = new HashSet<>();
    for (GenerationRows better : stretch.better) {
      if (!rows.isEmpty() && count(better) > 0) {
        better.between(rows.get(0).sample(), rows.get(rows.size() - 1).sample(), done::add);
      }
    }
    return done;
  }

  private List<Stretch> stretches(CloudDatabase database, String device, Backbone target) {
    List<GenerationRows> better = new ArrayList<>();
    better.add(GenerationRows.features(database, task, device, Generation.of(target)));
    List<Stretch> found = new ArrayList<>();
    tallies.of(task, device).stored().keySet().stream()
        .filter(generation -> generation.cut() < target.depth())
        .filter(generation -> target.isCurrent(generation.cut(), generation.prefix()))
        .sorted(Comparator.comparing(Generation::cut).reversed())
        .map(generation -> GenerationRows.features(database, task, device, generation))
        .forEach(
            rows -> {
              found.add(new Stretch(rows, List.copyOf(better)));
              better.add(rows);
            });
    return found;
  }

  private long count(Stretch stretch) {
    return count(stretch.rows);
  }

  private long count(GenerationRows rows) {
    return tallies.of(task, rows.device()).count(rows.generation());
  }

  private static int cutOf(Item item) {
    return item.feature().feature().activation().cut();
  }
}
