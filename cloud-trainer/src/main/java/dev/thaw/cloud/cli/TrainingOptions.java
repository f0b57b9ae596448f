package dev.thaw.cloud.cli;

import dev.thaw.cloud.training.CrowdRules;
import dev.thaw.cloud.training.TrainerChoice;
import dev.thaw.cloud.training.TrainerKind;
import dev.thaw.cloud.training.TrainingMoment.ByCount;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.cloud.training.TrainingPolicy.ScopeKind;
import dev.thaw.cloud.training.TrainingSettings;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** When and how a cloud trains. */
final class TrainingOptions {
  private static final ByCount BY_COUNT = new ByCount(32, Duration.ofSeconds(60));

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
      names = "--train-on",
      paramLabel = "WHAT",
      description =
          "When a scope is trained. arrival: a device's with each new feature, at once, and again if"
              + " more have come meanwhile; a cohort's and the global one by count. count: after"
              + " --train-every features or --train-after seconds, whichever is first. interval:"
              + " every --train-after seconds all scopes with anything new, together (default:"
              + " arrival where all devices' heads are made in closed form, unless --train-every or"
              + " --train-after is given; otherwise count).")
  private @Nullable String trainOn;

  @Option(
      names = "--train-every",
      paramLabel = "N",
      description = "Train a scope after N new features (default: 32).")
  private @Nullable Integer trainEvery;

  @Option(
      names = "--train-after",
      paramLabel = "SECONDS",
      description =
          "Train a scope this long after its first new feature at the latest; with --train-on"
              + " interval, every so long (default: 60).")
  private @Nullable Long trainAfterSeconds;

  @Option(
      names = "--train-epochs",
      paramLabel = "N",
      description = "Pass N times over the samples of a run (default: by the layers thawed).")
  private @Nullable Integer trainEpochs;

  @Option(
      names = "--trainer",
      paramLabel = "RULE",
      split = ",",
      description = {
        "How heads are made, as [TASK:][SCOPES=]NAME (default: devices closed-form, others sgd)."
            + " NAME is",
        "  sgd: all thawed layers, one head after the other,",
        "  stacked: the same, of scopes that wait at once,",
        "  closed-form: one layer of their own, in milliseconds, or",
        "  one-step: the same from sums kept on disk, less accurate.",
        "SCOPES is device, cohort or global (sgd or stacked only); without it, NAME is for devices"
            + " and cohorts. The narrowest rule counts; where none fits, the default. For instance:",
        "  --trainer=stacked,digits:device=closed-form"
      })
  private List<String> trainers = List.of();

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

  @Option(
      names = "--keep-versions",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Keep the latest N published versions of each scope, to roll back to; older ones and"
              + " their layers are deleted (default: ${DEFAULT-VALUE}).")
  private int keptVersions;

  /**
   * How heads are trained.
   *
   * @throws IllegalArgumentException if an option has no such value
   */
  TrainingSettings settings() {
    CrowdRules crowd = new CrowdRules(maxDeviceSamples, maxDeviceWeight, true);
    TrainingSettings settings =
        TrainingSettings.defaults()
            .with(crowd)
            .with(TrainerChoice.parse(trainers))
            .suiting(policy());
    return trainEpochs == null ? settings : settings.withEpochs(trainEpochs);
  }

  /**
   * When scopes are trained without being asked.
   *
   * @throws IllegalArgumentException if an option has no such value
   */
  TrainingPolicy policy() {
    return new TrainingTimes(
            on(), Optional.ofNullable(trainEvery), Optional.ofNullable(trainAfterSeconds), BY_COUNT)
        .policy(scopeKinds());
  }

  /** How many published versions of each scope are kept. */
  int keptVersions() {
    return keptVersions;
  }

  private TrainOn on() {
    if (trainOn != null) {
      return TrainOn.named(trainOn);
    }
    boolean counts = trainEvery != null || trainAfterSeconds != null;
    boolean isQuick =
        TrainerChoice.parse(trainers).isAlways(ScopeKind.DEVICE, TrainerKind.CLOSED_FORM);
    return isQuick && !counts ? TrainOn.ARRIVAL : TrainOn.COUNT;
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
