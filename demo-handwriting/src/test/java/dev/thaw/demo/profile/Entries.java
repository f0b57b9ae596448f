package dev.thaw.demo.profile;

import dev.thaw.demo.strokes.Bounds;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import java.time.Instant;
import java.util.Optional;

/** Made-up entries. */
final class Entries {
  static final Instant NOW = Instant.parse("2026-11-21T15:00:00.123Z");

  private Entries() {}

  static Entry entry(int n, String label, String predicted) {
    return new Entry(
        "k" + n,
        sample(n),
        NOW.plusSeconds(n),
        label,
        predicted,
        0.83f,
        "o",
        3,
        true,
        false,
        812,
        true,
        new Bounds(n + 0.1f, -71.3f, n + 40.7f, 1.25f),
        173,
        424,
        Optional.empty());
  }

  static SampleId sample(int n) {
    return SampleId.ofInput(Digest.of(new byte[] {(byte) n, (byte) (n >> 8)}));
  }

  static RunningModel model(long version, String scope) {
    return new RunningModel(
        version, Optional.of(scope), Optional.of(NOW), NOW.plusSeconds(version), 6, 8);
  }
}
