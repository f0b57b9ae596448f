package dev.thaw.bench.evaluate.breakeven;

import dev.thaw.bench.evaluate.data.Sample;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What raw upload may send of a handwritten character, in the frames of features. Stateless. */
final class RawForms {
  static final String STROKES = "pen strokes";
  static final String GREY = "grey image of 7 bits";
  static final String INPUT_INT8 = "input tensors, int8";
  static final String INPUT_FP32 = "input tensors, fp32";

  private static final int SIDE = 28;
  private static final int PIXELS = SIDE * SIDE;
  private static final long SEED = 3;

  private RawForms() {}

  /** Mean bytes of a character in each form, its share of the framing included. */
  static Map<String, Double> meanBytes(List<Sample> samples) {
    List<List<Tensor>> inputs = samples.stream().map(Sample::input).toList();
    Map<String, Double> bytes = new LinkedHashMap<>();
    bytes.put(STROKES, Frames.meanBytes(strokes(samples), 0, DType.INT8));
    bytes.put(GREY, Frames.meanBytes(grey(inputs), 0, DType.INT8));
    bytes.put(INPUT_INT8, Frames.meanBytes(inputs, 0, DType.INT8));
    bytes.put(INPUT_FP32, Frames.meanBytes(inputs, 0, DType.FP32));
    return bytes;
  }

  /** Mean bytes without framing or packing. */
  static Map<String, Double> payload(List<Sample> samples) {
    double strokes = samples.stream().mapToInt(Sample::strokeBytes).average().orElseThrow();
    double values =
        samples.get(0).input().stream().mapToInt(tensor -> tensor.shape().elements()).sum();
    return Map.of(
        STROKES,
        strokes,
        GREY,
        (double) PIXELS,
        INPUT_INT8,
        values,
        INPUT_FP32,
        values * DType.FP32.bytes());
  }

  /** Stands for the coordinates as they are: bytes that no packing makes smaller. */
  private static List<List<Tensor>> strokes(List<Sample> samples) {
    Random random = new Random(SEED);
    return samples.stream()
        .map(
            sample -> {
              byte[] bytes = new byte[sample.strokeBytes()];
              random.nextBytes(bytes);
              return List.of(ofBytes(Shape.of(bytes.length), bytes));
            })
        .toList();
  }

  /** The first map is the ink. */
  private static List<List<Tensor>> grey(List<List<Tensor>> inputs) {
    return inputs.stream()
        .map(input -> Arrays.copyOf(input.get(0).toFloats(), PIXELS))
        .map(ink -> List.of(Tensor.ofFloats(Shape.of(1, SIDE, SIDE), ink)))
        .toList();
  }

  private static Tensor ofBytes(Shape shape, byte[] bytes) {
    return Tensor.wrap(DType.INT8, shape, new float[] {1}, ByteBuffer.wrap(bytes));
  }
}
