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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The report of all rows that a run's directory holds. Immutable. */
record ReportOfRun(Plan plan, Jobs jobs, RunDirectory directory, Runner runner) {
  private static final int MINUTE = 60;

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
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("command", all(stamps, stamp -> '`' + stamp.command() + '`'));
    facts.put("commit", all(stamps, Stamp::commit) + " (+: with changes that were not committed)");
    facts.put("machine", all(stamps, Stamp::machine));
    facts.put("versions", all(stamps, Stamp::versions));
    Identity.of(plan).forEach(facts::put);
    facts.put("cells", cells(stamps));
    facts.put("load when a cell began", load(stamps));
    String scale = plan.scale().name().toLowerCase(Locale.ROOT);
    return new RunFacts(scale, List.copyOf(facts.entrySet()), missing());
  }

  private String cells(List<Stamp> stamps) {
    double seconds = stamps.stream().mapToDouble(Stamp::seconds).sum();
    return String.format(
        Locale.ROOT,
        "%d of %d have run, %.0f min in all, from %s to %s",
        stamps.size(),
        jobs.all().size(),
        Math.ceil(seconds / MINUTE),
        stamps.stream().map(Stamp::started).min(String::compareTo).orElse("-"),
        stamps.stream().map(Stamp::started).max(String::compareTo).orElse("-"));
  }

  private static String load(List<Stamp> stamps) {
    Statistics load = Statistics.of(stamps.stream().map(Stamp::loadBefore).toList());
    return String.format(Locale.ROOT, "median %.1f, at most %.1f", load.median(), load.high());
  }

  private List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (Job job : jobs.all()) {
      if (!directory.has(job)) {
        missing.add(
            job.id() + ": " + runner.failures().getOrDefault(job.id(), "has not been run yet"));
      }
    }
    return missing;
  }

  private static String all(List<Stamp> stamps, Function<Stamp, String> of) {
    return stamps.stream().map(of).distinct().collect(Collectors.joining(", "));
  }
}
