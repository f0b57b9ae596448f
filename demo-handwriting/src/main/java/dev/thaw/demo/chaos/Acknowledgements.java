package dev.thaw.demo.chaos;

import dev.thaw.edge.EdgeRuntime;
import dev.thaw.protocol.SampleId;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which annotations of one device the cloud has acknowledged, on disk as lines of a {@link
 * Journal}. An annotation counts from when it has left the outbox; those replaced before that never
 * do. Not thread-safe.
 */
final class Acknowledgements implements AutoCloseable {
  private final Map<SampleId, Journal.Line> expected = new LinkedHashMap<>();
  private final Journal journal;

  /** Goes on in {@code file}, after {@code annotated}. */
  Acknowledgements(Path file, List<Journal.Line> annotated) {
    annotated.forEach(this::expect);
    Journal.read(file).forEach(line -> expected.remove(line.sample(), line));
    this.journal = new Journal(file);
  }

  void expect(Journal.Line line) {
    expected.put(line.sample(), line);
  }

  /** Writes down what has left the outbox. */
  void note(EdgeRuntime device) {
    Iterator<Journal.Line> lines = expected.values().iterator();
    while (lines.hasNext()) {
      Journal.Line line = lines.next();
      if (!device.isWaiting(line.sample())) {
        journal.append(line);
        lines.remove();
      }
    }
  }

  @Override
  public void close() {
    journal.close();
  }
}
