package dev.thaw.bench.evaluate.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a report. Stateless. */
public final class Reports {
  private Reports() {}

  /**
   * Writes {@code report.html}, {@code report.md} and {@code plots/*.svg} into {@code directory},
   * each file whole or not at all; plots of an earlier report that are not in this one go.
   *
   * @throws IOException if a file cannot be written
   */
  public static void write(Path directory, RunFacts facts, List<Section> sections)
      throws IOException {
    Map<Plot, DrawnPlot> drawn = drawn(sections);
    Path plots = Files.createDirectories(directory.resolve("plots"));
    removeOld(plots);
    for (DrawnPlot each : drawn.values()) {
      if (!each.svg().isEmpty()) {
        writeWhole(plots.resolve(each.name() + ".svg"), each.svg());
      }
    }
    writeWhole(directory.resolve("report.md"), new MarkdownReport(facts, sections, drawn).text());
    writeWhole(directory.resolve("report.html"), new HtmlReport(facts, sections, drawn).text());
  }

  private static void removeOld(Path plots) throws IOException {
    try (DirectoryStream<Path> old = Files.newDirectoryStream(plots, "*.svg")) {
      for (Path each : old) {
        Files.delete(each);
      }
    }
  }

  /** Each plot once for both pages, under a name that no other has. */
  static Map<Plot, DrawnPlot> drawn(List<Section> sections) {
    Map<Plot, DrawnPlot> drawn = new LinkedHashMap<>();
    Slugs names = new Slugs();
    for (Section section : sections) {
      for (Block block : section.blocks()) {
        if (block instanceof Plot plot) {
          drawn.put(plot, DrawnPlot.of(names.of(plot.name()), plot));
        }
      }
    }
    return drawn;
  }

  private static void writeWhole(Path file, String text) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(part, text, StandardCharsets.UTF_8);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
