package dev.thaw.demo.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thaw.demo.base.BundledModel;
import dev.thaw.demo.data.Writer;
import dev.thaw.demo.simulate.TestWriters;
import dev.thaw.demo.unipen.UnipenReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** People whose hand the base model has never seen, from the real data, where it is present. */
final class RealHands {
  private static final Path ZIP =
      Path.of(System.getProperty("thaw.data", "../../shared/data"), "unipen-1abc.zip");

  private RealHands() {}

  /** In name order. Skips the test, with a line that says so, where there is no data. */
  static List<Writer> testWriters() {
    assumeTrue(Files.exists(ZIP), "skipped: no UNIPEN at " + ZIP.toAbsolutePath());
    return TestWriters.of(UnipenReader.read(ZIP), BundledModel.handwriting(), 0);
  }

  /**
   * The first {@code count} in name order who wrote enough for {@code length} and as many after.
   */
  static List<PractisedText> practised(int count, int length) {
    return testWriters().stream()
        .flatMap(writer -> PractisedText.of(writer, length).stream())
        .limit(count)
        .toList();
  }
}
