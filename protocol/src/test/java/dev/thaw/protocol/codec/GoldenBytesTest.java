package dev.thaw.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every wire and stored format, as bytes that may never change for version 1. */
class GoldenBytesTest {
  private static final FrameCodec CODEC = new FrameCodec(1 << 20);
  private static final Instant TIME = Instant.parse("2026-11-20T12:34:56.789Z");
  private static final Digest CONV = Digest.of(bytes("conv"));
  private static final Digest FC = Digest.of(bytes("fc"));
  private static final Digest PREFIX = Digest.ofPrefix(List.of(CONV));
  private static final FreezeState FREEZE = new FreezeState(1, 300, PREFIX, TIME);

  static Stream<Arguments> messages() {
    return Stream.of(
        Arguments.of(
            "hello",
            new Message.Hello(
                "dev-1",
                "digits",
                Optional.of("left"),
                Optional.of(FC),
                Map.of("cache.bytes", 4096.0, "battery", 0.5))),
        Arguments.of(
            "hello-least",
            new Message.Hello("d", "t", Optional.empty(), Optional.empty(), Map.of())),
        Arguments.of("welcome", new Message.Welcome(FREEZE, FC, 4, 1 << 20)),
        Arguments.of("feature-batch", batch()),
        Arguments.of("feature-batch-mixed", mixedBatch()),
        Arguments.of(
            "batch-ack", new Message.BatchAck(200, List.of(SampleOutcome.values()), FREEZE, 4)),
        Arguments.of("notice", new Message.Notice("digits", FREEZE, FC)),
        Arguments.of("status", new Message.Status(Optional.empty(), Map.of("outbox", 12.0))),
        Arguments.of("refused", new Message.Refused(ErrorCode.BUSY, "später ✓", -1, 1_500)),
        Arguments.of("repair", new Message.Repair("digits", FREEZE, List.of(sample(1), sample(2)))),
        Arguments.of("lost", new Message.Lost("dev-1", "digits", 1, PREFIX, List.of(sample(3)))));
  }

  static Stream<Arguments> stored() {
    return Stream.of(
        Arguments.of("stored-activation", of(Activation.class, activation(1, fp16()))),
        Arguments.of("stored-feature", of(Feature.class, feature(2, fp32(), int8()))),
        Arguments.of("stored-freeze-state", of(FreezeState.class, FREEZE)),
        Arguments.of("stored-task", of(TaskSpec.class, task())),
        Arguments.of("manifest", of(Manifest.class, manifest())));
  }

  private record Stored(Object value, Function<byte[], Object> decoder) {}

  private static <T> Stored of(Class<T> type, T value) {
    return new Stored(value, bytes -> FeatureCodec.fromBytes(bytes, type));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("messages")
  void messagesKeepTheirBytes(String name, Message message) {
    byte[] golden = golden(name);
    assertThat(hex(ByteBufUtil.getBytes(CODEC.encode(message)))).isEqualTo(hex(golden));
    assertThat(CODEC.decode(Unpooled.wrappedBuffer(golden))).isEqualTo(message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("stored")
  void storedValuesKeepTheirBytes(String name, Stored stored) {
    byte[] golden = golden(name);
    assertThat(hex(FeatureCodec.bytesOf(stored.value))).isEqualTo(hex(golden));
    assertThat(stored.decoder.apply(golden)).isEqualTo(stored.value);
  }

  /** With the key of RFC 8032, section 7.1, test 1, so that the signature is always the same. */
  @Test
  void theEnvelopeKeepsItsBytes() {
    byte[] secret =
        HexFormat.of()
            .parseHex(
                "302e020100300506032b657004220420"
                    + "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    byte[] open =
        HexFormat.of()
            .parseHex(
                "302a300506032b6570032100"
                    + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    SignedManifest signed = ManifestCodec.sign(manifest(), SigningKeys.privateKey(secret));
    byte[] golden = golden("manifest-envelope");
    assertThat(hex(ManifestCodec.toEnvelope(signed))).isEqualTo(hex(golden));
    assertThat(ManifestCodec.verify(golden, SigningKeys.publicKey(open)).manifest())
        .isEqualTo(manifest());
  }

  /** With the keys of RFC 8032, section 7.1, tests 1 and 2. */
  @Test
  void theHandoverKeepsItsBytes() {
    KeyPair from =
        pair(
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    KeyPair to =
        pair(
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    byte[] golden = golden("handover");
    assertThat(hex(Handover.sign(manifest(), from, to).toBytes())).isEqualTo(hex(golden));
    assertThat(Handover.fromBytes(golden).verify(from.getPublic())).isEqualTo(to.getPublic());
  }

  private static KeyPair pair(String secret, String open) {
    HexFormat hex = HexFormat.of();
    return new KeyPair(
        SigningKeys.publicKey(hex.parseHex("302a300506032b6570032100" + open)),
        SigningKeys.privateKey(hex.parseHex("302e020100300506032b657004220420" + secret)));
  }

  private static Message batch() {
    return new Message.FeatureBatch("dev-1", 7, List.of(feature(1, int8()), feature(2, sparse())));
  }

  private static Message mixedBatch() {
    return new Message.FeatureBatch(
        "dev-1", 8, List.of(feature(1, fp32(), int8()), feature(2, fp16()), feature(3, fp16())));
  }

  private static Tensor fp32() {
    return Tensor.ofFloats(Shape.of(2), 1, -0.5f);
  }

  private static Tensor fp16() {
    return Tensor.ofFloats(Shape.of(2, 2), 1, -0.5f, 65_504, 0).to(DType.FP16);
  }

  /** Does not pack. */
  private static Tensor int8() {
    return int8(1, -128, 127, 64, 99, -77, 100, -101);
  }

  /** Packs. */
  private static Tensor sparse() {
    return int8(0, 0, 5, 0, 0, 0, 0, 0);
  }

  private static Tensor int8(int... values) {
    ByteBuffer data = ByteBuffer.allocate(values.length);
    for (int value : values) {
      data.put((byte) value);
    }
    return Tensor.wrap(DType.INT8, Shape.of(values.length), new float[] {0.25f}, data.flip());
  }

  private static Activation activation(int number, Tensor... tensors) {
    return new Activation(
        "digits", sample(number), 1, PREFIX, TIME.minusSeconds(60L * number), List.of(tensors));
  }

  private static SampleId sample(int number) {
    return SampleId.ofInput(Digest.of(new byte[] {(byte) number}));
  }

  private static Feature feature(int number, Tensor... tensors) {
    return new Feature(activation(number, tensors), 100 * number, TIME);
  }

  private static TaskSpec task() {
    return new TaskSpec("digits", "lenet", List.of("0", "ä"), List.of(Shape.of(1, 28, 28)));
  }

  private static Manifest manifest() {
    return new Manifest(
        task(),
        new Scope.OfDevice("dev-1"),
        3,
        FREEZE,
        List.of(new LayerEntry("conv", CONV, 1_000), new LayerEntry("fc", FC, 70_000)),
        TIME,
        Map.of("accuracy", 0.875, "loss", 0.5));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] golden(String name) {
    try (InputStream in = GoldenBytesTest.class.getResourceAsStream("/golden/" + name + ".hex")) {
      String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
