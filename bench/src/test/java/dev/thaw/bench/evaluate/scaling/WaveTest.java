package dev.thaw.bench.evaluate.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.thaw.protocol.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WaveTest {
  @Test
  void quantilesAreValuesThatWereMeasured() {
    List<Double> hundred = IntStream.rangeClosed(1, 100).mapToObj(i -> (double) (101 - i)).toList();
    assertThat(Wave.quantile(hundred, 0.5)).isEqualTo(50);
    assertThat(Wave.quantile(hundred, 0.95)).isEqualTo(95);
    assertThat(Wave.quantile(List.of(7.0), 0.95)).isEqualTo(7);
  }

  @Test
  void ratesAreTheMedianWavesAndLatenciesAreOfAll() {
    List<Wave> waves = List.of(wave(1, 10, 4.0), wave(2, 10, 6.0), wave(4, 10, 100.0));
    assertThat(Wave.figures(waves))
        .containsEntry("ingest features per s", 100.0)
        .containsEntry("heads per s", 1.0)
        .containsEntry("training samples per s", 20.0)
        .containsEntry("installed p50 ms", 6.0)
        .containsEntry("installed p95 ms", 100.0)
        .containsEntry("published share", 0.5)
        .containsEntry("bytes up per device", 30.0);
  }

  @Test
  void whereNoHeadWasPublishedThereIsNoLatency() {
    Wave none = new Wave(1, 8, new Training(1, 1, 8, List.of()), List.of(), 1, 1);
    assertThatIllegalStateException()
        .isThrownBy(() -> Wave.figures(List.of(none)))
        .withMessageContaining("held all heads back");
  }

  /** 200 features of two devices, one of whose heads is published. */
  private static Wave wave(double uploadSeconds, double trainSeconds, double installed) {
    Digest head = Digest.of("head".getBytes(StandardCharsets.UTF_8));
    Training training = new Training(trainSeconds / 5, 2, 40, List.of(head));
    return new Wave(uploadSeconds, 200, training, List.of(installed), 30, 40);
  }
}
