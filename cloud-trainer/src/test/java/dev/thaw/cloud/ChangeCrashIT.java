package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.features.FeatureLog;
import dev.thaw.cloud.features.Generation;
import dev.thaw.cloud.features.LogLimits;
import dev.thaw.cloud.features.RepairCounts;
import dev.thaw.cloud.freeze.FreezeStatus;
import dev.thaw.cloud.freeze.FreezeStatus.Ended;
import dev.thaw.cloud.freeze.FreezeStatus.Outcome;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.registry.SigningKey;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Scope;
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
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it moves the freeze point or replaces the base model. */
class ChangeCrashIT {
  private static final int CYCLES = Integer.getInteger("thaw.crash.cycles", 2);
  private static final long SEED = Long.getLong("thaw.crash.seed", 20261121L);
  private static final int CUT = ChangeChild.CUT;
  private static final List<String> DEVICES = List.of("phone", "tablet");
  private static final Predicate<String> ATTEMPT_BEGUN = line -> line.matches("PREPARING [1-9].*");

  @TempDir Path dir;

  private final Map<String, Set<SampleId>> acknowledged = new TreeMap<>();
  private final Map<String, Integer> killedIn = new TreeMap<>();
  private long nextSample;

  @Test
  void everyKillLeavesTheOldEpochOrTheNewOneAndTheChangeIsTakenUpAgain() throws Exception {
    System.out.println("ChangeCrashIT seed " + SEED);
    Random random = new Random(SEED);
    setUp(CUT, 150);
    int resumed = 0;
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      resumed += changeWithKills("depth", CUT + 1, random);
      setUp(CUT + 1, 60);
      resumed += changeWithKills("repaired", CUT, random);
    }
    System.out.println("ChangeCrashIT resumed " + resumed + ", killed in " + killedIn);
    assertThat(resumed).isPositive();
  }

  @Test
  void aPreparationThatIsInterruptedThreeTimesIsRolledBackAndTheNextChangeWorks() throws Exception {
    setUp(CUT, 100);
    FreezeState before = freeze();
    assertThat(runAndKill("depth", CUT + 1, ATTEMPT_BEGUN)).isFalse();
    assertThat(runAndKill("resume", 0, ATTEMPT_BEGUN)).isFalse();
    verifyStores();
    assertThat(runAndKill("resume", 0, ATTEMPT_BEGUN)).isFalse();

    try (CloudTrainer cloud = World.openDescending(dir)) {
      FreezeStatus status = cloud.freezeStatus(TASK);
      assertThat(status.change()).isEmpty();
      Ended ended = status.last().orElseThrow();
      assertThat(ended.outcome()).isEqualTo(Outcome.ROLLED_BACK);
      assertThat(ended.reason()).contains("interrupted 3 times");
      assertThat(ended.resumed()).isTrue();
      assertThat(ended.to()).isEqualTo(CUT + 1);
      assertThat(cloud.freeze(TASK)).isEqualTo(before);
      assertThat(World.await(cloud.setDepth(TASK, CUT + 1)).changed()).isTrue();
    }
    verifyStores();
  }

  @Test
  void aNewBaseThatIsInForceIsFinishedAndOneThatIsNotIsRolledBack() throws Exception {
    setUp(CUT, 100);
    FreezeState before = freeze();
    assertThat(runAndKill("base", 8, line -> line.startsWith("PREPARING"))).isFalse();
    try (CloudTrainer cloud = World.openDescending(dir)) {
      Ended ended = cloud.freezeStatus(TASK).last().orElseThrow();
      assertThat(ended.outcome()).isEqualTo(Outcome.ROLLED_BACK);
      assertThat(ended.wholeUpdate()).isTrue();
      assertThat(ended.reason()).contains("publish it again");
      assertThat(cloud.freeze(TASK)).isEqualTo(before);
    }
    verifyStores();

    assertThat(runAndKill("base", 8, "IN-FORCE"::equals)).isFalse();
    verifyStores();
    try (CloudTrainer cloud = CloudTrainer.open(World.descending(dir), Clock.systemUTC())) {
      World.eventually(() -> cloud.freezeStatus(TASK).change().isEmpty());
      Ended ended = cloud.freezeStatus(TASK).last().orElseThrow();
      assertThat(ended.outcome()).isEqualTo(Outcome.SWITCHED);
      assertThat(ended.resumed()).isTrue();
      assertThat(cloud.freeze(TASK).prefix()).isNotEqualTo(before.prefix());
      for (String device : DEVICES) {
        assertThat(cloud.repairs(TASK, device).samples())
            .containsExactlyInAnyOrderElementsOf(acknowledged.get(device));
      }
      assertThat(cloud.featureCounts(TASK).devices())
          .allMatch(device -> device.usableByCut().isEmpty() && device.voidByCut().isEmpty());
    }
  }

  /** Kills it up to twice at random moments; returns 1 if the change ended as a resumed one. */
  private int changeWithKills(String what, int depth, Random random) throws Exception {
    FreezeState before = freeze();
    boolean done = runAndKill(what, depth, countdown(1 + random.nextInt(60)));
    verifyStores();
    if (!done) {
      done = runAndKill("resume", 0, countdown(1 + random.nextInt(60)));
      verifyStores();
    }
    if (!done) {
      assertThat(runAndKill("resume", 0, line -> false)).isTrue();
      verifyStores();
    }
    try (CloudTrainer cloud = World.openDescending(dir)) {
      FreezeStatus status = cloud.freezeStatus(TASK);
      assertThat(status.change()).isEmpty();
      Ended ended = status.last().orElseThrow();
      assertThat(ended.outcome()).isEqualTo(Outcome.SWITCHED);
      assertThat(ended.to()).isEqualTo(depth).isEqualTo(status.freeze().depth());
      assertThat(status.freeze().epoch()).isEqualTo(before.epoch() + 1);
      return ended.resumed() ? 1 : 0;
    }
  }

  private static Predicate<String> countdown(int lines) {
    int[] left = {lines};
    return line -> !line.startsWith("ack") && --left[0] == 0;
  }

  private FreezeState freeze() {
    try (CloudTrainer cloud = World.openDescending(dir)) {
      return cloud.freeze(TASK);
    }
  }

  /** More samples at {@code cut}, which is the freeze point afterwards, and trained heads. */
  private void setUp(int cut, int samples) {
    try (CloudTrainer cloud = World.openDescending(dir)) {
      if (cloud.freeze(TASK).depth() != cut) {
        World.await(cloud.setDepth(TASK, cut));
      }
      try (LayeredModel model = World.globalModel(cloud)) {
        for (String device : DEVICES) {
          List<Feature> features =
              LongStream.range(nextSample, nextSample + samples)
                  .mapToObj(i -> World.feature(model, cut, (int) (i % World.LABELS), i))
                  .toList();
          nextSample += samples;
          assertThat(World.await(cloud.ingest(World.batch(device, features))).outcomes())
              .containsOnly(SampleOutcome.STORED);
          features.forEach(feature -> note(device, feature.sample()));
          World.await(cloud.train(TASK, new Scope.OfDevice(device)));
        }
      }
    }
  }

  private void note(String device, SampleId sample) {
    acknowledged.computeIfAbsent(device, name -> new HashSet<>()).add(sample);
  }

  /** Runs a child until {@code when} holds for a line; returns whether it had finished before. */
  private boolean runAndKill(String what, int number, Predicate<String> when)
      throws IOException, InterruptedException {
    nextSample += 1_000;
    Process child = start(what, number);
    boolean done = false;
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      boolean alive = true;
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        done |= line.equals("DONE");
        if (line.startsWith("ack ")) {
          String[] words = line.split(" ", -1);
          note(words[1], World.sample(Long.parseLong(words[2])));
        }
        if (alive && !done && when.test(line)) {
          alive = false;
          killedIn.merge(line.split(" ", 2)[0], 1, Integer::sum);
          assertThat(child.toHandle().destroyForcibly()).isTrue();
        }
      }
    } finally {
      child.destroyForcibly();
      assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(child.exitValue()).as("killed or done").isEqualTo(done ? 0 : 137);
    nextSample += 1_000;
    return done;
  }

  private Process start(String what, int number) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dai.djl.offline=true",
            "-cp",
            System.getProperty("java.class.path"),
            ChangeChild.class.getName(),
            dir.toString(),
            what,
            Integer.toString(number),
            Long.toString(nextSample))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Every scope is in one epoch, and every acknowledged sample is there once or asked for. */
  private void verifyStores() {
    Clock clock = Clock.systemUTC();
    SigningKey key = SigningKey.openOrCreate(dir.resolve("signing.key"), new SecureRandom());
    LogLimits limits = new LogLimits(8, Set.of());
    try (CloudDatabase database = CloudDatabase.open(dir.resolve("db"));
        ModelRegistry registry = ModelRegistry.open(database, key, clock);
        FeatureLog log = FeatureLog.open(database, registry::backbone, limits, (t, d, n) -> {})) {
      Backbone backbone = registry.backbone(TASK);
      registry.scopes(TASK).forEach(scope -> verifyScope(registry, backbone, scope));
      assertThat(registry.scopes(TASK)).contains(Scope.GLOBAL);
      DEVICES.forEach(device -> verifySamples(log, backbone, device));
    }
  }

  private static void verifyScope(ModelRegistry registry, Backbone backbone, Scope scope) {
    Manifest manifest = registry.current(TASK, scope).orElseThrow().manifest();
    assertThat(manifest.freeze()).as("%s", scope).isEqualTo(backbone.freeze());
    manifest
        .layers()
        .forEach(
            layer ->
                assertThat(Digest.of(registry.layer(layer.digest()).orElseThrow()))
                    .isEqualTo(layer.digest()));
  }

  private void verifySamples(FeatureLog log, Backbone backbone, String device) {
    List<SampleId> samples = new ArrayList<>(log.toRepair(TASK, device, backbone));
    log.read(TASK, device, Generation.of(backbone), f -> samples.add(f.feature().sample()));
    assertThat(samples).doesNotHaveDuplicates().containsAll(acknowledged.get(device));
    RepairCounts counts = log.repairCountsByDevice(TASK, backbone).get(device);
    assertThat(counts.ready() + counts.waiting()).isEqualTo(samples.size());
  }
}
