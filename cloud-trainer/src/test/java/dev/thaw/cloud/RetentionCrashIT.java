package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.registry.ModelVersion;
import dev.thaw.cloud.registry.SigningKey;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Scope;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed at arbitrary moments while it publishes and deletes versions. */
class RetentionCrashIT {
  private static final int CYCLES = Integer.getInteger("thaw.crash.cycles", 3);
  private static final long SEED = Long.getLong("thaw.crash.seed", 20261122L);
  private static final int KEPT = 2;

  @TempDir Path dir;

  @Test
  void everyVersionThatIsListedAfterAKillCanBeRun() throws Exception {
    System.out.println("RetentionCrashIT seed " + SEED);
    Random random = new Random(SEED);
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      runAndKill(cycle * 100_000L, 10 + random.nextInt(40));
      verifyAsItWasLeft();
    }
    try (CloudTrainer cloud = World.open(ArrivalChild.config(dir), Clock.systemUTC())) {
      List<ModelVersion> phone = cloud.models(TASK, Optional.of(new Scope.OfDevice("phone")));
      assertThat(phone.get(0).manifest().version()).isGreaterThan(CYCLES * 3L);
    }
  }

  private void runAndKill(long firstSample, int lines) throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                ArrivalChild.class.getName(),
                dir.toString(),
                Long.toString(firstSample))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (int i = 0; i < lines; i++) {
        assertThat(out.readLine()).as("published before the child ended").isNotNull();
      }
    } finally {
      child.destroyForcibly();
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Before a start deletes anything. */
  private void verifyAsItWasLeft() {
    try (CloudDatabase database = CloudDatabase.open(dir.resolve("db"));
        ModelRegistry registry =
            ModelRegistry.open(
                database,
                SigningKey.openOrCreate(dir.resolve("signing.key"), new SecureRandom()),
                Clock.systemUTC())) {
      for (Scope scope : registry.scopes(TASK)) {
        List<ModelVersion> history = registry.history(TASK, Optional.of(scope));
        assertThat(history).hasSizeBetween(1, KEPT + 1);
        assertThat(history.get(0).current()).isTrue();
        history.forEach(version -> verifyLayers(registry, version));
      }
    }
  }

  private static void verifyLayers(ModelRegistry registry, ModelVersion version) {
    for (LayerEntry layer : version.manifest().layers()) {
      byte[] bytes = registry.layer(layer.digest()).orElseThrow();
      assertThat(Digest.of(bytes)).isEqualTo(layer.digest());
    }
  }
}
