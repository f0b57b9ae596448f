package dev.thaw.bench.evaluate.run;

import java.util.List;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A bar that tells how far a run is and, from the seconds that cells were expected to take and
 * those they took, how long the rest will be. Thread-safe.
 */
public final class Progress implements AutoCloseable {
  private static final int MINUTE = 60;

  private final ProgressBar bar;
  private final long start = System.nanoTime();
  private final double expected;
  private double done;
  private double running;

  /** For these cells. */
  public Progress(List<Job> jobs) {
    this.expected = jobs.stream().mapToDouble(job -> job.cell().need().seconds()).sum();
    this.bar =
        new ProgressBarBuilder()
            .setTaskName("evaluate")
            .setInitialMax(Math.round(expected))
            .setStyle(ProgressBarStyle.ASCII)
            .setMaxRenderedLength(79)
            .setUpdateIntervalMillis(500)
            .hideEta()
            .build();
  }

  synchronized void begin(Job job) {
    running = job.cell().need().seconds();
  }

  /** The cell under way is so far. */
  synchronized void within(double share) {
    bar.stepTo(Math.round(done + Math.min(1, Math.max(0, share)) * running));
    bar.setExtraMessage(left(done + share * running));
  }

  synchronized void end(Job job) {
    done += running;
    running = 0;
    bar.stepTo(Math.round(done));
    bar.setExtraMessage(left(done));
  }

  private String left(double soFar) {
    double elapsed = (System.nanoTime() - start) / 1e9;
    double pace = soFar < 1 ? 1 : elapsed / soFar;
    double seconds = (expected - soFar) * pace;
    return seconds < MINUTE
        ? String.format(Locale.ROOT, "%.0f s left", seconds)
        : String.format(Locale.ROOT, "%.0f min left", seconds / MINUTE);
  }

  @Override
  public void close() {
    bar.close();
  }
}
