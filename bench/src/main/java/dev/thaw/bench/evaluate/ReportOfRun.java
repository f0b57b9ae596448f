package dev.thaw.bench.evaluate;

import dev.thaw.bench.evaluate.report.Reports;
import dev.thaw.bench.evaluate.report.RunFacts;
import dev.thaw.bench.evaluate.report.Section;
import dev.thaw.bench.evaluate.run.EvaluationException;
import dev.thaw.bench.evaluate.run.Job;
import dev.thaw.bench.evaluate.run.Jobs;
import dev.thaw.bench.evaluate.run.KeptRow;
import dev.thaw.bench.evaluate.run.RunDirectory;
import dev.thaw.bench.evaluate.run.Runner;
import dev.thaw.bench.evaluate.run.Stamp;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The report of all rows that a run's directory holds. Immutable. */
record ReportOfRun(Plan plan, Jobs jobs, RunDirectory directory, Runner runner) {
  /** Writes it. */
  void write() {
    List<KeptRow> kept = new ArrayList<>();
    jobs.all().forEach(job -> kept.addAll(directory.rows(job)));
    Map<String, List<Row>> rows =
        kept.stream()
            .collect(
                Collectors.groupingBy(
                    KeptRow::question,
                    TreeMap::new,
                    Collectors.mapping(KeptRow::row, Collectors.toList())));
    List<Section> sections =
        Questions.asked(plan).stream()
            .filter(question -> rows.containsKey(question.name()))
            .map(question -> question.section(plan, rows))
            .toList();
    try {
      Reports.write(directory.path(), facts(kept), sections);
    } catch (IOException e) {
      throw new EvaluationException(
          "cannot write the report in " + directory.path() + ": " + e.getMessage(), e);
    }
  }

  private RunFacts facts(List<KeptRow> kept) {
    List<Stamp> stamps = kept.stream().map(KeptRow::stamp).distinct().toList();
    return new RunFacts(
        "Thaw, evaluated",
        plan.scale(),
        all(stamps, Stamp::command),
        all(stamps, Stamp::commit),
        all(stamps, Stamp::machine),
        all(stamps, Stamp::versions),
        Identity.of(plan),
        stamps.stream()
            .map(Stamp::started)
            .min(String::compareTo)
            .map(Instant::parse)
            .orElse(Instant.EPOCH),
        stamps.stream().mapToDouble(Stamp::seconds).sum(),
        stamps.stream().mapToDouble(Stamp::loadBefore).max().orElse(-1),
        stamps.size(),
        runner.failures(),
        missing());
  }

  private List<String> missing() {
    return jobs.all().stream()
        .filter(job -> !directory.has(job))
        .map(Job::id)
        .filter(id -> !runner.failures().containsKey(id))
        .toList();
  }

  /** One after the other, if cells ran under several. */
  private static String all(List<Stamp> stamps, Function<Stamp, String> of) {
    return stamps.stream().map(of).distinct().collect(Collectors.joining("; "));
  }
}
