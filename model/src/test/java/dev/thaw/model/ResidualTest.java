package dev.thaw.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.thaw.model.Residual.Block;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResidualTest {
  private static final int LABELS = 62;
  private static final Residual AT_SIX =
      new Residual(
          List.of(new Block(6, 0, 480), new Block(6, 480, 512), new Block(7, 0, 128)),
          LABELS,
          false);
  private static final Taught ALL = new Taught(Set.of(), 1);

  private final LayeredModel general = LayeredModel.create(Tasks.handwriting(), 3);
  private final List<Tensor> input = Tasks.sample(general.activationShapes(0), 4);

  @AfterEach
  void close() {
    general.close();
  }

  @Test
  void theBlocksOfTheHandwritingNetAreItsPoolItsContextAndItsEmbedding() {
    assertThat(Residual.over(general.plan(), 6, 2048)).contains(AT_SIX);
    assertThat(Residual.over(general.plan(), 4, 2048)).contains(AT_SIX);
    assertThat(Residual.over(general.plan(), 7, 2048).orElseThrow().blocks())
        .containsExactly(new Block(7, 0, 128));
    assertThat(Residual.over(general.plan(), 6, 500).orElseThrow().columns()).isEqualTo(128);
    assertThat(Residual.over(general.plan(), 6, 100)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void anyFrozenCutGivesTheSameLogitsBitForBit(int cut) {
    try (LayeredModel personal = general.withLayers(8, List.of(layer(5, DType.INT8)))) {
      List<Tensor> whole = personal.forward(0, 9, input);
      assertThat(personal.forward(cut, 9, personal.forward(0, cut, input))).isEqualTo(whole);
      assertThat(whole).isNotEqualTo(general.forward(0, 8, input));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 6})
  void onePassGivesBothAnswersBitForBit(int cut) {
    try (LayeredModel personal = general.withLayers(8, List.of(layer(5, DType.INT8)))) {
      LayeredModel.Logits both = personal.logits(cut, personal.forward(0, cut, input));
      assertThat(List.of(both.own())).isEqualTo(personal.forward(0, 9, input));
      assertThat(List.of(both.general().orElseThrow())).isEqualTo(general.forward(0, 8, input));
      assertThat(general.logits(0, input).general()).isEmpty();
      assertThat(List.of(general.logits(0, input).own())).isEqualTo(general.forward(0, 8, input));
    }
  }

  @Test
  void aSliceThatLacksWhatTheLayerReadsIsRefused() {
    try (LayeredModel personal = general.withLayers(8, List.of(layer(5, DType.FP32)))) {
      List<Tensor> embedding = personal.forward(0, 7, input);
      assertThat(personal.runsFrom(6)).isTrue();
      assertThat(personal.runsFrom(7)).isFalse();
      assertThat(personal.forward(7, 8, embedding)).isEqualTo(general.forward(0, 8, input));
      assertThatThrownBy(() -> personal.forward(7, 9, embedding))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cut 6");
      assertThatThrownBy(() -> personal.logits(7, embedding)).hasMessageContaining("cut 6");
    }
  }

  @Test
  void theLogitsAreScaledAndWhatTheBlocksSayIsAdded() {
    float[] weight = new float[LABELS * 640];
    weight[7 * 640 + 2] = 3;
    byte[] layer = AT_SIX.toBytes(0.5f, Tensor.ofFloats(Shape.of(LABELS, 640), weight), ALL);
    float[] values = general.forward(0, 6, input).get(0).toFloats();
    double length = 0;
    for (int i = 0; i < 480; i++) {
      length += values[i] * values[i];
    }
    float[] before = general.forward(0, 8, input).get(0).toFloats();
    try (LayeredModel personal = general.withLayers(8, List.of(layer))) {
      float[] after = personal.forward(0, 9, input).get(0).toFloats();
      for (int label = 0; label < LABELS; label++) {
        double added = label == 7 ? 3 * values[2] / Math.sqrt(length) : 0;
        assertThat((double) after[label]).isCloseTo(0.5 * before[label] + added, offset(1e-5));
      }
    }
  }

  @Test
  void whatItWasNotTaughtStaysAsLikelyAsItWasIfNothingElseCounts() {
    Taught taught = new Taught(Set.of(1, 4, 9), 0);
    byte[] free = layer(5, ALL);
    byte[] bound = layer(5, taught);
    try (LayeredModel before = general.withLayers(8, List.of(zeros(AT_SIX)));
        LayeredModel freely = general.withLayers(8, List.of(free));
        LayeredModel restrained = general.withLayers(8, List.of(bound))) {
      assertThat(restrained.plan().residual().orElseThrow().restrained()).isTrue();
      float[] own = freely.forward(0, 9, input).get(0).toFloats();
      float[] after = restrained.forward(0, 9, input).get(0).toFloats();
      float[] half = general.forward(0, 8, input).get(0).toFloats();
      assertThat(odds(after, taught.labels(), 1))
          .isCloseTo(odds(half, taught.labels(), 0.5), offset(1e-4));
      assertThat(odds(own, taught.labels(), 1))
          .isNotCloseTo(odds(half, taught.labels(), 0.5), offset(1e-2));
      assertThat((double) after[4] - after[9]).isCloseTo((double) own[4] - own[9], offset(1e-4));
      assertThat((double) after[0] - after[2]).isCloseTo((double) own[0] - own[2], offset(1e-4));
      assertThat(before.forward(0, 9, input)).isNotEqualTo(restrained.forward(0, 9, input));
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {0.25f, 0.4f, 1})
  void aShareOfWhatItChangesCounts(float share) {
    Set<Integer> labels = Set.of(1, 4, 9);
    try (LayeredModel freely = general.withLayers(8, List.of(layer(5, ALL)));
        LayeredModel partly = general.withLayers(8, List.of(layer(5, new Taught(labels, share))))) {
      double before = odds(general.forward(0, 8, input).get(0).toFloats(), labels, 0.5);
      double all = odds(freely.forward(0, 9, input).get(0).toFloats(), labels, 1);
      double some = odds(partly.forward(0, 9, input).get(0).toFloats(), labels, 1);
      assertThat(some - before).isCloseTo(share * (all - before), offset(1e-3));
      assertThat(partly.plan().residual().orElseThrow().restrained()).isEqualTo(share < 1);
    }
  }

  @Test
  void whereEverythingWasTaughtNothingIsRestrained() {
    Set<Integer> all = IntStream.range(0, LABELS).boxed().collect(Collectors.toSet());
    try (LayeredModel freely = general.withLayers(8, List.of(layer(5, ALL)));
        LayeredModel taught = general.withLayers(8, List.of(layer(5, new Taught(all, 0))))) {
      assertThat(taught.forward(0, 9, input)).isEqualTo(freely.forward(0, 9, input));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fp32", "int8"})
  void theLayerIsALayerLikeAnyOther(String dtype) {
    byte[] layer = layer(5, DType.named(dtype));
    try (LayeredModel personal = general.withLayers(6, head(layer))) {
      assertThat(personal.layerCount()).isEqualTo(9);
      assertThat(personal.architectureLayers()).isEqualTo(8);
      assertThat(personal.layerNames()).endsWith("fc1", "fc2", LayeredModel.RESIDUAL);
      assertThat(personal.layerBytes(8)).isEqualTo(layer);
      assertThat(personal.layerDigest(8)).isEqualTo(Digest.of(layer));
      assertThat(personal.prefixDigest(8)).isEqualTo(general.prefixDigest(8));
      try (LayeredModel read = LayeredModel.of(personal.task(), personal.layerBytesFrom(0))) {
        assertThat(read.forward(0, 9, input)).isEqualTo(personal.forward(0, 9, input));
      }
    }
  }

  @Test
  void itTakesAQuarterOfTheBytesInInt8() {
    assertThat(layer(5, DType.FP32)).hasSizeLessThan(160_000);
    assertThat(layer(5, DType.INT8)).hasSizeLessThan(41_000);
  }

  @Test
  void itIsExchangedAndTakenOffWhileTheOthersStay() {
    try (LayeredModel first = general.withLayers(8, List.of(layer(5, DType.FP32)));
        LayeredModel second = first.withLayers(8, List.of(layer(6, DType.FP32)));
        LayeredModel plain = second.withLayers(8, List.of());
        LayeredModel same = second.withLayers(9, List.of())) {
      assertThat(second.forward(0, 9, input)).isNotEqualTo(first.forward(0, 9, input));
      assertThat(same.forward(0, 9, input)).isEqualTo(second.forward(0, 9, input));
      assertThat(plain.layerCount()).isEqualTo(8);
      assertThat(plain.forward(0, 8, input)).isEqualTo(general.forward(0, 8, input));
    }
  }

  @Test
  void gradientDescentTrainsItWithTheOthers() {
    try (LayeredModel personal = general.withLayers(8, List.of(layer(5, DType.INT8)));
        ThawedLayers job = ThawedLayers.copyOf(personal, 6)) {
      // fc1: weight, gain, bias; fc2: weight, bias; the residual layer: weight
      assertThat(job.trained()).hasSize(6);
      List<byte[]> bytes = job.toBytes();
      try (LayeredModel same = general.withLayers(6, bytes)) {
        assertThat(same.forward(0, 9, input)).isEqualTo(personal.forward(0, 9, input));
      }
    }
  }

  static Stream<byte[]> damaged() {
    Residual deep = new Residual(List.of(new Block(3, 0, 4)), LABELS, false);
    Residual behind = new Residual(List.of(new Block(8, 0, 4)), LABELS, false);
    Residual wide = new Residual(List.of(new Block(7, 0, 129)), LABELS, false);
    Residual unordered =
        new Residual(List.of(new Block(7, 0, 4), new Block(6, 0, 4)), LABELS, false);
    Residual few = new Residual(List.of(new Block(6, 0, 4)), 5, false);
    byte[] good = layer(5, DType.INT8);
    return Stream.of(
            Stream.of(deep, behind, wide, unordered, few).map(ResidualTest::zeros),
            Stream.of(Arrays.copyOf(good, good.length - 1), new byte[0], fractions(), otherLayer()),
            Stream.of(
                oddly(0.5f, 1), oddly(2, 1), oddly(1, -0.1f), oddly(1, 1.1f), oddly(1, Float.NaN)))
        .flatMap(each -> each);
  }

  @ParameterizedTest
  @MethodSource("damaged")
  void bytesOfNoLayerThatFitsAreRefused(byte[] bytes) {
    assertThatThrownBy(() -> general.withLayers(8, List.of(bytes)).close())
        .isInstanceOf(ModelException.class);
  }

  @Test
  void twoMoreLayersAreTooMany() {
    byte[] layer = layer(5, DType.FP32);
    assertThatThrownBy(() -> general.withLayers(8, List.of(layer, layer)).close())
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Cuts that are no whole numbers. */
  private static byte[] fractions() {
    return new StoredLayer(
            LayeredModel.RESIDUAL,
            List.of(
                new StoredLayer.Named("blocks", Tensor.ofFloats(Shape.of(1, 3), 6.5f, 0, 4)),
                new StoredLayer.Named("scale", Tensor.ofFloats(Shape.of(1), 1)),
                new StoredLayer.Named("weight", Tensor.ofFloats(Shape.of(1, 1), 1)),
                new StoredLayer.Named("taught", Tensor.ofFloats(Shape.of(1), 1)),
                new StoredLayer.Named("share", Tensor.ofFloats(Shape.of(1), 1))))
        .toBytes();
  }

  /** Nothing but what it was taught, and how much of that counts, is wrong. */
  private static byte[] oddly(float taught, float share) {
    float[] mask = new float[LABELS];
    mask[3] = taught;
    StoredLayer good = StoredLayer.fromBytes("good", layer(5, DType.FP32));
    List<StoredLayer.Named> tensors = new ArrayList<>(good.tensors());
    tensors.set(3, new StoredLayer.Named("taught", Tensor.ofFloats(Shape.of(LABELS), mask)));
    tensors.set(4, new StoredLayer.Named("share", Tensor.ofFloats(Shape.of(1), share)));
    return new StoredLayer(LayeredModel.RESIDUAL, tensors).toBytes();
  }

  private static byte[] otherLayer() {
    try (LayeredModel model = LayeredModel.create(Tasks.handwriting(), 1)) {
      return model.layerBytes(7);
    }
  }

  private List<byte[]> head(byte[] last) {
    List<byte[]> head = new ArrayList<>(general.layerBytesFrom(6));
    head.add(last);
    return head;
  }

  private static byte[] zeros(Residual residual) {
    int columns = residual.columns();
    return residual.toBytes(
        1,
        Tensor.ofFloats(
            Shape.of(residual.labels(), columns), new float[residual.labels() * columns]),
        ALL);
  }

  /** Log odds of the labels against all others, of logits multiplied by {@code scale}. */
  private static double odds(float[] logits, Set<Integer> labels, double scale) {
    double taught = 0;
    double others = 0;
    for (int label = 0; label < logits.length; label++) {
      double power = Math.exp(scale * logits[label]);
      taught += labels.contains(label) ? power : 0;
      others += labels.contains(label) ? 0 : power;
    }
    return Math.log(taught / others);
  }

  private static byte[] layer(long seed, DType dtype) {
    return layer(seed, dtype, ALL);
  }

  private static byte[] layer(long seed, Taught taught) {
    return layer(seed, DType.FP32, taught);
  }

  private static byte[] layer(long seed, DType dtype, Taught taught) {
    Random random = new Random(seed);
    float[] weight = new float[LABELS * AT_SIX.columns()];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) random.nextGaussian();
    }
    Tensor tensor = Tensor.ofFloats(Shape.of(LABELS, AT_SIX.columns()), weight);
    return AT_SIX.toBytes(0.5f, tensor.to(dtype), taught);
  }
}
