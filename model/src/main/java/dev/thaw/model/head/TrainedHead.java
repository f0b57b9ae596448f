package dev.thaw.model.head;

import java.util.List;
import java.util.Map;

/**
 * What a training gave. Immutable; the arrays must not be written.
 *
 * @param layers canonical bytes of the layers {@code [depth, n)}
 * @param metrics {@code examples}, {@code steps}, {@code epochs}, {@code seconds}; {@code
 *     lossBefore} and {@code loss} (weighted mean cross-entropy in nats, without dropout), {@code
 *     accuracyBefore} and {@code trainAccuracy} (weighted share of examples, 0 to 1)
 * @param curve the start as epoch 0, then every epoch in order
 */
public record TrainedHead(
    List<byte[]> layers, Map<String, Double> metrics, List<CurvePoint> curve) {
  public TrainedHead {
    layers = List.copyOf(layers);
    metrics = Map.copyOf(metrics);
    curve = List.copyOf(curve);
  }
}
