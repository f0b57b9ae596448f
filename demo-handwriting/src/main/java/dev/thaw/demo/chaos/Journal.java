package dev.thaw.demo.chaos;

import dev.thaw.protocol.SampleId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one device annotated, a line each: the step of its script, the sample, the class. A line is
 * handed to the operating system after {@code annotate} returned and before the next step, so that
 * a killed process leaves at most one annotation unrecorded, which it makes again. That one may
 * have reached the cloud: it is in another journal, of what was about to be annotated. Not
 * thread-safe.
 */
public final class Journal implements AutoCloseable {
  /** An annotation. */
  public record Line(int step, SampleId sample, int classIndex) {
    static Line parse(String text) {
      String[] words = text.split(" ", -1);
      return new Line(
          Integer.parseInt(words[0]), SampleId.fromHex(words[1]), Integer.parseInt(words[2]));
    }

    @Override
    public String toString() {
      return step + " " + sample + " " + classIndex;
    }
  }

  private final Writer out;

  Journal(Path file) {
    try {
      this.out =
          Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  void append(Line line) {
    try {
      out.write(line + "\n");
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the journal", e);
    }
  }

  /** All whole lines; none if there is no such file. */
  public static List<Line> read(Path file) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      String all = Files.readString(file);
      return all.substring(0, all.lastIndexOf('\n') + 1).lines().map(Line::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** The last label of each sample. */
  public static Map<SampleId, Integer> labels(Path file) {
    Map<SampleId, Integer> labels = new LinkedHashMap<>();
    read(file).forEach(line -> labels.put(line.sample(), line.classIndex()));
    return labels;
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the journal", e);
    }
  }
}
