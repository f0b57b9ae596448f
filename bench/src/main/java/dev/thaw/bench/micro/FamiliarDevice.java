package dev.thaw.bench.micro;

import dev.thaw.bench.kernels.Inputs;
import dev.thaw.edge.Prediction;
import dev.thaw.protocol.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Such a device that is shown the same inputs again and again, in turn. */
public class FamiliarDevice extends OfflineDevice {
  /** How many inputs, but not more than there are general samples. */
  @Param({"10000"})
  public int entries;

  private List<List<Tensor>> seen = List.of();
  private int looks;

  /** Shows it each of them once. */
  @Setup
  public void show() {
    seen =
        IntStream.range(0, Math.min(entries, Inputs.BASE.samples().size()))
            .mapToObj(OfflineDevice::input)
            .toList();
    seen.forEach(input -> predict(false, input));
  }

  /** Predicts for the next one. */
  Prediction again() {
    return predict(true, seen.get(looks++ % seen.size()));
  }
}
