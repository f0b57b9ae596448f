package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.devices.DeviceDirectory;
import dev.thaw.cloud.features.FeatureLog;
import dev.thaw.cloud.features.Generation;
import dev.thaw.cloud.features.LogLimits;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.registry.ModelVersion;
import dev.thaw.cloud.registry.SigningKey;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.training.ScopeFeatures;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.codec.ManifestCodec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed at arbitrary moments while it takes in, trains and changes depth. */
class CrashIT {
  private static final int CYCLES = Integer.getInteger("thaw.crash.cycles", 4);
  private static final long SEED = Long.getLong("thaw.crash.seed", 20261120L);

  @TempDir Path dir;

  private final Map<String, Set<SampleId>> acknowledged = new TreeMap<>();

  @Test
  void whatWasAcknowledgedSurvivesKillsExactlyOnceAndPositionsMatchHeads() throws Exception {
    System.out.println("CrashIT seed " + SEED);
    Random random = new Random(SEED);
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      runAndKill(random.nextLong(), cycle * 100_000L, 100 + random.nextInt(400));
      verifyStores();
      verifyService();
    }
    try (CloudTrainer cloud = World.open(dir)) {
      assertThat(cloud.runs(TASK)).isNotEmpty();
      assertThat(cloud.freeze(TASK).epoch()).isPositive();
    }
    assertThat(acknowledged.values().stream().mapToInt(Set::size).sum())
        .isGreaterThan(CYCLES * 100);
  }

  private void runAndKill(long seed, long firstSample, int acks)
      throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                CrashChild.class.getName(),
                dir.toString(),
                Long.toString(seed),
                Long.toString(firstSample))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      int seen = 0;
      String line = out.readLine();
      while (line != null) {
        note(line);
        if (++seen == acks) {
          assertThat(child.toHandle().destroyForcibly()).isTrue();
        }
        line = out.readLine();
      }
      assertThat(seen).as("acknowledged before the child ended").isGreaterThanOrEqualTo(acks);
    } finally {
      child.destroyForcibly();
      assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private void note(String line) {
    int space = line.indexOf(' ');
    acknowledged
        .computeIfAbsent(line.substring(0, space), device -> new HashSet<>())
        .add(World.sample(Long.parseLong(line.substring(space + 1))));
  }

  /** Every acknowledged sample is there once, and each head's sample count is its position's. */
  private void verifyStores() {
    try (CloudDatabase database = CloudDatabase.open(dir.resolve("db"));
        ModelRegistry registry =
            ModelRegistry.open(
                database,
                SigningKey.openOrCreate(dir.resolve("signing.key"), new SecureRandom()),
                Clock.systemUTC());
        FeatureLog log =
            FeatureLog.open(
                database, registry::backbone, new LogLimits(8, Set.of()), (t, d, n) -> {})) {
      ScopeFeatures features =
          new ScopeFeatures(log, DeviceDirectory.open(database, Clock.systemUTC()));
      Backbone backbone = registry.backbone(TASK);
      Generation present = Generation.of(backbone);
      acknowledged.forEach(
          (device, samples) -> {
            List<SampleId> stored = new ArrayList<>();
            log.read(TASK, device, present, f -> stored.add(f.feature().sample()));
            assertThat(stored).doesNotHaveDuplicates().containsAll(samples);
            assertThat(log.count(TASK, device, present)).isEqualTo(stored.size());
            verifyPosition(registry, features, device, present);
          });
    }
  }

  private static void verifyPosition(
      ModelRegistry registry, ScopeFeatures features, String device, Generation present) {
    Scope scope = new Scope.OfDevice(device);
    long position = registry.position(TASK, scope);
    long upTo =
        features.count(TASK, scope, present) - features.countAfter(TASK, scope, present, position);
    List<ModelVersion> history = registry.history(TASK, Optional.of(scope));
    if (!history.isEmpty()) {
      assertThat(history.get(0).manifest().metrics()).containsEntry("samples", (double) upTo);
      assertThat(history.get(0).current()).isTrue();
    }
  }

  private void verifyService() {
    try (CloudTrainer cloud = World.open(dir)) {
      for (String device : CrashChild.DEVICES) {
        SignedManifest signed = cloud.manifestFor(TASK, device, Optional.empty());
        byte[] envelope = ManifestCodec.toEnvelope(signed);
        assertThat(ManifestCodec.verify(envelope, cloud.publicKey()).digest())
            .isEqualTo(signed.digest());
        assertThat(signed.manifest().freeze()).isEqualTo(cloud.freeze(TASK));
        for (LayerEntry layer : signed.manifest().layers()) {
          byte[] bytes = cloud.layer(layer.digest()).orElseThrow();
          assertThat(Digest.of(bytes)).isEqualTo(layer.digest());
        }
        try (LayeredModel model = World.model(cloud, signed.manifest())) {
          assertThat(model.prefixDigest(cloud.freeze(TASK).depth()))
              .isEqualTo(cloud.freeze(TASK).prefix());
        }
      }
    }
  }
}
