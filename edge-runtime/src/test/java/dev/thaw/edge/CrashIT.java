package dev.thaw.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.protocol.SampleId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device that is killed, again and again, while a person corrects it. */
class CrashIT extends EdgeFixture {
  private static final int KILLS = 4;

  @TempDir Path log;

  @Test
  void noAnnotationThatReturnedIsLostByAnyKill() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Map<SampleId, Integer> returned = new LinkedHashMap<>();
    cloud.stop();
    for (int kill = 0; kill < KILLS; kill++) {
      if (kill == KILLS - 1) {
        cloud.restart(); // the last one is killed while it uploads
      }
      Path lines = log.resolve("kill-" + kill);
      Process device = startDevice(1_000L * kill, lines);
      int enough = 1 + random.nextInt(40);
      Await.until(enough + " annotations", () -> read(lines).size() >= enough);
      device.destroyForcibly().waitFor();
      returned.putAll(read(lines));
    }
    EdgeRuntime edge = open(config());
    assertThat(Await.get(edge.flush()).remaining()).isZero();
    assertThat(returned).hasSizeGreaterThanOrEqualTo(KILLS);
    returned.forEach(
        (sample, label) -> {
          assertThat(cloud.stored).containsKey(sample);
          assertThat(cloud.stored.get(sample).label()).isEqualTo(label);
        });
  }

  private static Map<SampleId, Integer> read(Path lines) {
    Map<SampleId, Integer> annotated = new LinkedHashMap<>();
    try {
      for (String line : Files.readAllLines(lines)) {
        String[] words = line.split(" ", -1);
        if (words.length == 3 && words[2].endsWith(".")) {
          int label = Integer.parseInt(words[2].substring(0, words[2].length() - 1));
          annotated.put(SampleId.fromHex(words[1]), label);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return annotated;
  }

  private Process startDevice(long firstInput, Path lines) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Device.class.getName(),
                cloud.uri().toString(),
                directory.toString(),
                Long.toString(firstInput)));
    return builder
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .redirectOutput(lines.toFile())
        .start();
  }

  /** The process that dies. Says what it annotated only after {@code annotate} has returned. */
  static final class Device {
    private Device() {}

    @SuppressWarnings("InfiniteLoop") // until it is killed
    public static void main(String[] arguments) {
      EdgeConfig config = config(URI.create(arguments[0]), Path.of(arguments[1]));
      EdgeRuntime edge = EdgeRuntime.open(config);
      long input = Long.parseLong(arguments[2]);
      while (true) {
        SampleId sample = edge.predict(Samples.input(input)).sample();
        int label = (int) (input % 62);
        edge.annotate(sample, "c" + label);
        System.out.println("annotated " + sample + " " + label + ".");
        if (input % 5 == 0) {
          edge.flush();
        }
        input++;
      }
    }
  }
}
