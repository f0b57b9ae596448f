package dev.thaw.cloud.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.model.LayeredModel;
import dev.thaw.model.closedform.Contributions;
import dev.thaw.model.head.Example;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScopeStatisticsTest {
  private static final int DEPTH = 6;
  private static final long SEED = 20261122;
  private static final TaskSpec TASK =
      new TaskSpec(
          "letters", "handwriting-grey", List.of("a", "b", "c", "d"), List.of(Shape.of(1, 28, 28)));

  private final LayeredModel model = LayeredModel.create(TASK, 7);
  private final Contributions made = Contributions.of(model, DEPTH, 2);
  private final Random random = new Random(SEED);
  private final List<Counted> samples = samples();

  @AfterEach
  void closeModel() {
    model.close();
  }

  @Test
  void onlyWhatIsNewIsRun() {
    ScopeStatistics statistics = statistics(samples.subList(0, 20));
    long runs = model.layerRuns(DEPTH);

    assertThat(statistics.bring(samples.subList(0, 23), made)).isTrue();

    assertThat(model.layerRuns(DEPTH) - runs).isEqualTo(3);
    assertThat(statistics.toBytes()).isEqualTo(statistics(samples.subList(0, 23)).toBytes());
    runs = model.layerRuns(DEPTH);
    assertThat(statistics.bring(samples.subList(0, 23), made)).isTrue();
    assertThat(model.layerRuns(DEPTH)).isEqualTo(runs);
  }

  @Test
  void neitherTheOrderNorWhatCameAndWentCanBeTold() {
    byte[] expected = statistics(samples.subList(0, 15)).toBytes();
    for (int round = 0; round < 3; round++) {
      List<Counted> all = new ArrayList<>(samples);
      Collections.shuffle(all, random);
      ScopeStatistics statistics = statistics(all);
      samples.subList(15, samples.size()).forEach(each -> take(statistics, each));
      assertThat(statistics.toBytes()).as("seed %d, round %d", SEED, round).isEqualTo(expected);
    }
  }

  @Test
  void aNewLabelTakesThePlaceOfTheOld() {
    List<Counted> corrected = new ArrayList<>(samples);
    Counted before = corrected.get(4);
    Example example = before.example();
    Example other = new Example(example.activation(), (example.label() + 1) % 4, 1);
    corrected.set(4, new Counted(before.device(), before.id(), 100, other));
    ScopeStatistics statistics = statistics(samples);

    assertThat(statistics.bring(corrected, made)).isTrue();

    assertThat(statistics.toBytes()).isEqualTo(statistics(corrected).toBytes());
    assertThat(statistics.toBytes()).isNotEqualTo(statistics(samples).toBytes());
  }

  @Test
  void whatIsNotWhatWasAddedIsNotTakenAway() {
    ScopeStatistics statistics = statistics(samples);
    byte[] whole = statistics.toBytes();
    Counted one = samples.get(3);
    Counted other = new Counted(one.device(), one.id(), one.sequence(), samples.get(4).example());
    Counted unknown = new Counted("nobody", one.id(), one.sequence(), one.example());

    assertThat(statistics.remove(other, made)).isFalse();
    assertThat(statistics.remove(unknown, made)).isFalse();

    assertThat(statistics.toBytes()).isEqualTo(whole);
  }

  @Test
  void whatIsInAndNotWantedAnyMoreCannotBeTakenAwayWithoutItsActivation() {
    ScopeStatistics statistics = statistics(samples);
    assertThat(statistics.bring(samples.subList(1, samples.size()), made)).isFalse();
  }

  @Test
  void theyAreReadAsTheyWereWrittenAndAnyDamageIsFound() {
    ScopeStatistics statistics = statistics(samples);
    byte[] whole = statistics.toBytes();
    ScopeStatistics read = ScopeStatistics.fromBytes(whole);
    assertThat(read.toBytes()).isEqualTo(whole);
    assertThat(read.suit(made)).isTrue();
    assertThat(read.suit(Contributions.of(model, DEPTH, 3))).isFalse();
    assertThat(read.has("phone", samples.get(3).id())).isTrue();
    assertThat(read.has("tablet", samples.get(3).id())).isFalse();
    assertThat(read.hasAny("phone")).isTrue();
    assertThat(read.hasAny("tablet")).isFalse();
    for (int round = 0; round < 200; round++) {
      int length = random.nextInt(whole.length);
      byte[] flipped = whole.clone();
      int members = whole.length - 1_000;
      flipped[round % 2 == 0 ? random.nextInt(members) : members + random.nextInt(1_000)] ^=
          (byte) (1 << random.nextInt(8));
      String told = "seed " + SEED + ", round " + round;
      assertThatThrownBy(() -> ScopeStatistics.fromBytes(Arrays.copyOf(whole, length)))
          .as(told)
          .isInstanceOf(RuntimeException.class);
      assertThatThrownBy(() -> ScopeStatistics.fromBytes(flipped))
          .as(told)
          .isInstanceOf(RuntimeException.class);
    }
  }

  private void take(ScopeStatistics statistics, Counted sample) {
    assertThat(statistics.remove(sample, made)).isTrue();
  }

  private ScopeStatistics statistics(List<Counted> of) {
    ScopeStatistics statistics = ScopeStatistics.empty(made);
    assertThat(statistics.bring(of, made)).isTrue();
    return statistics;
  }

  private List<Counted> samples() {
    List<Counted> all = new ArrayList<>();
    Shape shape = model.activationShapes(DEPTH).get(0);
    for (int i = 0; i < 25; i++) {
      float[] values = new float[shape.elements()];
      for (int at = 0; at < values.length; at++) {
        values[at] = Math.max(0, (float) random.nextGaussian());
      }
      Digest input = Digest.of(("sample " + i).getBytes(StandardCharsets.UTF_8));
      Example example = new Example(List.of(Tensor.ofFloats(shape, values)), i % 4, 1);
      all.add(new Counted("phone", SampleId.ofInput(input), i + 1, example));
    }
    return all;
  }
}
