package dev.thaw.model.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.thaw.model.Architecture;
import dev.thaw.model.Layer;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockFlopsTest {
  @Test
  void leNetIsCountedByHand() {
    long conv1 = 28 * 28 * 6 * 25;
    long conv2 = 10 * 10 * 16 * (6 * 25);

    assertThat(flops("lenet", Shape.of(1, 28, 28), 10))
        .containsExactly(2 * conv1, 2 * conv2, 2L * 16 * 5 * 5 * 120, 2L * 120 * 84, 2L * 84 * 10);
  }

  @Test
  void alexNetIsCountedByHand() {
    long conv1 = 54 * 54 * 96 * (3 * 121);
    long conv2 = 26 * 26 * 256 * (96 * 25);
    long conv3 = 12 * 12 * 384 * (256 * 9);
    long conv4 = 12 * 12 * 384 * (384 * 9);
    long conv5 = 12 * 12 * 256 * (384 * 9);

    assertThat(flops("alexnet", Shape.of(3, 224, 224), 1000))
        .containsExactly(
            2 * conv1,
            2 * conv2,
            2 * conv3,
            2 * conv4,
            2 * conv5,
            2L * 256 * 5 * 5 * 4096,
            2L * 4096 * 4096,
            2L * 4096 * 1000);
  }

  /**
   * Multiply-accumulates in millions as published for 224x224 and 1000 labels: Sandler et al.
   * (2018), table 4; Iandola's notes on version 1.1 (2.4 times less than 1.0); Szegedy et al.
   * (2015), section 5.
   */
  @ParameterizedTest
  @CsvSource({"mobilenet-v2, 300, 3", "squeezenet, 350, 3", "googlenet, 1500, 7"})
  void aNetHasThePublishedTotal(String architecture, double millions, double percent) {
    long total =
        flops(architecture, Shape.of(3, 224, 224), 1000).stream().mapToLong(Long::longValue).sum();

    assertThat(total / 2e6).isCloseTo(millions, withinPercentage(percent));
  }

  @Test
  void aDepthwiseConvolutionCountsOneChannelPerOutput() {
    long side = 112 * 112;
    long depthwise = side * 32 * 9;
    long projection = side * 16 * 32;
    long expansion = side * 32 * 32; // DJL expands by 1 where the paper does not expand

    assertThat(flops("mobilenet-v2", Shape.of(3, 224, 224), 1000).get(1))
        .isEqualTo(2 * (expansion + depthwise + projection));
  }

  @Test
  void anInputThatWasNotPlannedForIsNotCounted() {
    Layer conv = layers("lenet", Shape.of(1, 28, 28), 10).get(0);

    assertThatThrownBy(() -> conv.flops(List.of(Shape.of(1, 32, 32))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[1, 32, 32]");
  }

  private static List<Long> flops(String architecture, Shape input, int labels) {
    List<Long> flops = new ArrayList<>();
    List<Shape> shapes = List.of(input);
    for (Layer layer : layers(architecture, input, labels)) {
      flops.add(layer.flops(shapes));
      shapes = layer.outputShapes(shapes);
    }
    return flops;
  }

  private static List<Layer> layers(String architecture, Shape input, int labels) {
    List<String> names = IntStream.range(0, labels).mapToObj(i -> "label" + i).toList();
    return Architecture.named(architecture)
        .layers(new TaskSpec("zoo", architecture, names, List.of(input)));
  }
}
