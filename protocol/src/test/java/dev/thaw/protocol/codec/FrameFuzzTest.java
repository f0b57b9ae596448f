package dev.thaw.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Damaged bytes either decode or are refused with exactly one exception, and cost no more memory
 * than the bound: 16 KiB, which is mostly an exception's stack trace, and 64 bytes for each byte of
 * the frame.
 */
class FrameFuzzTest {
  private static final long SEED = 20_261_120;
  private static final int MESSAGES = 1_500_000;
  private static final int STORED = 100_000;
  private static final long FIXED_BYTES = 16_384;
  private static final long BYTES_PER_BYTE = 64;
  private static final FrameCodec CODEC = new FrameCodec(1 << 16);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final RandomValues values = new RandomValues(SEED);
  private int decoded;

  @Test
  void damagedMessagesDecodeOrAreRefused() {
    fuzz(
        MESSAGES,
        () -> ByteBufUtil.getBytes(CODEC.encode(values.message())),
        bytes -> CODEC.decode(Unpooled.wrappedBuffer(bytes)));
  }

  @Test
  void damagedStoredValuesDecodeOrAreRefused() {
    fuzz(STORED, () -> FeatureCodec.toBytes(values.feature()), FeatureCodec::featureFromBytes);
    fuzz(
        STORED, () -> FeatureCodec.toBytes(values.activation()), FeatureCodec::activationFromBytes);
    fuzz(STORED, () -> FeatureCodec.toBytes(values.task()), FeatureCodec::taskSpecFromBytes);
    fuzz(STORED, () -> FeatureCodec.toBytes(values.freeze()), FeatureCodec::freezeStateFromBytes);
  }

  @Test
  void damagedManifestsDecodeOrAreRefused() {
    fuzz(STORED, () -> ManifestCodec.toBytes(values.manifest()), ManifestCodec::fromBytes);
  }

  /** The most objects for the fewest bytes that each kind of frame allows. */
  @Test
  void theDensestFramesStayWithinTheBound() {
    FreezeState freeze = values.freeze();
    Tensor scalar = Tensor.ofFloats(Shape.of(), 1).to(DType.INT8);
    Activation least =
        new Activation(
            "t", values.activation().sample(), 1, freeze.prefix(), Instant.EPOCH, List.of(scalar));
    List<Feature> features =
        Collections.nCopies(Message.MAX_BATCH, new Feature(least, 0, Instant.EPOCH));
    List<SampleOutcome> outcomes = Collections.nCopies(Message.MAX_BATCH, SampleOutcome.STORED);
    List<SampleId> samples = Collections.nCopies(Message.MAX_SAMPLES, least.sample());
    for (Message message :
        List.of(
            new Message.FeatureBatch("d", 0, features),
            new Message.BatchAck(0, outcomes, freeze, 0),
            new Message.Repair("t", freeze, samples),
            new Message.Lost("d", "t", 1, freeze.prefix(), samples))) {
      byte[] bytes = ByteBufUtil.getBytes(CODEC.encode(message));
      check(bytes, frame -> CODEC.decode(Unpooled.wrappedBuffer(frame)), 0);
    }
    List<String> labels =
        IntStream.range(0, 60_000).mapToObj(i -> Character.toString(0x10000 + i)).toList();
    TaskSpec task = new TaskSpec("t", "a", labels, List.of(Shape.of()));
    check(FeatureCodec.toBytes(task), FeatureCodec::taskSpecFromBytes, 0);
    assertThat(decoded).isEqualTo(5);
  }

  private void fuzz(int count, Supplier<byte[]> valid, Function<byte[], Object> decoder) {
    List<byte[]> corpus = new ArrayList<>();
    for (int i = 0; i < 512; i++) {
      corpus.add(valid.get());
      decoder.apply(corpus.get(i));
    }
    Mutations mutations = new Mutations(SEED);
    decoded = 0;
    for (int i = 0; i < count; i++) {
      byte[] other = corpus.get((i * 31 + 7) % corpus.size());
      check(mutations.mutate(corpus.get(i % corpus.size()), other), decoder, i);
    }
    System.out.printf("seed %d: %d mutated frames, %d still decode%n", SEED, count, decoded);
    assertThat(decoded).isPositive();
  }

  private void check(byte[] bytes, Function<byte[], Object> decoder, int round) {
    long bound = FIXED_BYTES + BYTES_PER_BYTE * bytes.length;
    long allocated = allocatedBy(bytes, decoder, round);
    if (allocated > bound) { // loading classes counts once, so once more
      allocated = allocatedBy(bytes, decoder, round);
    }
    if (allocated > bound) {
      throw new AssertionError(allocated + " bytes allocated, " + describe(bytes, round));
    }
  }

  private long allocatedBy(byte[] bytes, Function<byte[], Object> decoder, int round) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      decoder.apply(bytes);
      decoded++;
    } catch (MalformedFrameException expected) {
      // the one exception there may be
    } catch (RuntimeException | Error e) {
      throw new AssertionError(describe(bytes, round), e);
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private static String describe(byte[] bytes, int round) {
    return "seed " + SEED + " round " + round + ": " + HexFormat.of().formatHex(bytes);
  }
}
