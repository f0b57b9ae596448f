package dev.thaw.bench.evaluate.run;

import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Scale;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;

/**
 * A fresh JVM for one cell, of this one's Java and class path. It ends when this process does: its
 * standard input is then at its end. Used by one thread.
 */
final class CellProcess {
  /** Begins each line in which a cell says how far it is. */
  static final String PROGRESS = "progress ";

  private static final int LAST_WORDS = 1;

  private final Job job;
  private final Path result;
  private final Path log;
  private final List<String> command = new ArrayList<>();

  /**
   * @param scratch empty, for the cell to work in
   */
  CellProcess(Job job, Plan plan, Path scratch, Path log) {
    this.job = job;
    this.result = scratch.resolveSibling("result.json");
    this.log = log;
    Cell cell = job.cell();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + cell.need().heapMib() + "m");
    command.add("-Dai.djl.offline=true");
    command.add("-Dai.djl.pytorch.num_threads=" + cell.engineThreads());
    if (plan.scale() == Scale.TINY) {
      command.add("-XX:TieredStopAtLevel=1"); // starts sooner, and nothing is to be measured
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(CellMain.class.getName());
    command.addAll(List.of(job.id(), scratch.toString(), result.toString()));
    command.addAll(PlanWords.of(plan));
  }

  /**
   * Runs the cell. Blocks until its process has ended.
   *
   * @throws EvaluationException if it found nothing; the message says why
   */
  List<Row> run(DoubleConsumer progress) {
    try {
      Files.deleteIfExists(result);
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
      setEnvironment(builder.environment());
      Process process = builder.start();
      Thread hook = new Thread(process::destroyForcibly);
      Runtime.getRuntime().addShutdownHook(hook);
      int status = await(process, progress);
      Runtime.getRuntime().removeShutdownHook(hook);
      if (status != 0 || !Files.exists(result)) {
        throw new EvaluationException(lastWords(status));
      }
      return RunDirectory.readRows(result);
    } catch (IOException e) {
      throw new EvaluationException("cannot run " + job.id() + ": " + e.getMessage(), e);
    }
  }

  private static int await(Process process, DoubleConsumer progress) throws IOException {
    try (BufferedReader said = process.inputReader()) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        if (line.startsWith(PROGRESS)) {
          progress.accept(Double.parseDouble(line.substring(PROGRESS.length())));
        }
      }
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new EvaluationException("interrupted", e);
    }
  }

  /** The same for every cell: see the launcher. */
  private void setEnvironment(Map<String, String> environment) {
    environment.put("OMP_NUM_THREADS", Integer.toString(job.cell().engineThreads()));
    environment.putIfAbsent("OMP_WAIT_POLICY", "passive");
    environment.putIfAbsent("MALLOC_MMAP_THRESHOLD_", "33554432");
    environment.putIfAbsent("MALLOC_TRIM_THRESHOLD_", "1073741824");
    environment.putIfAbsent("MALLOC_TOP_PAD_", "67108864");
    environment.putIfAbsent("DJL_OFFLINE", "true");
    environment.putIfAbsent("THAW_LOG", "WARN");
  }

  private String lastWords(int status) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      List<String> said = lines.filter(line -> line.startsWith(CellMain.FAILED)).toList();
      return said.isEmpty()
          ? "ended with status %d; its log is %s".formatted(status, log)
          : said.get(said.size() - LAST_WORDS).substring(CellMain.FAILED.length());
    }
  }
}
