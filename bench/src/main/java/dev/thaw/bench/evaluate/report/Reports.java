package dev.thaw.bench.evaluate.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Writes a report in all its forms. Stateless. */
public final class Reports {
  private static final String PLOTS = "plots";

  private Reports() {}

  /**
   * Writes {@code report.html}, {@code report.md} and {@code plots/*.svg}, each file whole or not
   * at all; plots of an earlier report that are no more in it go.
   *
   * @throws IOException if a file cannot be written
   */
  public static void write(Path directory, RunFacts facts, List<Section> sections)
      throws IOException {
    Path plots = Files.createDirectories(directory.resolve(PLOTS));
    try (var old = Files.newDirectoryStream(plots, "*.svg")) {
      for (Path file : old) {
        Files.delete(file);
      }
    }
    for (Section section : sections) {
      for (Block block : section.blocks()) {
        if (block instanceof Plot plot) {
          write(directory.resolve(file(plot)), SvgPlot.of(plot));
        }
      }
    }
    write(directory.resolve("report.md"), MarkdownReport.of(facts, sections));
    write(directory.resolve("report.html"), HtmlReport.of(facts, sections));
  }

  static String file(Plot plot) {
    return PLOTS + '/' + plot.name() + ".svg";
  }

  private static void write(Path file, String text) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(part, text);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
