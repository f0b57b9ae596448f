package dev.thaw.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00.123456789Z");
  private static final Digest DIGEST = Digest.of(new byte[] {1});

  @Test
  void shapesKnowTheirElementsAndChannels() {
    assertThat(Shape.of(11, 28, 28).elements()).isEqualTo(8_624);
    assertThat(Shape.of(11, 28, 28).channels()).isEqualTo(11);
    assertThat(Shape.of(512).channels()).isEqualTo(1);
    assertThat(Shape.of().elements()).isEqualTo(1);
    assertThat(Shape.of(1 << 26).elements()).isEqualTo(Shape.MAX_ELEMENTS);
  }

  @Test
  void impossibleShapesAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Shape.of(2, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Shape.of(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> Shape.of(1, 1, 1, 1, 1, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Shape.of(1 << 26, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shape.of(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE));
  }

  @Test
  void shapesCannotBeChangedFromOutside() {
    int[] extents = {2, 3};
    Shape shape = Shape.of(extents);
    extents[0] = 9;
    shape.extents()[1] = 9;
    assertThat(shape).isEqualTo(Shape.of(2, 3)).hasToString("[2, 3]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"global", "cohort/left-handed", "device/a.b_c-1"})
  void scopesReadWhatTheyWrite(String path) {
    assertThat(Scope.parse(path).path()).isEqualTo(path);
    assertThat(Scope.parse(path)).hasToString(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Global", "cohort/", "cohort/a/b", "device/../x", "device/-x", "x/y"})
  void whatNamesNoScopeIsRefused(String path) {
    assertThatIllegalArgumentException().isThrownBy(() -> Scope.parse(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "-a", "a b", "a/b", "ä", "a\n"})
  void badNamesAreRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LayerEntry(name, DIGEST, 1))
        .withMessageContaining("layer");
  }

  @Test
  void namesHaveUpTo64Characters() {
    assertThat(new Scope.Cohort("x".repeat(64)).name()).hasSize(64);
    assertThatIllegalArgumentException().isThrownBy(() -> new Scope.Cohort("x".repeat(65)));
  }

  @Test
  void aDigestIsSha256() {
    String abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    Digest digest = Digest.of(new byte[] {'a', 'b', 'c'});
    assertThat(digest.hex()).isEqualTo(abc);
    assertThat(Digest.fromHex(abc)).isEqualTo(digest).hasSameHashCodeAs(digest);
    assertThat(digest.shortHex()).isEqualTo("ba7816bf8f01");
    assertThat(Digest.fromBytes(digest.bytes())).isEqualByComparingTo(digest);
    assertThatIllegalArgumentException().isThrownBy(() -> Digest.fromHex(abc.replace('b', 'g')));
    assertThatIllegalArgumentException().isThrownBy(() -> Digest.fromBytes(new byte[31]));
  }

  @Test
  void aPrefixDigestHashesTheDigestsInOrder() {
    Digest other = Digest.of(new byte[] {2});
    assertThat(Digest.ofPrefix(List.of())).isEqualTo(Digest.of(new byte[0]));
    assertThat(Digest.ofPrefix(List.of(DIGEST))).isEqualTo(Digest.of(DIGEST.bytes()));
    assertThat(Digest.ofPrefix(List.of(DIGEST, other)))
        .isNotEqualTo(Digest.ofPrefix(List.of(other, DIGEST)));
  }

  @Test
  void aSampleIdIsTheHeadOfItsInputsDigest() {
    SampleId id = SampleId.ofInput(DIGEST);
    assertThat(DIGEST.hex()).startsWith(id.hex());
    assertThat(SampleId.fromHex(id.hex())).isEqualTo(id).isEqualByComparingTo(id);
    assertThatIllegalArgumentException().isThrownBy(() -> SampleId.fromBytes(new byte[17]));
  }

  @Test
  void timesAreKeptInWholeMilliseconds() {
    Instant whole = Instant.parse("2026-11-20T12:00:00.123Z");
    assertThat(activation(NOW).createdAt()).isEqualTo(whole);
    assertThat(new Feature(activation(NOW), 1, NOW).annotatedAt()).isEqualTo(whole);
    assertThat(new FreezeState(1, 0, DIGEST, NOW).prefixSince()).isEqualTo(whole);
    assertThatIllegalArgumentException().isThrownBy(() -> activation(Instant.MIN));
    assertThatIllegalArgumentException().isThrownBy(() -> activation(Instant.MAX));
  }

  private static Activation activation(Instant createdAt) {
    Tensor tensor = Tensor.ofFloats(Shape.of(2), 1, 2);
    return new Activation("t", SampleId.ofInput(DIGEST), 6, DIGEST, createdAt, List.of(tensor));
  }

  @Test
  void activationsAndFeaturesCheckTheirNumbers() {
    Activation good = activation(NOW);
    assertThat(good.byteSize()).isEqualTo(8);
    assertThat(good.to(DType.FP16).byteSize()).isEqualTo(4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Activation("t", good.sample(), 6, DIGEST, NOW, List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Activation("t", good.sample(), -1, DIGEST, NOW, good.tensors()));
    assertThatIllegalArgumentException().isThrownBy(() -> new Feature(good, -1, NOW));
    assertThatIllegalArgumentException().isThrownBy(() -> new Feature(good, 65_535, NOW));
  }

  @Test
  void aTaskHasDistinctLabelsAndAnInput() {
    List<Shape> inputs = List.of(Shape.of(1, 28, 28));
    TaskSpec task = new TaskSpec("digits", "lenet", List.of("0", "1"), inputs);
    assertThat(task.labelIndex("1")).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> task.labelIndex("x"))
        .withMessage("task digits has no label \"x\"");
    for (List<String> labels :
        List.of(List.of("0"), List.of("0", "0"), List.of("0", ""), List.of("0", "\ud800"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new TaskSpec("digits", "lenet", labels, inputs));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TaskSpec("digits", "lenet", List.of("0", "1"), List.of()));
  }

  @Test
  void messagesCheckTheirNumbers() {
    FreezeState freeze = new FreezeState(1, 0, DIGEST, NOW);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Message.Welcome(freeze, DIGEST, -1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Message.BatchAck(-1, List.of(), freeze, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Message.Refused(ErrorCode.BUSY, "x".repeat(1_025), -1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Message.FeatureBatch("d", 1, List.of()));
    Map<String, Double> unnamed = Map.of("a b", 1.0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Message.Status(Optional.empty(), unnamed));
  }

  @Test
  void repairsAndLossesNameOneTo2048Samples() {
    FreezeState wanted = new FreezeState(1, 0, DIGEST, NOW);
    SampleId sample = SampleId.ofInput(DIGEST);
    for (int count : new int[] {1, 2_048}) {
      List<SampleId> samples = Collections.nCopies(count, sample);
      assertThat(new Message.Repair("t", wanted, samples).samples()).hasSize(count);
      assertThat(new Message.Lost("d", "t", 1, DIGEST, samples).samples()).hasSize(count);
    }
    for (int count : new int[] {0, 2_049}) {
      List<SampleId> samples = Collections.nCopies(count, sample);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Message.Repair("t", wanted, samples))
          .withMessageContaining("samples: " + count);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Message.Lost("d", "t", 1, DIGEST, samples))
          .withMessageContaining("samples: " + count);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 257})
  void aLossIsAtACut(int cut) {
    List<SampleId> samples = List.of(SampleId.ofInput(DIGEST));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Message.Lost("d", "t", cut, DIGEST, samples))
        .withMessageContaining("cut: " + cut);
  }

  @Test
  void theListsOfSamplesCannotBeChangedFromOutside() {
    List<SampleId> samples = new ArrayList<>(List.of(SampleId.ofInput(DIGEST)));
    Message.Repair repair = new Message.Repair("t", new FreezeState(1, 0, DIGEST, NOW), samples);
    Message.Lost lost = new Message.Lost("d", "t", 1, DIGEST, samples);
    samples.clear();
    assertThat(repair.samples()).hasSize(1);
    assertThat(lost.samples()).hasSize(1);
  }

  @Test
  void aBatchIsOfOneTaskCutAndPrefix() {
    Activation a = activation(NOW);
    Activation b = new Activation("t", a.sample(), 6, Digest.of(new byte[0]), NOW, a.tensors());
    Activation c = new Activation("u", a.sample(), 6, DIGEST, NOW, a.tensors());
    Activation d = new Activation("t", a.sample(), 7, DIGEST, NOW, a.tensors());
    for (Activation other : List.of(b, c, d)) {
      List<Feature> mixed = List.of(new Feature(a, 1, NOW), new Feature(other, 1, NOW));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Message.FeatureBatch("d", 1, mixed));
    }
  }

  @ParameterizedTest
  @EnumSource
  void errorCodesAreStableNumbers(ErrorCode code) {
    assertThat(ErrorCode.ofCode(code.code())).isEqualTo(code);
    assertThat(ErrorCode.ofCode(200)).isEqualTo(ErrorCode.UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource
  void outcomesAreStableNumbers(SampleOutcome outcome) {
    assertThat(SampleOutcome.ofCode(outcome.code())).isEqualTo(outcome);
    assertThat(SampleOutcome.ofCode(200)).isEqualTo(SampleOutcome.UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource
  void dtypesAreStableNumbers(DType dtype) {
    assertThat(DType.ofCode(dtype.code())).isEqualTo(dtype);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DType.ofCode(3))
        .withMessageContaining("unknown dtype 3");
  }

  @ParameterizedTest
  @EnumSource
  void dtypesAreFoundByName(DType dtype) {
    assertThat(DType.named(dtype.toString())).isEqualTo(dtype);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DType.named("fp8"))
        .withMessageContaining("fp8");
  }
}
