package dev.thaw.demo.profile;

import dev.thaw.demo.strokes.Bounds;
import dev.thaw.protocol.SampleId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The latest recognitions, so that what is saved is what was shown. Bounded; thread-safe. */
final class RecentlyShown {
  private static final int MAX = 64;

  private record Shown(Recognition recognition, Bounds bounds) {
    boolean isOf(Ink ink) {
      return recognition.rawBytes() == ink.rawBytes() && bounds.equals(ink.drawing().bounds());
    }
  }

  private final Map<SampleId, Shown> latest = new LinkedHashMap<>();

  synchronized void remember(Recognition recognition, Ink ink) {
    latest.remove(recognition.sample());
    latest.put(recognition.sample(), new Shown(recognition, ink.drawing().bounds()));
    if (latest.size() > MAX) {
      latest.remove(latest.keySet().iterator().next());
    }
  }

  /** What was shown for {@code ink} under this name; empty if that is too long ago. */
  synchronized Optional<Recognition> find(SampleId sample, Ink ink) {
    return Optional.ofNullable(latest.get(sample))
        .filter(shown -> shown.isOf(ink))
        .map(Shown::recognition);
  }
}
