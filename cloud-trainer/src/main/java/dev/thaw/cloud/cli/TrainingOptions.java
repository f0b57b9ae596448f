package dev.thaw.cloud.cli;

import dev.thaw.cloud.training.CrowdRules;
import dev.thaw.cloud.training.TrainerKind;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.cloud.training.TrainingPolicy.ScopeKind;
import dev.thaw.cloud.training.TrainingSettings;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** When and how a cloud trains. */
final class TrainingOptions {
  @Option(
      names = "--train-scopes",
      paramLabel = "KINDS",
      split = ",",
      defaultValue = "device",
      description =
          "Kinds of scope to train without being asked: device, cohort, global, or none (default:"
              + " ${DEFAULT-VALUE}).")
  private List<String> trainScopes = List.of();

  @Option(
      names = "--train-every",
      paramLabel = "N",
      defaultValue = "32",
      description = "Train a scope after N new features (default: ${DEFAULT-VALUE}).")
  private int trainEvery;

  @Option(
      names = "--train-after",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "Train a scope this long after its first new feature at the latest (default:"
              + " ${DEFAULT-VALUE}).")
  private long trainAfterSeconds;

  @Option(
      names = "--train-epochs",
      paramLabel = "N",
      description = "Pass N times over the samples of a run (default: by the layers thawed).")
  private @Nullable Integer trainEpochs;

  @Option(
      names = "--trainer",
      paramLabel = "NAME",
      defaultValue = "sgd",
      description =
          "How heads of devices and cohorts are made: sgd (all thawed layers), closed-form (one"
              + " layer of their own, in milliseconds) or one-step (the same from sums kept on disk,"
              + " less accurate; default: ${DEFAULT-VALUE}).")
  private String trainer = "";

  @Option(
      names = "--max-device-samples",
      paramLabel = "N",
      defaultValue = "200",
      description =
          "Take at most N samples of one device into a head for several (default:"
              + " ${DEFAULT-VALUE}).")
  private int maxDeviceSamples;

  @Option(
      names = "--max-device-weight",
      paramLabel = "TIMES",
      defaultValue = "2",
      description =
          "Let one device count at most so many times as much as the median device in a head for"
              + " several (default: ${DEFAULT-VALUE}).")
  private double maxDeviceWeight;

  /**
   * How heads are trained.
   *
   * @throws IllegalArgumentException if an option has no such value
   */
  TrainingSettings settings() {
    CrowdRules crowd = new CrowdRules(maxDeviceSamples, maxDeviceWeight, true);
    TrainingSettings settings =
        TrainingSettings.defaults().with(crowd).with(TrainerKind.named(trainer));
    return trainEpochs == null ? settings : settings.withEpochs(trainEpochs);
  }

  /**
   * When scopes are trained without being asked.
   *
   * @throws IllegalArgumentException if an option has no such value
   */
  TrainingPolicy policy() {
    return new TrainingPolicy(scopeKinds(), trainEvery, Duration.ofSeconds(trainAfterSeconds));
  }

  private Set<ScopeKind> scopeKinds() {
    Set<ScopeKind> kinds = EnumSet.noneOf(ScopeKind.class);
    for (String name : trainScopes) {
      if (!name.equals("none")) {
        kinds.add(scopeKind(name));
      }
    }
    return kinds;
  }

  private static ScopeKind scopeKind(String name) {
    for (ScopeKind kind : ScopeKind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "not a kind of scope: \"" + name + "\" (device, cohort, global or none)");
  }
}
