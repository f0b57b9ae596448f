package dev.thaw.demo.loop;

import static dev.thaw.demo.loop.Cloud.BASE;
import static dev.thaw.demo.loop.Cloud.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeConfig;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import dev.thaw.protocol.codec.FrameCodec;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What leaves the device, byte for byte (invariant I6). */
class WireIT extends LoopFixture {
  private static final List<Shape> AT_6 = List.of(Shape.of(512));
  private static final List<Shape> AT_7 = List.of(Shape.of(128));

  private final List<CharacterInContext> characters = written(1).subList(0, 40);

  @ParameterizedTest
  @EnumSource(DType.class)
  void noInputCrossesTheWebSocket(DType dtype) {
    List<SentUp> sent = upload(dtype, false);
    assertThat(sent.stream().filter(SentUp::isWebSocket)).isNotEmpty();
    assertThat(sent).allMatch(SentUp::allMasked);
    assertNothingOfTheInputs(sent, dtype);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void noInputCrossesRest(DType dtype) {
    assertNothingOfTheInputs(upload(dtype, true), dtype);
  }

  /** The detector, tried on what must never be sent. */
  @ParameterizedTest
  @EnumSource(DType.class)
  void anInputWouldBeNoticed(DType dtype) {
    Fragments fragments = fragments();
    for (int input = 0; input < 2; input++) {
      Tensor tensor = characters.get(39).inputs().get(input).to(dtype);
      Digest any = Digest.of(new byte[0]);
      SampleId sample = SampleId.ofInput(any);
      Activation raw = new Activation(TASK, sample, 0, any, Instant.EPOCH, List.of(tensor));
      FeatureBatch batch = new FeatureBatch("pen", 0, List.of(new Feature(raw, 0, Instant.EPOCH)));
      byte[] frame = new FrameCodec(1 << 20).toBytes(batch);
      FeatureBatch read = (FeatureBatch) new FrameCodec(1 << 20).fromBytes(frame);
      assertThat(fragments.areIn(Fragments.bytes(tensors(read).toList().get(0)))).isTrue();
      assertThat(dtype == DType.INT8 || fragments.areIn(frame)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void noInputCrossesTheWireAtAnyShallowerDepth(int depth) {
    Cloud cloud = startCloud();
    Await.get(cloud.trainer().setDepth(TASK, depth));
    RecordingProxy proxy = opened(new RecordingProxy(cloud.uri(), false));
    EdgeRuntime edge = open(config("pen-1", proxy.uri()));
    awaitDepth(edge, depth);
    annotateAndFlush(edge, characters.subList(0, 10));
    edge.close();

    List<SentUp> sent = proxy.sent().stream().map(SentUp::new).toList();
    List<Activation> activations =
        sent.stream()
            .flatMap(s -> s.batches().stream())
            .flatMap(batch -> batch.features().stream())
            .map(feature -> feature.activation())
            .toList();
    assertThat(activations).hasSize(10).allMatch(activation -> activation.cut() == depth);
    Fragments fragments = fragments();
    for (Activation activation : activations) {
      for (Tensor tensor : activation.tensors()) {
        assertThat(BASE.task().inputShapes()).doesNotContain(tensor.shape());
        assertThat(fragments.areIn(Fragments.bytes(tensor))).isFalse();
      }
    }
    sent.stream()
        .flatMap(s -> s.payloads().stream())
        .forEach(payload -> assertThat(fragments.areIn(payload)).isFalse());
  }

  @Test
  void theSampleIdIsAHashAndNotTheInput() {
    Cloud cloud = startCloud();
    EdgeRuntime edge = open(config("pen-1", cloud.uri()));
    assertThat(fragments().areIn(predict(edge, characters.get(0)).sample().bytes())).isFalse();
  }

  /** Uploads at depth 6, then new samples at depth 7. */
  private List<SentUp> upload(DType dtype, boolean overRest) {
    Cloud cloud = startCloud();
    RecordingProxy proxy = opened(new RecordingProxy(cloud.uri(), overRest));
    EdgeConfig config = config("pen-1", proxy.uri());
    EdgeRuntime edge = open(config.withUpload(config.upload().withDtype(dtype)));
    annotateAndFlush(edge, characters.subList(0, 30));
    Await.get(cloud.trainer().setDepth(TASK, 7));
    awaitDepth(edge, 7);
    annotateAndFlush(edge, characters.subList(30, characters.size()));
    edge.close();
    return proxy.sent().stream().map(SentUp::new).toList();
  }

  private void assertNothingOfTheInputs(List<SentUp> sent, DType dtype) {
    Fragments fragments = fragments();
    assertThat(fragments.size()).isGreaterThan(1_000);
    for (SentUp connection : sent) {
      connection.payloads().forEach(each -> assertThat(fragments.areIn(each)).isFalse());
    }
    List<FeatureBatch> batches = sent.stream().flatMap(s -> s.batches().stream()).toList();
    assertThat(batches.stream().mapToInt(batch -> batch.features().size()).sum())
        .isEqualTo(characters.size());
    batches.stream()
        .flatMap(batch -> batch.features().stream())
        .forEach(each -> assertIsNoInput(each.activation(), dtype));
    batches.stream()
        .flatMap(WireIT::tensors)
        .forEach(each -> assertThat(fragments.areIn(Fragments.bytes(each))).isFalse());
  }

  private static void assertIsNoInput(Activation activation, DType dtype) {
    List<Shape> shapes = activation.tensors().stream().map(Tensor::shape).toList();
    assertThat(activation.cut()).isIn(6, 7);
    assertThat(shapes).isEqualTo(activation.cut() == 6 ? AT_6 : AT_7);
    assertThat(shapes).doesNotContainAnyElementsOf(BASE.task().inputShapes());
    assertThat(activation.tensors()).allMatch(tensor -> tensor.dtype() == dtype);
  }

  private static Stream<Tensor> tensors(FeatureBatch batch) {
    return batch.features().stream().flatMap(each -> each.activation().tensors().stream());
  }

  private Fragments fragments() {
    Fragments fragments = new Fragments();
    characters.forEach(each -> fragments.add(each.inputs()));
    return fragments;
  }
}
