package dev.thaw.cloud.registry;

import dev.thaw.cloud.storage.RecordReader;
import dev.thaw.cloud.storage.RecordWriter;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.LayerEntry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * A task as it is stored: where its freeze point stands, which layers it was installed with, and
 * since when each layer's values stand in the backbone. Immutable.
 *
 * @param base the digests of the layers it was installed with
 * @param fixed the digest that each layer had when it was last frozen, and since when it has it
 */
record TaskRecord(FreezeState freeze, List<Digest> base, List<FixedLayer> fixed) {
  private static final int VERSION = 1;

  /** A layer's digest, and since when it may have been frozen with it. */
  record FixedLayer(Digest digest, Instant since) {}

  TaskRecord {
    base = List.copyOf(base);
    fixed = List.copyOf(fixed);
  }

  static TaskRecord installed(int depth, List<Digest> base, Instant now) {
    FreezeState freeze = new FreezeState(depth, 0, Digest.ofPrefix(base.subList(0, depth)), now);
    return new TaskRecord(freeze, base, base.stream().map(d -> new FixedLayer(d, now)).toList());
  }

  /**
   * This task frozen at {@code depth} with the given layers. A prefix is in force since the latest
   * of its layers was frozen with other values than before, so that activations made of the same
   * values stay usable.
   */
  TaskRecord movedTo(int depth, List<LayerEntry> layers, Instant now) {
    List<FixedLayer> next = new ArrayList<>(fixed);
    for (int i = 0; i < depth; i++) {
      if (!next.get(i).digest().equals(layers.get(i).digest())) {
        next.set(i, new FixedLayer(layers.get(i).digest(), now));
      }
    }
    Instant since = Instant.MIN;
    for (FixedLayer layer : next.subList(0, depth)) {
      since = layer.since().isAfter(since) ? layer.since() : since;
    }
    Digest prefix =
        Digest.ofPrefix(layers.subList(0, depth).stream().map(LayerEntry::digest).toList());
    Instant inForce = depth == 0 ? fixed.get(0).since() : since;
    return new TaskRecord(new FreezeState(depth, freeze.epoch() + 1, prefix, inForce), base, next);
  }

  /**
   * This task with another base model at the same depth, in the same epoch. If the backbone's
   * prefix is another one, it is in force since a time after the last one's, whatever the clock
   * says, so that devices evict what was made before.
   */
  TaskRecord rebased(List<Digest> newBase, Instant now) {
    Instant since = laterThan(freeze.prefixSince(), now);
    List<FixedLayer> next = new ArrayList<>(fixed);
    for (int i = 0; i < newBase.size(); i++) {
      if (!next.get(i).digest().equals(newBase.get(i))) {
        next.set(i, new FixedLayer(newBase.get(i), since));
      }
    }
    Digest prefix = Digest.ofPrefix(newBase.subList(0, freeze.depth()));
    Instant inForce = prefix.equals(freeze.prefix()) ? freeze.prefixSince() : since;
    FreezeState state = new FreezeState(freeze.depth(), freeze.epoch(), prefix, inForce);
    return new TaskRecord(state, newBase, next);
  }

  private static Instant laterThan(Instant before, Instant now) {
    Instant least = before.plusMillis(1);
    Instant whole = now.truncatedTo(ChronoUnit.MILLIS);
    return whole.isAfter(least) ? whole : least;
  }

  byte[] toBytes() {
    return new RecordWriter(VERSION)
        .number(freeze.depth())
        .number(freeze.epoch())
        .digest(freeze.prefix())
        .time(freeze.prefixSince())
        .all(base, RecordWriter::digest)
        .all(fixed, (w, layer) -> w.digest(layer.digest()).time(layer.since()))
        .toBytes();
  }

  static TaskRecord fromBytes(byte[] stored) {
    RecordReader in = new RecordReader("task", VERSION, stored);
    FreezeState freeze = new FreezeState(in.integer(), in.number(), in.digest(), in.time());
    List<Digest> base = in.all(RecordReader::digest);
    return new TaskRecord(freeze, base, in.all(r -> new FixedLayer(r.digest(), r.time())));
  }
}
