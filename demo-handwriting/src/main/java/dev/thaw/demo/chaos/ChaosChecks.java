package dev.thaw.demo.chaos;

import dev.thaw.protocol.SampleId;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Judges what a run left behind, beside the same run undisturbed. Immutable. */
public record ChaosChecks(RunResult disturbed, RunResult undisturbed) {
  /** How much lower the mean accuracy may be. */
  private static final double TOLERANCE = 0.005;

  List<Check> all() {
    return List.of(features(), training(), manifests(), predictions(), accuracy());
  }

  /** Everything annotated is in the cloud as it should be. */
  public Check features() {
    long annotated = 0;
    long missing = 0;
    long twice = 0;
    long wrong = 0;
    long foreign = 0;
    for (Map.Entry<String, Map<SampleId, Integer>> device : disturbed.annotated().entrySet()) {
      Map<SampleId, Integer> labels = device.getValue();
      Set<SampleId> seen = new HashSet<>();
      for (StoredFeatures.Label stored :
          disturbed.stored().getOrDefault(device.getKey(), List.of())) {
        twice += seen.add(stored.sample()) ? 0 : 1;
        foreign += labels.containsKey(stored.sample()) ? 0 : 1;
        wrong += labels.getOrDefault(stored.sample(), -1) == stored.classIndex() ? 0 : 1;
      }
      annotated += labels.size();
      missing += labels.keySet().stream().filter(sample -> !seen.contains(sample)).count();
    }
    return new Check(
        "each acknowledged feature is in the cloud once, with its last label",
        annotated > 0 && missing + twice + wrong + foreign == 0,
        "%d annotated, %d missing, %d twice, %d mislabelled, %d foreign"
            .formatted(annotated, missing, twice, wrong - foreign, foreign));
  }

  /** Everything was trained on once. */
  public Check training() {
    long annotated = disturbed.annotated().values().stream().mapToLong(Map::size).sum();
    long trained = disturbed.trained().values().stream().mapToLong(Long::longValue).sum();
    boolean each =
        disturbed.annotated().entrySet().stream()
            .allMatch(
                device ->
                    device.getValue().size()
                        == disturbed.trained().getOrDefault(device.getKey(), -1L));
    return new Check(
        "the last training of each device's head used each of them once",
        each,
        "%d samples of %d".formatted(trained, annotated));
  }

  /** Everybody runs what they should. */
  public Check manifests() {
    long same =
        disturbed.wanted().entrySet().stream()
            .filter(device -> device.getValue().equals(disturbed.models().get(device.getKey())))
            .count();
    return new Check(
        "all devices run the manifest that the cloud has for them",
        same == disturbed.wanted().size(),
        "%d of %d".formatted(same, disturbed.wanted().size()));
  }

  private Check predictions() {
    long compared = disturbed.scores().values().stream().mapToLong(DeviceScore::compared).sum();
    long kept = disturbed.scores().values().stream().mapToLong(DeviceScore::kept).sum();
    long different = disturbed.scores().values().stream().mapToLong(DeviceScore::different).sum();
    return new Check(
        "predictions from the cache and without it agree bit for bit",
        kept > 0 && different == 0,
        "%d compared, %d of them kept from the run, %d different"
            .formatted(compared, kept, different));
  }

  private Check accuracy() {
    double loss = undisturbed.accuracy() - disturbed.accuracy();
    return new Check(
        "mean accuracy is at most 0.5 points below the same run undisturbed",
        loss <= TOLERANCE,
        String.format(
            Locale.ROOT,
            "%.2f %% against %.2f %%: %+.2f points",
            100 * disturbed.accuracy(),
            100 * undisturbed.accuracy(),
            -100 * loss));
  }
}
