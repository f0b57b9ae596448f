package dev.thaw.cloud;

import dev.thaw.cloud.advice.AdviceSettings;
import dev.thaw.cloud.storage.FreeSpace;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.cloud.training.TrainingSettings;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Optional;

/**
 * How the cloud core runs. Immutable.
 *
 * @param dataDir where everything durable lives; one process at a time
 * @param policy when scopes are trained
 * @param training how they are trained and judged
 * @param advice how thoroughly freeze depths are compared
 * @param baseKey the Ed25519 key that base models to be published must be signed with; empty takes
 *     unsigned ones
 * @param minFreeBytes uploads are refused when less is free on the disk; 0 for never
 */
public record CloudConfig(
    Path dataDir,
    TrainingPolicy policy,
    TrainingSettings training,
    CloudLimits limits,
    AdviceSettings advice,
    Optional<PublicKey> baseKey,
    long minFreeBytes) {
  public CloudConfig {
    if (minFreeBytes < 0) {
      throw new IllegalArgumentException("not a number of bytes to keep free: " + minFreeBytes);
    }
  }

  /** The defaults of every part, in {@code dataDir}. */
  public static CloudConfig in(Path dataDir) {
    return new CloudConfig(
        dataDir,
        TrainingPolicy.defaults(),
        TrainingSettings.defaults(),
        CloudLimits.defaults(),
        AdviceSettings.defaults(),
        Optional.empty(),
        FreeSpace.DEFAULT_FLOOR_BYTES);
  }

  /** This configuration with another policy. */
  public CloudConfig with(TrainingPolicy changed) {
    return new CloudConfig(dataDir, changed, training, limits, advice, baseKey, minFreeBytes);
  }

  /** This configuration with other settings of the trainer. */
  public CloudConfig with(TrainingSettings changed) {
    return new CloudConfig(dataDir, policy, changed, limits, advice, baseKey, minFreeBytes);
  }

  /** This configuration with other limits. */
  public CloudConfig with(CloudLimits changed) {
    return new CloudConfig(dataDir, policy, training, changed, advice, baseKey, minFreeBytes);
  }

  /** This configuration with other settings of the advice. */
  public CloudConfig with(AdviceSettings changed) {
    return new CloudConfig(dataDir, policy, training, limits, changed, baseKey, minFreeBytes);
  }

  /** This configuration, requiring base models to be signed with {@code key}. */
  public CloudConfig withBaseKey(PublicKey key) {
    return new CloudConfig(
        dataDir, policy, training, limits, advice, Optional.of(key), minFreeBytes);
  }

  /** This configuration, refusing uploads when less than {@code bytes} is free on the disk. */
  public CloudConfig withMinFreeBytes(long bytes) {
    return new CloudConfig(dataDir, policy, training, limits, advice, baseKey, bytes);
  }
}
