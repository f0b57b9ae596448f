package dev.thaw.bench.evaluate.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.thaw.bench.evaluate.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where a run keeps what it found: {@code run.json} says what run it is, {@code rows/CELL.jsonl}
 * holds the rows of each cell that has ended, whole or not at all. Locked while it is open, so that
 * two runs do not mix. Not thread-safe.
 */
public final class RunDirectory implements AutoCloseable {
  private static final String LINES = ".jsonl";
  private static final String RUN = "run.json";

  /** What an open that was interrupted may leave. */
  private static final Set<String> OWN = Set.of(".lock", "rows");

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private final Path directory;
  private final FileChannel lock;

  private RunDirectory(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Opens a new directory, or one that a run with the same identity left.
   *
   * @param identity what rows must have in common to be compared: data, scale ...
   * @throws EvaluationException if it is anything else, or another process has it
   */
  public static RunDirectory open(Path directory, Map<String, String> identity) {
    try {
      if (Files.isDirectory(directory) && !Files.exists(directory.resolve(RUN))) {
        requireNothing(directory);
      }
      Files.createDirectories(directory.resolve("rows"));
      FileChannel lock = lock(directory);
      try {
        identify(directory, identity);
      } catch (EvaluationException | IOException e) {
        lock.close();
        throw e;
      }
      return new RunDirectory(directory, lock);
    } catch (IOException e) {
      throw new EvaluationException("cannot use " + directory + ": " + reason(e), e);
    }
  }

  /** Many exceptions of files have nothing but the file's name for a message. */
  private static String reason(IOException e) {
    return e instanceof FileSystemException file && file.getReason() == null
        ? e.getClass().getSimpleName()
        : String.valueOf(e.getMessage());
  }

  /** Whether a run has begun there. */
  public static boolean isOne(Path directory) {
    return Files.exists(directory.resolve(RUN));
  }

  private static void identify(Path directory, Map<String, String> identity) throws IOException {
    Path file = directory.resolve(RUN);
    if (Files.exists(file)) {
      requireSame(directory, identity, JSON.readValue(file.toFile(), TreeMap.class));
    } else {
      writeWhole(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(identity));
    }
  }

  /** Where it is. */
  public Path path() {
    return directory;
  }

  /** An empty directory for a cell to work in, and the place for its log. */
  public Path scratch(Job job) {
    Path scratch = directory.resolve("scratch");
    remove(scratch);
    try {
      Files.createDirectories(directory.resolve("logs"));
      return Files.createDirectories(scratch.resolve(job.id()));
    } catch (IOException e) {
      throw new EvaluationException("cannot write in " + directory + ": " + reason(e), e);
    }
  }

  /** Removes what cells left. */
  public void clearScratch() {
    remove(directory.resolve("scratch"));
  }

  /** The log of a cell. */
  public Path log(Job job) {
    return directory.resolve("logs").resolve(job.id() + ".log");
  }

  /** Whether the cell's rows are kept. */
  public boolean has(Job job) {
    return Files.exists(file(job));
  }

  /** Keeps the rows of a cell. */
  public void keep(Job job, List<Row> rows, Stamp stamp) {
    try {
      StringBuilder lines = new StringBuilder();
      for (Row row : rows) {
        KeptRow kept = new KeptRow(job.question().name(), job.cell().name(), row, stamp);
        lines.append(JSON.writeValueAsString(kept)).append('\n');
      }
      writeWhole(file(job), lines.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new EvaluationException("cannot keep rows in " + directory + ": " + reason(e), e);
    }
  }

  /**
   * The rows that are kept for a cell; none if it has not run.
   *
   * @throws EvaluationException if they cannot be read
   */
  public List<KeptRow> rows(Job job) {
    if (!has(job)) {
      return List.of();
    }
    try {
      List<KeptRow> rows = new ArrayList<>();
      for (String line : Files.readAllLines(file(job))) {
        rows.add(JSON.readValue(line, KeptRow.class));
      }
      return rows;
    } catch (IOException e) {
      throw new EvaluationException(
          "cannot read " + file(job) + ": " + e.getMessage() + "; delete it to run it again", e);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unlock " + directory, e);
    }
  }

  /** Writes rows for whoever started this process. */
  static void writeRows(Path file, List<Row> rows) throws IOException {
    writeWhole(file, JSON.writeValueAsBytes(rows));
  }

  /** Reads what {@link #writeRows} wrote. */
  static List<Row> readRows(Path file) throws IOException {
    return List.of(JSON.readValue(file.toFile(), Row[].class));
  }

  private Path file(Job job) {
    return directory.resolve("rows").resolve(job.id() + LINES);
  }

  private static void requireNothing(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      if (!files.allMatch(file -> OWN.contains(file.getFileName().toString()))) {
        throw new EvaluationException(
            directory + " holds something else: name a new directory, or that of an earlier run");
      }
    }
  }

  private static void requireSame(Path directory, Map<String, String> asked, Map<?, ?> found) {
    for (Map.Entry<String, String> each : asked.entrySet()) {
      Object other = found.get(each.getKey());
      if (!each.getValue().equals(other)) {
        throw new EvaluationException(
            "%s holds a run with %s %s, not %s: name another directory"
                .formatted(directory, each.getKey(), other, each.getValue()));
      }
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Another run in this process has it.
    }
    channel.close();
    throw new EvaluationException("another run is writing to " + directory);
  }

  private static void writeWhole(Path file, byte[] bytes) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.write(part, bytes);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void remove(Path tree) {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new EvaluationException("cannot empty " + tree + ": " + reason(e), e);
    }
  }
}
