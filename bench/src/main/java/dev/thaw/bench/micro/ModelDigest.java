package dev.thaw.bench.micro;

import dev.thaw.bench.kernels.Inputs;
import dev.thaw.bench.kernels.Jmh;
import dev.thaw.bench.kernels.KernelTime;
import dev.thaw.bench.kernels.Scores;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Digest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.runner.RunnerException;

/**
 * The digest of the handwriting model, from the values that the engine has: the canonical bytes of
 * each layer, their SHA-256, and that of those. It is compared with two limits: one SHA-256 over as
 * many bytes that lie in one array already, and a copy of that array in memory.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ModelDigest {
  private final LayeredModel model = Inputs.BASE.model();
  private final byte[] bytes =
      new byte[model.layerBytesFrom(0).stream().mapToInt(layer -> layer.length).sum()];
  private final byte[] copy = new byte[bytes.length];
  private final MessageDigest sha = sha256();

  static List<KernelTime> measure(Jmh jmh) throws RunnerException {
    Scores micros = jmh.run(List.of(ModelDigest.class), Map.of());
    double took = micros.of("ModelDigest.digest");
    return List.of(
        new KernelTime("handwriting", took, micros.of("ModelDigest.sha"), "plain SHA-256"),
        new KernelTime("handwriting, copied", took, micros.of("ModelDigest.copy"), "memory copy"));
  }

  /** Writes and hashes all layers. */
  @Benchmark
  public Digest digest() {
    List<Digest> layers = model.layerBytesFrom(0).stream().map(Digest::of).toList();
    return Digest.ofPrefix(layers);
  }

  /** Only hashes. */
  @Benchmark
  public byte[] sha() {
    return sha.digest(bytes);
  }

  /** Only copies. */
  @Benchmark
  public byte[] copy() {
    System.arraycopy(bytes, 0, copy, 0, bytes.length);
    return copy;
  }

  /** Frees the model. */
  @TearDown
  public void close() {
    model.close();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }
}
