package dev.thaw.bench.micro;

import dev.thaw.bench.kernels.Inputs;
import dev.thaw.bench.kernels.Jmh;
import dev.thaw.bench.kernels.KernelTime;
import dev.thaw.bench.kernels.Scores;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.runner.RunnerException;

/**
 * A batch of {@value Uploads#SIZE} features from the fp32 values that a device has to a frame, in
 * which they are of another dtype, and from the frame to the fp32 values that a trainer takes. The
 * limit of both is a copy in memory of those fp32 values, 64 KiB, which have to be read or written.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Codec {
  /** A batch, and its frame. */
  @State(Scope.Thread)
  public static class Batch {
    /** Of the values in the frame. */
    @Param({"fp32", "fp16", "int8"})
    public String dtype = "fp32";

    private final List<Feature> features =
        new Uploads(Characters.at(Inputs.DEPTH), Inputs.BASE.task().labels().size()).features(1);
    private DType target = DType.FP32;
    private byte[] frame = {};

    /** Makes the frame. */
    @Setup
    public void make() {
      target = DType.named(dtype);
      frame = encode();
    }

    byte[] encode() {
      return Uploads.frame(1, Uploads.as(target, features));
    }

    float[][] decode() {
      return Uploads.values(frame);
    }
  }

  /** As many floats as a batch has. */
  @State(Scope.Thread)
  public static class Values {
    private final float[] from = new float[Uploads.SIZE * Characters.at(Inputs.DEPTH).values()];
    private final float[] to = new float[from.length];

    float[] copy() {
      System.arraycopy(from, 0, to, 0, from.length);
      return to;
    }
  }

  static List<KernelTime> measure(Jmh jmh) throws RunnerException {
    Scores micros = jmh.run(List.of(Codec.class), Map.of());
    double copy = micros.of("Codec.copy");
    List<KernelTime> times = new ArrayList<>();
    for (String way : List.of("encode", "decode")) {
      for (DType dtype : DType.values()) {
        double took = micros.of("Codec." + way, Map.of("dtype", dtype));
        times.add(new KernelTime(way + " 32 at " + dtype, took, copy, "memory copy"));
      }
    }
    return times;
  }

  /** From values to a frame. */
  @Benchmark
  public byte[] encode(Batch batch) {
    return batch.encode();
  }

  /** From a frame to values. */
  @Benchmark
  public float[][] decode(Batch batch) {
    return batch.decode();
  }

  /** Only copies. */
  @Benchmark
  public float[] copy(Values values) {
    return values.copy();
  }
}
