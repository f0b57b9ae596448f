package dev.thaw.bench.evaluate.devicecost;

import java.util.List;
import java.util.Optional;

/**
 * What others measured: MNN on a Xiaomi MI 9 (Snapdragon 855), per batch. Immutable.
 *
 * @param predictMillis on the path that training takes
 * @param optimisedMillis on the path made for predictions
 * @param busyCores mean while it trains
 */
record Published(
    String model,
    int batch,
    double trainMillis,
    double predictMillis,
    double optimisedMillis,
    double residentMegabytes,
    double busyCores) {
  static final String SOURCE =
      "Cai et al., \"Towards Ubiquitous Learning: A First Measurement of On-Device Training"
          + " Performance\", EMDL 2021, doi 10.1145/3469116.3470009: MNN on a Xiaomi MI 9"
          + " (Snapdragon 855)";

  static final List<Published> ALL =
      List.of(
          new Published("lenet", 1, 9.7, 0.7, 0.2, 67, 2.67),
          new Published("lenet", 4, 13.8, 2.0, 0.6, 72, 2.93),
          new Published("lenet", 16, 19.1, 5.6, 3.4, 83, 3.09),
          new Published("alexnet", 1, 554, 109, 17, 807, 2.76),
          new Published("alexnet", 4, 857, 120, 65, 917, 3.25),
          new Published("alexnet", 16, 2131, 291, 205, 1638, 3.70),
          new Published("mobilenet-v2", 1, 403, 48, 11, 245, 3.21),
          new Published("mobilenet-v2", 4, 1139, 68, 55, 745, 3.76),
          new Published("mobilenet-v2", 16, 4525, 288, 269, 2764, 4.04),
          new Published("squeezenet", 1, 150, 69, 11, 245, 3.85),
          new Published("squeezenet", 4, 608, 76, 53, 773, 3.99),
          new Published("squeezenet", 16, 2705, 241, 206, 2867, 4.13),
          new Published("googlenet", 1, 277, 102, 11, 243, 3.05),
          new Published("googlenet", 4, 499, 110, 40, 528, 3.99),
          new Published("googlenet", 16, 1529, 226, 168, 1740, 4.01));

  /** What was published for a model and a batch. */
  static Optional<Published> of(String model, int batch) {
    return ALL.stream().filter(p -> p.model.equals(model) && p.batch == batch).findFirst();
  }

  /** Milliseconds of one core to train on one sample. */
  double coreMillisPerSample() {
    return trainMillis * busyCores / batch;
  }
}
