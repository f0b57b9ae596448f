package dev.thaw.bench.evaluate.run;

import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Row;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs the cells of a plan that have not run yet, one after the other. Used by one thread. */
public final class Runner {
  private final Plan plan;
  private final RunDirectory directory;
  private final Circumstances circumstances;
  private final Map<String, String> failures = new TreeMap<>();

  /** For one run. */
  public Runner(Plan plan, RunDirectory directory, Circumstances circumstances) {
    this.plan = plan;
    this.directory = directory;
    this.circumstances = circumstances;
  }

  /** Those of {@code jobs} that have no rows yet. */
  public List<Job> pending(Jobs jobs) {
    return jobs.all().stream().filter(job -> !directory.has(job)).toList();
  }

  /**
   * Runs {@code jobs}. A cell that fails does not keep the others from running.
   *
   * @throws EvaluationException if rows cannot be kept
   */
  public void run(List<Job> jobs, Progress progress) {
    for (Job job : jobs) {
      progress.begin(job);
      run(job, progress);
      progress.end(job);
    }
    directory.clearScratch();
  }

  /** Why cells failed, by their id. */
  public Map<String, String> failures() {
    return failures;
  }

  private void run(Job job, Progress progress) {
    CellProcess process = new CellProcess(job, plan, directory.scratch(job), directory.log(job));
    double load = Circumstances.load();
    Instant started = Instant.now();
    long start = System.nanoTime();
    List<Row> rows;
    try {
      rows = process.run(progress::within);
    } catch (EvaluationException e) {
      failures.put(job.id(), String.valueOf(e.getMessage()));
      return;
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    directory.keep(job, rows, stamp(started, seconds, load));
  }

  private Stamp stamp(Instant started, double seconds, double load) {
    return new Stamp(
        circumstances.command(),
        circumstances.commit(),
        circumstances.machine(),
        circumstances.versions(),
        started.toString(),
        seconds,
        load,
        Circumstances.load());
  }
}
