package dev.thaw.cloud.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.protocol.Digest;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LayerUsesTest {
  private static final int LAYERS = 3;
  private static final TaskSpec TASK =
      new TaskSpec("letters", "any", List.of("a", "b"), List.of(Shape.of(1)));

  private final LayerUses uses = new LayerUses();

  @Test
  void whatIsDeletedIsExactlyWhatNoVersionNamesAnyMore() {
    long seed = System.nanoTime();
    System.out.println("LayerUsesTest seed " + seed);
    Random random = new Random(seed);
    List<Manifest> kept = new ArrayList<>();
    Set<Digest> stored = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      if (kept.isEmpty() || random.nextInt(3) > 0) {
        Manifest next = version(random.nextInt(12), random.nextInt(12), random.nextInt(12));
        uses.expect(digests(next));
        stored.addAll(digests(next));
        uses.add(next.layers());
        kept.add(next);
      } else {
        List<Manifest> gone = taken(kept, 1 + random.nextInt(3), random);
        uses.forget(gone, stored::removeAll);
      }
      assertThat(stored).isEqualTo(named(kept));
    }
  }

  @Test
  void aLayerThatIsStoredForAVersionToComeStays() {
    Manifest old = version(1, 2, 3);
    uses.add(old.layers());
    uses.expect(List.of(digest(3)));
    assertThat(forgotten(old)).containsExactlyInAnyOrder(digest(1), digest(2));

    Manifest next = version(4, 5, 3);
    uses.add(next.layers());
    assertThat(forgotten(next)).containsExactlyInAnyOrder(digest(3), digest(4), digest(5));
  }

  @Test
  void whereDeletingFailsNothingIsForgotten() {
    Manifest version = version(1, 2, 3);
    uses.add(version.layers());
    assertThatThrownBy(
            () ->
                uses.forget(
                    List.of(version),
                    layers -> {
                      throw new IllegalStateException("the disk is full");
                    }))
        .hasMessage("the disk is full");
    assertThat(forgotten(version)).hasSize(LAYERS);
  }

  private Set<Digest> forgotten(Manifest version) {
    Set<Digest> gone = new HashSet<>();
    uses.forget(List.of(version), gone::addAll);
    return gone;
  }

  private static List<Manifest> taken(List<Manifest> kept, int count, Random random) {
    List<Manifest> taken = new ArrayList<>();
    while (taken.size() < count && !kept.isEmpty()) {
      taken.add(kept.remove(random.nextInt(kept.size())));
    }
    return taken;
  }

  private static Set<Digest> named(List<Manifest> versions) {
    return versions.stream().flatMap(v -> digests(v).stream()).collect(Collectors.toSet());
  }

  private static List<Digest> digests(Manifest version) {
    return version.layers().stream().map(LayerEntry::digest).toList();
  }

  private static Manifest version(int... layers) {
    List<LayerEntry> entries =
        IntStream.range(0, LAYERS)
            .mapToObj(i -> new LayerEntry("layer" + i, digest(layers[i]), 1))
            .toList();
    Digest prefix = Digest.ofPrefix(List.of(digest(layers[0])));
    FreezeState freeze = new FreezeState(1, 0, prefix, Instant.EPOCH);
    return new Manifest(TASK, Scope.GLOBAL, 1, freeze, entries, Instant.EPOCH, Map.of());
  }

  private static Digest digest(int number) {
    return Digest.of(new byte[] {(byte) number});
  }
}
