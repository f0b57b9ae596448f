package dev.thaw.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.protocol.SampleId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repair that is cut off in the middle: the cloud asks again, and nothing is lost. */
class RepairCrashIT extends EdgeFixture {
  private static final int SAMPLES = 20;

  @TempDir Path log;

  @Test
  void closingInTheMiddleOfARepairLosesNothing() {
    EdgeRuntime edge = open(inSmallBatches(cloud.uri(), directory));
    awaitInstalled(edge, 1);
    annotateAll(edge);
    assertThat(flushed(edge).stored()).isEqualTo(SAMPLES);
    AtomicInteger repaired = stopAnsweringAfter(3);
    cloud.publish(Releases.of(2, 5, 1, Samples.base().layers()));
    cloud.sendNotice();
    Await.until("some are repaired", () -> repaired.get() >= 3);
    edge.close();
    assertThat(cloud.waiting()).isNotEmpty();
    finish(2);
  }

  @Test
  void noKillInTheMiddleOfARepairLosesAnything() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Path lines = log.resolve("lines");
    Process device = startDevice(lines);
    Await.until("all are stored", () -> Files.exists(lines) && read(lines).contains("stored"));
    for (int kill = 0; kill < 2; kill++) {
      int depth = 5 - 2 * kill;
      AtomicInteger repaired = stopAnsweringAfter(random.nextInt(8));
      int before = repaired.get();
      cloud.publish(Releases.of(2 + kill, depth, 1 + kill, Samples.base().layers()));
      cloud.sendNotice();
      Await.until("a batch is there", () -> repaired.get() > before);
      device.destroyForcibly().waitFor();
      cloud.answer = cloud::honest;
      device = startDevice(log.resolve("again-" + kill));
      Await.until("all are repaired", () -> cloud.waiting().isEmpty());
    }
    device.destroyForcibly().waitFor();
    finish(3);
  }

  private void finish(long version) {
    cloud.answer = cloud::honest;
    EdgeRuntime again = open(inSmallBatches(cloud.uri(), directory));
    Await.until("the model", () -> again.status().version() == version);
    awaitRepaired(again, cloud);
    int depth = cloud.currentFreeze().depth();
    assertThat(cloud.usable().values())
        .hasSize(SAMPLES)
        .allMatch(feature -> feature.activation().cut() == depth);
    Map<SampleId, Integer> labels = new HashMap<>();
    cloud.usable().forEach((sample, feature) -> labels.put(sample, feature.label()));
    assertThat(labels).isEqualTo(expected(again));
    assertThat(again.status().repairs().lost()).isZero();
  }

  private static Map<SampleId, Integer> expected(EdgeRuntime edge) {
    Map<SampleId, Integer> labels = new HashMap<>();
    for (int i = 0; i < SAMPLES; i++) {
      labels.put(edge.predict(Samples.input(i)).sample(), i);
    }
    return labels;
  }

  /** Counts batches; after so many they are taken, or not, and no answer is given. */
  private AtomicInteger stopAnsweringAfter(int batches) {
    AtomicInteger count = new AtomicInteger();
    cloud.answer =
        batch -> {
          int number = count.getAndIncrement();
          if (number == batches) {
            cloud.honest(batch);
          }
          return number < batches ? cloud.honest(batch) : null;
        };
    return count;
  }

  private static void annotateAll(EdgeRuntime edge) {
    for (int i = 0; i < SAMPLES; i++) {
      edge.annotate(edge.predict(Samples.input(i)).sample(), "c" + i);
    }
  }

  private static EdgeConfig inSmallBatches(URI cloud, Path directory) {
    EdgeConfig config = config(cloud, directory);
    return config
        .withKeptInputs(8 << 20)
        .withUpload(config.upload().withMaxBatch(2))
        .withTimings(IMPATIENT);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Process startDevice(Path lines) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Device.class.getName(),
                cloud.uri().toString(),
                directory.toString()))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .redirectOutput(lines.toFile())
        .start();
  }

  /** The process that dies: has everything stored, then repairs what it is asked for. */
  static final class Device {
    private Device() {}

    public static void main(String[] arguments) throws InterruptedException {
      EdgeConfig config = inSmallBatches(URI.create(arguments[0]), Path.of(arguments[1]));
      EdgeRuntime edge = EdgeRuntime.open(config);
      if (edge.status().cache().samples() == 0) {
        awaitInstalled(edge, 1);
        annotateAll(edge);
        flushed(edge);
        System.out.println("stored");
      }
      Thread.currentThread().join(); // until it is killed
    }
  }
}
