package dev.thaw.demo.chaos;

import dev.thaw.protocol.SampleId;
import java.util.List;
import java.util.Map;

/**
 * What a run left behind. Immutable.
 *
 * @param annotated by device, the last label of each annotated sample
 * @param stored by device, what the cloud can train on
 * @param trained by device, how many samples its last training run used
 * @param models by device, the manifest it runs, in hexadecimal
 * @param wanted by device, the manifest the cloud has for it
 * @param scores by device
 * @param tally what all devices counted
 */
public record RunResult(
    Map<String, Map<SampleId, Integer>> annotated,
    Map<String, List<StoredFeatures.Label>> stored,
    Map<String, Long> trained,
    Map<String, String> models,
    Map<String, String> wanted,
    Map<String, DeviceScore> scores,
    Tally tally,
    Disturbed disturbed,
    double seconds) {
  public RunResult {
    annotated = Map.copyOf(annotated);
    stored = Map.copyOf(stored);
    trained = Map.copyOf(trained);
    models = Map.copyOf(models);
    wanted = Map.copyOf(wanted);
    scores = Map.copyOf(scores);
  }

  /**
   * What was done to it.
   *
   * @param resumed changes that the cloud took up again after it was killed
   */
  public record Disturbed(int changes, int resumed, int cloudKills, int farmKills) {}

  /** The mean over the devices that have scored characters. */
  double accuracy() {
    return scores.values().stream()
        .filter(score -> score.total() > 0)
        .mapToDouble(DeviceScore::accuracy)
        .average()
        .orElse(0);
  }
}
