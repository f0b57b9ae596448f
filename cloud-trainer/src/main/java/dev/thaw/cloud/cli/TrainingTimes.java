package dev.thaw.cloud.cli;

import dev.thaw.cloud.training.TrainingMoment;
import dev.thaw.cloud.training.TrainingMoment.AtInterval;
import dev.thaw.cloud.training.TrainingMoment.ByCount;
import dev.thaw.cloud.training.TrainingMoment.OnArrival;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.cloud.training.TrainingPolicy.ScopeKind;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What the options said about when scopes are trained. Immutable.
 *
 * @param on what {@code --train-on} said, or stands for if it was left out
 * @param every what {@code --train-every} said, if anything
 * @param afterSeconds what {@code --train-after} said, if anything
 * @param otherwise what those two are if they were left out
 */
public record TrainingTimes(
    TrainOn on, Optional<Integer> every, Optional<Long> afterSeconds, ByCount otherwise) {

  /**
   * When scopes of these kinds are trained. On arrival is for the scope of one device: those of
   * several would be trained without end, and keep the devices' waiting.
   *
   * @throws IllegalArgumentException if something was said that has no meaning beside the rest, or
   *     is no such value
   */
  public TrainingPolicy policy(Set<ScopeKind> kinds) {
    boolean many = kinds.contains(ScopeKind.COHORT) || kinds.contains(ScopeKind.GLOBAL);
    boolean counts = on == TrainOn.COUNT || (on == TrainOn.ARRIVAL && many);
    requireMeaning(counts, every.isPresent(), "--train-every");
    requireMeaning(counts || on == TrainOn.INTERVAL, afterSeconds.isPresent(), "--train-after");
    return new TrainingPolicy(kinds, ofDevice(), ofMany());
  }

  private TrainingMoment ofDevice() {
    return on == TrainOn.ARRIVAL ? new OnArrival() : ofMany();
  }

  private TrainingMoment ofMany() {
    Duration after = afterSeconds.map(Duration::ofSeconds).orElse(otherwise.maxDelay());
    return on == TrainOn.INTERVAL
        ? new AtInterval(after)
        : new ByCount(every.orElse(otherwise.features()), after);
  }

  private void requireMeaning(boolean has, boolean said, String option) {
    if (said && !has) {
      throw new IllegalArgumentException(
          "%s has no meaning with --train-on %s here: leave it out, or say --train-on count"
              .formatted(option, on.id()));
    }
  }
}
