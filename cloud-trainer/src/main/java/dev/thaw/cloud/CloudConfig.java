package dev.thaw.cloud;

import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.cloud.training.TrainingSettings;
import java.nio.file.Path;

/**
 * How the cloud core runs. Immutable.
 *
 * @param dataDir where everything durable lives; one process at a time
 * @param policy when scopes are trained
 * @param training how they are trained and judged
 */
public record CloudConfig(
    Path dataDir, TrainingPolicy policy, TrainingSettings training, CloudLimits limits) {
  /** The defaults of every part, in {@code dataDir}. */
  public static CloudConfig in(Path dataDir) {
    return new CloudConfig(
        dataDir, TrainingPolicy.defaults(), TrainingSettings.defaults(), CloudLimits.defaults());
  }

  /** This configuration with another policy. */
  public CloudConfig with(TrainingPolicy changed) {
    return new CloudConfig(dataDir, changed, training, limits);
  }

  /** This configuration with other settings of the trainer. */
  public CloudConfig with(TrainingSettings changed) {
    return new CloudConfig(dataDir, policy, changed, limits);
  }

  /** This configuration with other limits. */
  public CloudConfig with(CloudLimits changed) {
    return new CloudConfig(dataDir, policy, training, changed);
  }
}
