package dev.thaw.bench.evaluate;

import dev.thaw.bench.evaluate.report.Section;
import dev.thaw.bench.evaluate.run.Job;
import dev.thaw.bench.evaluate.run.Jobs;
import dev.thaw.bench.evaluate.run.KeptRow;
import dev.thaw.bench.evaluate.run.RunDirectory;
import dev.thaw.bench.evaluate.run.Runner;
import java.util.ArrayList;
import java.util.List;

/** The report of all rows that a run's directory holds. Immutable. */
record ReportOfRun(Plan plan, Jobs jobs, RunDirectory directory, Runner runner) {
  void write() {
    List<Section> sections = new ArrayList<>();
    for (Question question : Questions.asked(plan)) {
      List<Row> rows = rows(question);
      if (!rows.isEmpty()) {
        sections.add(question.section(plan, rows));
      }
    }
    sections.size();
  }

  private List<Row> rows(Question question) {
    List<Row> rows = new ArrayList<>();
    for (Job job : jobs.all()) {
      if (job.question() == question) {
        directory.rows(job).stream().map(KeptRow::row).forEach(rows::add);
      }
    }
    return rows;
  }
}
