package dev.thaw.bench;

import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.protocol.Scope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A cloud and its devices at a share of what they can do, for long: predicting, annotating,
 * uploading, training, installing. People write the same characters again and again, so that what
 * is stored does not grow, and what grows is a leak. Immutable.
 *
 * @param load the share of the rounds that were possible when measured at first
 * @param length of all, with measuring and warming up; a machine too busy for enough samples takes
 *     longer
 * @param afterRound what else is to happen in each round; tests plant leaks here
 */
record Soak(Hands hands, int devices, double load, Duration length, Runnable afterRound) {
  /** Characters of each person, annotated anew in every round by a few. */
  private static final int SAMPLES = 40;

  private static final int SAMPLES_A_ROUND = 4;
  private static final int TRAININGS = 24;
  private static final int SAMPLES_OF_MEMORY = 60;
  private static final double MEASURING_SHARE = 0.1;
  private static final double WARM_UP_SHARE = 0.4;
  private static final Duration MOST_MEASURING = Duration.ofMinutes(1);
  private static final Duration MOST_WARM_UP = Duration.ofMinutes(20);
  private static final Duration BETWEEN_SAMPLES = Duration.ofMinutes(1);

  /**
   * What was found.
   *
   * @param fullRate rounds a second that were possible
   * @param rate rounds a second that were done
   * @param samples after the warm-up
   */
  record Report(double fullRate, double rate, List<MemorySample> samples) {
    Report {
      samples = List.copyOf(samples);
    }
  }

  /** Runs to the end; tells {@code progress} of each sample, those of the warm-up too. */
  Report run(Path directory, Consumer<MemorySample> progress) {
    try (Fleet fleet = new Fleet(directory)) {
      for (int i = 0; i < devices; i++) {
        fleet.open(config -> config);
      }
      fleet.goOnline();
      return new Course(fleet, progress).run();
    }
  }

  /** One run. Confined to its thread. */
  private final class Course {
    private final Fleet fleet;
    private final Consumer<MemorySample> progress;
    private final List<List<CharacterInContext>> written = new ArrayList<>();
    private final List<MemorySample> samples = new ArrayList<>();
    private final long start = System.nanoTime();
    private long rounds;

    Course(Fleet fleet, Consumer<MemorySample> progress) {
      this.fleet = fleet;
      this.progress = progress;
      for (int i = 0; i < devices; i++) {
        written.add(hands.of(i, SAMPLES));
      }
    }

    Report run() {
      long measured = share(MEASURING_SHARE, MOST_MEASURING);
      while (elapsed() < measured) {
        round();
      }
      double fullRate = rounds / seconds(elapsed());
      long before = rounds;
      paced(fullRate * load);
      return new Report(
          fullRate, (rounds - before) / seconds(elapsed() - measured), List.copyOf(samples));
    }

    private void paced(double rate) {
      long pause = (long) (TimeUnit.SECONDS.toNanos(1) / rate);
      long warm = elapsed() + share(WARM_UP_SHARE, MOST_WARM_UP);
      long interval = share(1.0 / SAMPLES_OF_MEMORY, BETWEEN_SAMPLES);
      long nextRound = elapsed();
      long nextSample = elapsed();
      long nextTraining = elapsed();
      while (elapsed() < length.toNanos() || samples.size() < Flatness.FEWEST) {
        round();
        if (elapsed() >= nextTraining) {
          Waiting.get("training", fleet.trainer().train(Fleet.TASK, new Scope.Global()));
          nextTraining = elapsed() + length.toNanos() / TRAININGS;
        }
        if (elapsed() >= nextSample) {
          sample(elapsed() >= warm);
          nextSample = elapsed() + interval;
        }
        nextRound = Math.max(nextRound + pause, elapsed() - pause);
        LockSupport.parkNanos(Math.max(0, nextRound - elapsed()));
      }
    }

    private void round() {
      for (int i = 0; i < devices; i++) {
        Fleet.annotate(fleet.devices().get(i), turn(written.get(i)));
      }
      fleet.devices().stream()
          .map(EdgeRuntime::flush)
          .toList()
          .forEach(flush -> Waiting.get("upload", flush));
      afterRound.run();
      rounds++;
    }

    /** The next few, from the first again after the last. */
    private List<CharacterInContext> turn(List<CharacterInContext> all) {
      List<CharacterInContext> few = new ArrayList<>();
      for (int i = 0; i < SAMPLES_A_ROUND; i++) {
        few.add(all.get((int) ((rounds * SAMPLES_A_ROUND + i) % all.size())));
      }
      return few;
    }

    private void sample(boolean counts) {
      MemorySample sample = MemorySample.now(seconds(elapsed()), rounds);
      progress.accept(sample);
      if (counts) {
        samples.add(sample);
      }
    }

    private long elapsed() {
      return System.nanoTime() - start;
    }

    private long share(double of, Duration most) {
      return (long) Math.min(of * length.toNanos(), (double) most.toNanos());
    }
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }
}
