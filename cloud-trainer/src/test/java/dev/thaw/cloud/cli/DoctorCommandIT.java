package dev.thaw.cloud.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.server.RunningCloud;
import dev.thaw.cloud.storage.CloudException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code thaw doctor} on the directory of a cloud that really ran. */
class DoctorCommandIT {
  private static final int BATCHES = 40;
  private static final int PER_BATCH = 16;

  @TempDir Path data;

  /** The first run's features end up in files of rows, the second's stay in the log. */
  @BeforeEach
  void run() {
    for (int run = 0; run < 2; run++) {
      try (RunningCloud cloud = RunningCloud.start(data)) {
        for (int i = 0; i < BATCHES / 2; i++) {
          String device = "phone" + run + "-" + i;
          cloud
              .trainer()
              .ingest(cloud.batch(device, 1, PER_BATCH, i))
              .orTimeout(60, TimeUnit.SECONDS)
              .join();
        }
      }
    }
  }

  @Test
  void aHealthyDirectoryIsLeftAsItIs() throws Exception {
    Map<String, String> before = content();

    CliRun run = CliRun.of("doctor", data.toString()).assertGood();

    assertThat(run.out()).contains("cloud ").contains("All is well.");
    assertThat(CliRun.of("doctor", data.toString(), "--json").json().path("healthy").asBoolean())
        .isTrue();
    assertThat(CliRun.of("doctor", data.toString(), "--repair").exitCode()).isZero();
    assertThat(content()).isEqualTo(before);
  }

  @Test
  void aDirectoryInUseOrWithoutDataIsRefusedInOneLine() {
    try (RunningCloud cloud = RunningCloud.restart(data, 0)) {
      CliRun.of("doctor", data.toString()).assertFailed(1, "already open");
      cloud.trainer().ingest(cloud.batch("late", 1, 1, 1)).orTimeout(60, TimeUnit.SECONDS).join();
    }
    CliRun.of("doctor", data.resolve("nowhere").toString()).assertFailed(1, "nowhere");
    CliRun.of("doctor", data.toString(), "--accept-loss").assertFailed(2, "--repair");
  }

  @Test
  void whatIsUntidyIsPutInOrder() throws IOException {
    Path key = data.resolve("signing.key");
    Path leftover = Files.writeString(data.resolve("signing.key.new"), "half a");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

    CliRun found = CliRun.of("doctor", data.toString()).assertFits();
    assertThat(found.exitCode()).isEqualTo(1);
    assertThat(found.out()).contains("untidy").contains("nothing is lost");
    assertThat(CliRun.of("doctor", data.toString(), "--repair").assertFits().exitCode()).isZero();

    assertThat(leftover).doesNotExist();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
  }

  @Test
  void aLostListOfFilesIsFoundAgainWithoutLoss() throws IOException {
    Files.writeString(data.resolve("db/CURRENT"), "MANIFEST-00000X\n");

    assertRefusedBy("thaw doctor");
    assertThat(CliRun.of("doctor", data.toString()).exitCode()).isEqualTo(1);
    assertThat(CliRun.of("doctor", data.toString(), "--repair").assertFits().exitCode()).isZero();

    assertThat(features()).isEqualTo((long) BATCHES * PER_BATCH);
  }

  @Test
  void aDamagedLogIsRefusedAndGivenUpOnlyWhenAsked() throws IOException {
    Path log = largest(".log");
    flip(log, Files.size(log) / 2);

    assertRefusedBy("thaw doctor");
    CliRun found = CliRun.of("doctor", data.toString(), "--repair").assertFits();
    assertThat(found.exitCode()).isEqualTo(1);
    assertThat(found.out()).contains("LOST").contains(log.getFileName().toString());
    CliRun repaired = CliRun.of("doctor", data.toString(), "--repair", "--accept-loss");
    assertThat(repaired.assertFits().exitCode()).as(repaired.out()).isZero();

    assertThat(features()).isBetween(BATCHES * PER_BATCH / 2L, BATCHES * PER_BATCH - 1L);
    assertThat(aside().resolve(log.getFileName())).exists();
  }

  @Test
  void damagedRowsAreLeftBehindOnlyWhenAskedAndTheOldFilesAreKept() throws IOException {
    Path rows = largest(".sst");
    flip(rows, Files.size(rows) / 2);

    CliRun found = CliRun.of("doctor", data.toString(), "--repair").assertFits();
    assertThat(found.exitCode()).isEqualTo(1);
    assertThat(found.out()).contains("LOST");
    CliRun repaired = CliRun.of("doctor", data.toString(), "--repair", "--accept-loss");
    assertThat(repaired.assertFits().out()).contains("kept the rows");

    assertThat(aside().resolve("database").resolve(rows.getFileName())).exists();
    assertThat(CliRun.of("doctor", data.toString()).out()).doesNotContain("cannot be read after");
  }

  @Test
  void aKeyThatIsLostOrDamagedIsNeverReplaced() throws IOException {
    Path key = data.resolve("signing.key");
    byte[] text = Files.readAllBytes(key);
    int inPrivateKey = new String(text, StandardCharsets.US_ASCII).indexOf('\n') - 12;
    text[inPrivateKey] = (byte) (text[inPrivateKey] == 'A' ? 'B' : 'A');
    Files.write(key, text);

    assertRefusedBy("do not belong together");
    assertThat(CliRun.of("doctor", data.toString()).assertFits().out()).contains("signing");
    Files.delete(key);
    assertRefusedBy("restore it from a backup");
    assertThat(key).doesNotExist();
  }

  private void assertRefusedBy(String message) {
    assertThatThrownBy(() -> RunningCloud.start(data).close())
        .isInstanceOf(CloudException.class)
        .hasMessageContaining(data.toString())
        .hasMessageContaining(message);
  }

  private long features() {
    try (RunningCloud cloud = RunningCloud.start(data)) {
      return cloud.trainer().featureCounts(RunningCloud.TASK).usable();
    }
  }

  private Path aside() throws IOException {
    try (Stream<Path> all = Files.list(data)) {
      return all.filter(path -> path.getFileName().toString().startsWith("damaged-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private Path largest(String suffix) throws IOException {
    try (Stream<Path> all = Files.list(data.resolve("db"))) {
      return all.filter(path -> path.toString().endsWith(suffix))
          .max(java.util.Comparator.comparingLong(path -> path.toFile().length()))
          .orElseThrow();
    }
  }

  private static void flip(Path file, long at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) at] ^= 0x10;
    Files.write(file, bytes);
  }

  private Map<String, String> content() throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> all = Files.walk(data)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        content.put(
            file.toString(), dev.thaw.protocol.Digest.of(Files.readAllBytes(file)).toString());
      }
    }
    return content;
  }
}
