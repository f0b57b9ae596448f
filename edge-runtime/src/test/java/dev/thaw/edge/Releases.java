package dev.thaw.edge;

import dev.thaw.protocol.Digest;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.TaskSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A model version to publish: a manifest and its layers' bytes. */
record Releases(Manifest manifest, List<byte[]> layers) {
  static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

  static Releases of(long version, int depth, long epoch, List<byte[]> layers) {
    return of(Samples.TASK, Scope.GLOBAL, version, depth, epoch, LONG_AGO, layers);
  }

  static Releases of(
      TaskSpec task,
      Scope scope,
      long version,
      int depth,
      long epoch,
      Instant since,
      List<byte[]> layers) {
    List<LayerEntry> entries = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      entries.add(new LayerEntry("layer" + i, Digest.of(layers.get(i)), layers.get(i).length));
    }
    Digest prefix =
        Digest.ofPrefix(entries.subList(0, depth).stream().map(LayerEntry::digest).toList());
    FreezeState freeze = new FreezeState(depth, epoch, prefix, since);
    Manifest manifest =
        new Manifest(
            task, scope, version, freeze, entries, LONG_AGO.plusSeconds(version), Map.of());
    return new Releases(manifest, layers);
  }

  /** This release as if it were made at {@code when}. */
  Releases madeAt(Instant when) {
    Manifest manifest =
        new Manifest(
            this.manifest.task(),
            this.manifest.scope(),
            this.manifest.version(),
            freeze(),
            this.manifest.layers(),
            when,
            Map.of());
    return new Releases(manifest, layers);
  }

  FreezeState freeze() {
    return manifest.freeze();
  }
}
