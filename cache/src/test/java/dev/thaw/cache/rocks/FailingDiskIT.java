package dev.thaw.cache.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thaw.cache.ChildJvm;
import dev.thaw.cache.faults.WriteErrorShim;
import dev.thaw.cache.faults.WriteErrorShim.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process whose disk fails for a while: what it refused is not there, all else is. */
final class FailingDiskIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int BOUTS = 3;
  private static final int LINES = 60;

  @TempDir private Path parent;
  private final List<String> said = new ArrayList<>();

  @ParameterizedTest
  @EnumSource(Failure.class)
  void aDiskThatFailsAndWorksAgainNeedsNoRestartAndStoresNothingThatWasRefused(Failure failure)
      throws Exception {
    Path data = parent.resolve("data");
    WriteErrorShim shim = shim(data);
    Path libraries = Path.of(System.getProperty("java.io.tmpdir"), "thaw-native");
    try (ChildJvm writer =
        ChildJvm.start(StubbornWriter.class, libraries, shim.environment(), data.toString())) {
      await(writer, "stored");
      for (int bout = 0; bout < BOUTS; bout++) {
        shim.fail(failure);
        await(writer, "refused");
        shim.heal();
        await(writer, "stored");
      }
      said.addAll(writer.kill());
    }
    assertThat(said).noneMatch(line -> line.startsWith("lost"));
    assertThat(said.stream().filter(line -> line.startsWith("refused")))
        .allMatch(line -> line.contains("writes go on once the disk works again"));
    assertStored(data);
  }

  private void assertStored(Path data) {
    try (RocksDatabase database = StubbornWriter.open(data)) {
      for (String line : said) {
        String[] words = line.split(" ", 3);
        if (words[0].equals("stored")) {
          int n = Integer.parseInt(words[1]);
          assertThat(database.get(StubbornWriter.FAMILY, StubbornWriter.key(n)))
              .as(line)
              .contains(StubbornWriter.value(n));
        } else if (words[0].equals("refused")) {
          int n = Integer.parseInt(words[1]);
          assertThat(database.get(StubbornWriter.FAMILY, StubbornWriter.key(n))).as(line).isEmpty();
        }
      }
    }
  }

  /** Reads until the child has said so often enough that each thread has come across it. */
  private void await(ChildJvm writer, String what) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int heard = 0;
    while (heard < LINES) {
      assertThat(System.nanoTime()).as("not \"%s\" in time", what).isLessThan(deadline);
      Optional<String> line = writer.line();
      assertThat(line).as("the writer ended after %s", said).isPresent();
      said.add(line.get());
      heard += line.get().startsWith(what) ? 1 : 0;
    }
  }

  private WriteErrorShim shim(Path data) throws IOException {
    Path tools = Files.createDirectories(parent.resolve("tools"));
    Optional<WriteErrorShim> shim = WriteErrorShim.compile(tools, data);
    assumeTrue(shim.isPresent(), "skipped: no C compiler (cc) to make writes fail with");
    return shim.get();
  }
}
