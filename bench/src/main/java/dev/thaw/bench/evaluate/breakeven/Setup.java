package dev.thaw.bench.evaluate.breakeven;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.pair.Pair;
import dev.thaw.protocol.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * A model and a head that break-even lines are drawn for. Immutable.
 *
 * @param hasModel whether the bytes of a whole model mean something: not for a head alone
 */
record Setup(String name, ByteModel bytes, boolean hasModel) {
  static final String PULLED = ", as pulled";

  private static final int SMALL_FEATURES = 576;
  private static final int SMALL_LABELS = 10;
  private static final int WIDE_FEATURES = 1_280;
  private static final int WIDE_LABELS = 62;
  private static final int SCALE = Float.BYTES;
  private static final ZooCuts MOBILENET = new ZooCuts("mobilenet-v2", 3, 96, WIDE_LABELS);

  /** All of those whose sizes are there. */
  static List<Setup> of(Sizes sizes) {
    List<Setup> setups = new ArrayList<>();
    for (int depth = Pair.DEPTH; depth <= Pair.DEPTH + 1; depth++) {
      double head = sizes.layers(Arm.FEDAVG_HEAD, depth);
      if (head > 0 && sizes.raw(RawForms.STROKES) > 0) {
        setups.add(handwriting(sizes, depth, "", head));
      }
      if (head > 0 && sizes.raw(RawForms.STROKES) > 0 && sizes.pulled(depth) > 0) {
        setups.add(handwriting(sizes, depth, PULLED, sizes.pulled(depth)));
      }
    }
    if (sizes.framing() > 0) {
      setups.add(small(sizes.framing()));
      setups.add(wide(sizes.framing()));
    }
    return setups;
  }

  /** The model that was measured, with heads as devices pull them where that is known. */
  static List<Setup> measured(Sizes sizes) {
    List<Setup> at = of(sizes).stream().filter(s -> s.name.startsWith(name(Pair.DEPTH))).toList();
    return at.isEmpty() ? at : at.subList(at.size() - 1, at.size());
  }

  private static Setup handwriting(Sizes sizes, int depth, String how, double pulled) {
    ByteModel bytes =
        new ByteModel(
            sizes.feature(depth, DType.INT8),
            sizes.raw(RawForms.STROKES),
            sizes.layers(Arm.FEDAVG_HEAD, depth),
            pulled,
            sizes.layers(Arm.FEDAVG_WHOLE, depth));
    return new Setup(name(depth) + how, bytes, true);
  }

  private static String name(int depth) {
    return "handwriting, depth " + depth;
  }

  private static Setup small(double framing) {
    double head = linear(SMALL_FEATURES, SMALL_LABELS);
    ByteModel bytes = ByteModel.of(int8(SMALL_FEATURES, framing), 1, head, head);
    return new Setup("linear head 576x10", bytes, false);
  }

  private static Setup wide(double framing) {
    double raw = MOBILENET.rawBytes() + framing;
    double model = (double) ByteModel.PARAMETER * MOBILENET.parameters();
    double head = linear(WIDE_FEATURES, WIDE_LABELS);
    ByteModel bytes = ByteModel.of(int8(WIDE_FEATURES, framing), raw, head, model);
    return new Setup("mobilenet-v2, 1280x62", bytes, true);
  }

  /** Values and one scale, not packed. */
  private static double int8(int values, double framing) {
    return values + SCALE + framing;
  }

  private static double linear(int features, int labels) {
    return (double) ByteModel.PARAMETER * (features + 1) * labels;
  }
}
