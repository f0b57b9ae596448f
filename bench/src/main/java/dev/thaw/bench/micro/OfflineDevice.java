package dev.thaw.bench.micro;

import dev.thaw.bench.kernels.Inputs;
import dev.thaw.cache.CacheLimits;
import dev.thaw.demo.simulate.TemporaryDirectory;
import dev.thaw.edge.EdgeConfig;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.Prediction;
import dev.thaw.edge.gate.Gate;
import dev.thaw.edge.gate.GateRule;
import dev.thaw.edge.gate.Network;
import dev.thaw.edge.gate.SettableGauge;
import dev.thaw.edge.gate.Surroundings;
import dev.thaw.model.GeneralSample;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Tensor;
import java.net.URI;
import java.util.List;
import java.util.OptionalDouble;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A device with the bundled model that has no network. */
@State(Scope.Thread)
public class OfflineDevice {
  private static final long MIB = 1L << 20;
  private static final Surroundings OFFLINE =
      new Surroundings(OptionalDouble.empty(), true, Network.NONE);

  private final TemporaryDirectory directory = TemporaryDirectory.create("thaw-micro");
  private final EdgeRuntime device;
  private int novelties;

  /** Opens it. */
  public OfflineDevice() {
    URI nowhere = URI.create("http://127.0.0.1:9");
    device =
        EdgeRuntime.open(
            EdgeConfig.of(Inputs.BASE.task().name(), nowhere, directory.path())
                .withBase(Inputs.BASE)
                .withBundledDepth(Inputs.DEPTH)
                .withDeviceId("pen-1")
                .withCache(new CacheLimits(32 * MIB, 8 * MIB, 2))
                .withGate(new Gate(new SettableGauge(OFFLINE), GateRule.DEFAULT))
                .withSeed(1));
  }

  /** Predicts for an input that was not there before. */
  Prediction anew() {
    List<Tensor> known = input(novelties % Inputs.BASE.samples().size());
    Tensor context = known.get(1);
    float[] values = context.toFloats();
    values[0] = ++novelties;
    return predict(false, List.of(known.get(0), Tensor.ofFloats(context.shape(), values)));
  }

  /** Predicts for an input of which it is known whether it was there before. */
  Prediction predict(boolean seen, List<Tensor> input) {
    Prediction prediction = device.predict(input);
    if (prediction.cacheHit() != seen) {
      throw new IllegalStateException(seen ? "a miss, not a hit" : "a hit, not a miss");
    }
    return prediction;
  }

  /** What general sample {@code number} has as input. */
  static List<Tensor> input(int number) {
    GeneralSample sample = Inputs.BASE.samples().get(number);
    return sample.inputs().stream().map(tensor -> tensor.to(DType.FP32)).toList();
  }

  /** Closes and removes it. */
  @TearDown
  public void close() {
    device.close();
    directory.close();
  }
}
