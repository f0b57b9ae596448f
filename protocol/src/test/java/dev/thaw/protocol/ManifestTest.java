package dev.thaw.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManifestTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final TaskSpec TASK =
      new TaskSpec("digits", "lenet", List.of("0", "1"), List.of(Shape.of(1, 28, 28)));
  private static final LayerEntry CONV = new LayerEntry("conv", Digest.of(new byte[] {1}), 100);
  private static final LayerEntry FC = new LayerEntry("fc", Digest.of(new byte[] {2}), 11);

  private static Manifest manifest(long version, int depth, Digest prefix, LayerEntry... layers) {
    return new Manifest(
        TASK,
        Scope.GLOBAL,
        version,
        new FreezeState(depth, 0, prefix, NOW),
        List.of(layers),
        NOW,
        Map.of("loss", 0.5, "accuracy", 0.9));
  }

  @Test
  void aManifestKnowsItsPrefixesAndItsSize() {
    Digest prefix = Digest.ofPrefix(List.of(CONV.digest()));
    Manifest manifest = manifest(1, 1, prefix, CONV, FC);
    assertThat(manifest.prefixDigest(1)).isEqualTo(prefix);
    assertThat(manifest.prefixDigest(0)).isEqualTo(Digest.of(new byte[0]));
    assertThat(manifest.totalBytes()).isEqualTo(111);
    assertThat(manifest.metrics().keySet()).containsExactly("accuracy", "loss");
    assertThatIllegalArgumentException().isThrownBy(() -> manifest.prefixDigest(3));
  }

  @Test
  void aPrefixThatIsNotTheLayersIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> manifest(1, 1, CONV.digest(), CONV, FC))
        .withMessageContaining(CONV.digest().toString());
  }

  @Test
  void aHeadlessManifestIsRefused() {
    Digest all = Digest.ofPrefix(List.of(CONV.digest(), FC.digest()));
    assertThatIllegalArgumentException().isThrownBy(() -> manifest(1, 2, all, CONV, FC));
    assertThatIllegalArgumentException().isThrownBy(() -> manifest(1, 0, all));
  }

  @Test
  void versionsCountFromOne() {
    Digest prefix = Digest.ofPrefix(List.of(CONV.digest()));
    assertThatIllegalArgumentException().isThrownBy(() -> manifest(0, 1, prefix, CONV, FC));
  }
}
