package dev.thaw.model.closedform;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.ModelException;
import dev.thaw.model.ResidualBasis;
import dev.thaw.model.ResidualBasis.Rows;
import dev.thaw.model.TorchRuntime;
import dev.thaw.model.head.Example;
import dev.thaw.protocol.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Makes contributions of examples behind one model. Each example is run alone, never in a batch, so
 * that what it gives does not depend on the others: the same one gives the same bits whenever it is
 * added or taken away on the same machine. Thread-safe as long as the model is open.
 */
public final class Contributions {
  private static final String FORMAT = "one step, fixed point 2^-12";

  private final ResidualBasis basis;
  private final float temperature;
  private final Digest identity;

  private Contributions(ResidualBasis basis, float temperature, Digest identity) {
    this.basis = basis;
    this.temperature = temperature;
    this.identity = identity;
  }

  /**
   * Contributions to heads that start from {@code start} at {@code depth}.
   *
   * @param start stays open as long as this is used
   * @param temperature what the model's logits are divided by
   * @throws IllegalArgumentException if no residual layer can be fitted at this depth
   */
  public static Contributions of(LayeredModel start, int depth, float temperature) {
    ResidualBasis basis =
        ResidualBasis.of(start, depth)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no residual layer can be fitted to " + start + " at depth " + depth));
    return new Contributions(basis, temperature, identity(start, depth, temperature));
  }

  /** What statistics must have been made with for these contributions to fit in. */
  public Digest identity() {
    return identity;
  }

  /** Statistics of nothing. */
  public Statistics empty() {
    return new Statistics(basis.columns(), basis.labels());
  }

  /**
   * What an example adds.
   *
   * @throws IllegalArgumentException if its weight is not 1, or its label or shape does not fit
   * @throws ModelException if one of its values is not finite
   */
  public Contribution of(Example example) {
    if (example.weight() != 1 || example.label() >= basis.labels()) {
      throw new IllegalArgumentException(
          "no label of %d labels with weight 1: %d with weight %s"
              .formatted(basis.labels(), example.label(), example.weight()));
    }
    FiniteExamples.require(example);
    try (NDManager manager = TorchRuntime.newManager()) {
      Rows rows = basis.rows(manager, List.of(example.activation()));
      return Contribution.of(
          rows.phi().toFloatArray(), tempered(rows.logits().toFloatArray()), example.label());
    } catch (EngineException e) {
      throw new ModelException("head", "an example could not be run", e);
    }
  }

  /** What general examples add, all of them together. */
  GeneralSums sums(List<Example> general) {
    return new GeneralSums(basis, temperature, identity, general);
  }

  private double[] tempered(float[] logits) {
    double[] tempered = new double[logits.length];
    for (int i = 0; i < tempered.length; i++) {
      tempered[i] = (double) logits[i] / temperature;
    }
    return tempered;
  }

  private static Digest identity(LayeredModel start, int depth, float temperature) {
    byte[] format = FORMAT.getBytes(StandardCharsets.UTF_8);
    ByteBuffer all = ByteBuffer.allocate(format.length + Digest.BYTES + 2 * Integer.BYTES);
    all.put(format).put(start.prefixDigest(start.layerCount()).bytes());
    return Digest.of(all.putInt(depth).putFloat(temperature).array());
  }
}
