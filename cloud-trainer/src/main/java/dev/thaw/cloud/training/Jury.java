package dev.thaw.cloud.training;

import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.registry.Verdict;
import dev.thaw.model.head.Example;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Has devices judge a head that is to be for all of them against the one that they have. Every
 * device counts once, however much it uploads, so that a head is held back that only those gain by
 * who flood. What is judged is what is published, bit by bit. Thread-safe.
 */
final class Jury {
  /** With fewer devices nobody can tell who lies. */
  static final int LEAST_JURORS = 5;

  private final ModelRegistry registry;

  Jury(ModelRegistry registry) {
    this.registry = registry;
  }

  /** What the devices think of a head that was trained without {@code held}. Blocks. */
  Opinion opinion(
      Backbone backbone, Scope scope, List<byte[]> head, SortedMap<String, List<Example>> held) {
    Map<String, Double> before = Recognised.byDevice(backbone, present(backbone, scope), held);
    Map<String, Double> after = Recognised.byDevice(backbone, head, held);
    List<Double> changes = new ArrayList<>();
    before.forEach((device, share) -> changes.add(after.getOrDefault(device, 0.0) - share));
    return Opinion.of(changes);
  }

  static Verdict verdict(Verdict guards, Opinion opinion) {
    return opinion.isHarm()
        ? new Verdict.HeldBack("it would do harm: " + opinion.inWords())
        : new Verdict.Published(guards.reason() + "; " + opinion.inWords());
  }

  /** What becomes of the verdict if too few devices hold samples out. */
  static Verdict tooFew(Verdict guards) {
    String why = "; not judged, for fewer than %d devices hold out samples".formatted(LEAST_JURORS);
    return guards.published() ? new Verdict.Published(guards.reason() + why) : guards;
  }

  /** What the scope's devices run now, or would run on top of {@code backbone}. */
  private List<byte[]> present(Backbone backbone, Scope scope) {
    String task = backbone.task().name();
    Manifest manifest =
        registry.current(task, scope).orElseGet(() -> registry.global(task)).manifest();
    List<LayerEntry> layers = manifest.layers();
    List<Digest> frozen =
        layers.subList(0, backbone.depth()).stream().map(LayerEntry::digest).toList();
    return Digest.ofPrefix(frozen).equals(backbone.freeze().prefix())
        ? registry.layers(layers, backbone.depth())
        : registry.startLayers(backbone, scope);
  }
}
