package dev.thaw.bench.evaluate.run;

import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Workplace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The main class of a {@link CellProcess}. */
final class CellMain {
  /** Begins the line of the log in which a cell says why it failed. */
  static final String FAILED = "failed: ";

  private static final int OWN_ARGUMENTS = 3;

  private CellMain() {}

  /** The cell's id, its scratch directory, the file for its rows, then the plan's words. */
  public static void main(String[] arguments) {
    List<String> words = List.of(arguments);
    endWithParent();
    try {
      Plan plan = PlanWords.parse(words.subList(OWN_ARGUMENTS, words.size()));
      Job job = Jobs.of(plan).named(words.get(0));
      List<Row> rows = job.cell().run(new Workplace(Path.of(words.get(1)), CellMain::tell));
      if (rows.isEmpty()) {
        throw new EvaluationException("the cell found nothing");
      }
      RunDirectory.writeRows(Path.of(words.get(2)), rows);
      System.exit(0);
    } catch (Throwable e) { // also for want of memory: whoever waits is told
      e.printStackTrace();
      System.err.println(FAILED + e.toString().lines().findFirst().orElse(""));
      System.exit(1);
    }
  }

  private static void tell(double share) {
    System.out.println(CellProcess.PROGRESS + share);
  }

  private static void endWithParent() {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // Nothing is said to a cell.
                }
              } catch (IOException e) {
                // As good as the end.
              }
              Runtime.getRuntime().halt(1);
            },
            "thaw-cell-parent");
    watch.setDaemon(true);
    watch.start();
  }
}
