package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.features.RepairCounts;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Feature;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole update's drop that is killed between its turns, again and again. */
class DropForeignIT {
  static final int DEPTH = 7;
  private static final int SAMPLES = 3_000;
  private static final List<String> DEVICES = List.of("phone", "tablet");

  @TempDir Path dir;

  @Test
  void aDropThatIsKilledMidwayIsFinishedByTheNextAndEverySampleIsOwedOnce() throws Exception {
    try (LogWorld world = new LogWorld(dir, DEPTH)) {
      DEVICES.forEach(device -> fill(world, device));
    }
    for (int turns = 1; turns <= 3; turns++) {
      kill(turns);
      verify(false);
    }
    finish();
    verify(true);
  }

  /** Two versions of each sample: at the freeze point and below it. */
  private static void fill(LogWorld world, String device) {
    for (int cut : new int[] {DEPTH, DEPTH - 1}) {
      Activation one = World.feature(world.first, cut, 1, 1).activation();
      for (int from = 0; from < SAMPLES; from += 1_000) {
        List<Feature> batch = new ArrayList<>();
        for (int i = from; i < from + 1_000; i++) {
          Activation activation =
              new Activation(
                  TASK, World.sample(i), cut, one.prefix(), one.createdAt(), one.tensors());
          batch.add(new Feature(activation, i % World.LABELS, World.START));
        }
        world.upload(device, batch.toArray(Feature[]::new));
      }
    }
  }

  private void kill(int turns) throws IOException, InterruptedException {
    Process child = start(turns);
    try (BufferedReader out = output(child)) {
      for (int turn = 0; turn < turns; turn++) {
        assertThat(out.readLine()).startsWith("dropped ");
      }
    } finally {
      child.destroyForcibly();
      assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private void finish() throws IOException, InterruptedException {
    Process child = start(Integer.MAX_VALUE);
    try (BufferedReader out = output(child)) {
      assertThat(out.lines().toList()).last().asString().startsWith("done ");
    } finally {
      assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private void verify(boolean finished) {
    try (LogWorld world = new LogWorld(dir, DEPTH)) {
      Backbone present = LogWorld.at(world.second, DEPTH);
      world.move(present);
      for (String device : DEVICES) {
        assertThat(world.log().toRepair(TASK, device, present))
            .hasSize(SAMPLES)
            .doesNotHaveDuplicates();
      }
      assertThat(world.log().repairCounts(TASK, present))
          .isEqualTo(new RepairCounts(0, 2L * SAMPLES, 0));
      boolean left = DEVICES.stream().anyMatch(d -> !world.log().generations(TASK, d).isEmpty());
      assertThat(left).isEqualTo(!finished);
    }
  }

  private Process start(int turns) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dai.djl.offline=true",
            "-cp",
            System.getProperty("java.class.path"),
            DropChild.class.getName(),
            dir.toString(),
            Integer.toString(turns))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static BufferedReader output(Process child) {
    return new BufferedReader(
        new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
  }
}
