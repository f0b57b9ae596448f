package dev.thaw.cloud;

import static dev.thaw.cloud.LogWorld.at;
import static dev.thaw.cloud.World.START;
import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.feature;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thaw.cloud.features.Advanced;
import dev.thaw.cloud.features.StoredFeature;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdvanceTest {
  private static final int DEPTH = 5;

  @TempDir Path dir;
  private LogWorld world;
  private Backbone target;

  @BeforeEach
  void open() {
    world = new LogWorld(dir, DEPTH);
    target = at(world.first, DEPTH + 2);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void whatIsRunOnEqualsWhatTheDeviceWouldComputeFromWhatItSent() {
    for (int seed = 0; seed < 20; seed++) {
      world.upload("device" + seed % 3, feature(world.first, DEPTH, seed % 4, seed));
    }
    Map<SampleId, StoredFeature> sources = world.versions("device1", world.present());

    assertThat(advance(target, 0)).isEqualTo(new Advanced(0, 20));
    Map<SampleId, StoredFeature> results = world.versions("device1", target);
    assertThat(results.keySet()).isEqualTo(sources.keySet());
    results.forEach(
        (sample, result) -> {
          assertThat(result.sequence()).isEqualTo(sources.get(sample).sequence());
          assertSame(result, expected(sources.get(sample), DEPTH));
        });
    assertThat(advance(target, 0)).isEqualTo(new Advanced(20, 0));
  }

  @Test
  void eachSampleIsRunOnFromItsHighestUsableVersion() {
    world.upload("phone", feature(world.first, DEPTH, 1, 1));
    world.upload("phone", feature(world.first, 2, 1, 1));
    world.move(at(world.first, 2));
    world.upload("phone", feature(world.first, 2, 1, 2));
    Map<SampleId, StoredFeature> high = world.versions("phone", at(world.first, DEPTH));
    Map<SampleId, StoredFeature> low = world.versions("phone", at(world.first, 2));

    assertThat(advance(target, 0)).isEqualTo(new Advanced(0, 2));
    Map<SampleId, StoredFeature> results = world.versions("phone", target);
    assertSame(results.get(World.sample(1)), expected(high.get(World.sample(1)), DEPTH));
    assertSame(results.get(World.sample(2)), expected(low.get(World.sample(2)), 2));
  }

  @Test
  void progressCountsTheFeaturesThatAreRunOnAndNotThoseThatWereBefore() {
    world.upload("phone", many(600).toArray(Feature[]::new));
    List<Long> first = new ArrayList<>();
    world.log().advance(TASK, target, 0, (done, total) -> first.add(done));
    List<Long> again = new ArrayList<>();
    world.log().advance(TASK, target, 0, (done, total) -> again.add(total));

    assertThat(first).isSorted().endsWith(600L);
    assertThat(again).containsOnly(0L);
  }

  @Test
  void correctionsMadeWhileFeaturesAreRunOnWin() {
    List<Feature> features = many(1_500);
    for (int from = 0; from < features.size(); from += 500) {
      world.upload("phone", features.subList(from, from + 500).toArray(Feature[]::new));
    }
    long position = world.log().lastSequence();
    AtomicInteger corrected = new AtomicInteger();
    world
        .log()
        .advance(
            TASK,
            target,
            0,
            (done, total) -> {
              assertThat(total).isEqualTo(1_500);
              if (done > 0 && corrected.get() == 0) {
                corrected.set(1_000);
                correct(features.subList(0, 1_000));
              }
            });
    assertThat(corrected.get()).isPositive();
    world.log().betweenCommits(() -> advance(target, position));

    Map<SampleId, StoredFeature> sources = world.versions("phone", world.present());
    Map<SampleId, StoredFeature> results = world.versions("phone", target);
    assertThat(results).hasSize(1_500);
    results.forEach(
        (sample, result) -> {
          assertThat(result.sequence()).isEqualTo(sources.get(sample).sequence());
          assertThat(result.feature().label()).isEqualTo(sources.get(sample).feature().label());
        });
    assertThat(results.values()).filteredOn(r -> r.feature().label() == 3).hasSize(1_000);
  }

  @Test
  void aRepairThatArrivesWhileFeaturesAreRunOnIsFoundByTheLastCall() {
    world.upload("phone", feature(world.first, DEPTH, 1, 1));
    world.upload("tablet", feature(world.first, DEPTH, 1, 1));
    Backbone shallow = at(world.first, 3);
    long position = world.log().lastSequence();
    assertThat(advance(shallow, 0)).isEqualTo(new Advanced(0, 0));

    world.upload("phone", feature(world.first, 2, 1, 1));
    assertThat(world.log().betweenCommits(() -> advance(shallow, position)).advanced())
        .isEqualTo(1);
    assertThat(world.versions("phone", shallow)).hasSize(1);
    assertThat(world.log().repairCounts(TASK, shallow).ready()).isEqualTo(1);
  }

  @Test
  void whatWasRunOnIsCountedAfterARestartAsBefore() {
    world.upload("phone", many(600).toArray(Feature[]::new));
    world.changeDepth(DEPTH + 1);
    var before = world.log().counts(TASK);
    world.reopen();

    assertThat(before.usable()).isEqualTo(600);
    assertThat(world.log().counts(TASK)).isEqualTo(before);
  }

  private Advanced advance(Backbone to, long after) {
    return world.log().advance(TASK, to, after);
  }

  private void correct(List<Feature> features) {
    List<Feature> corrected = new ArrayList<>();
    features.forEach(f -> corrected.add(new Feature(f.activation(), 3, START.plusSeconds(900))));
    world.upload("phone", corrected.toArray(Feature[]::new));
  }

  /** Features of one activation under many sample ids, labelled 1. */
  private List<Feature> many(int count) {
    Activation one = feature(world.first, DEPTH, 1, 1).activation();
    List<Feature> features = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Activation activation =
          new Activation(
              TASK, World.sample(i), DEPTH, one.prefix(), one.createdAt(), one.tensors());
      features.add(new Feature(activation, 1, START));
    }
    return features;
  }

  private List<Tensor> expected(StoredFeature source, int from) {
    return world.first.forward(from, target.depth(), source.feature().activation().tensors());
  }

  private static void assertSame(StoredFeature found, List<Tensor> expected) {
    float[] values = found.feature().activation().tensors().get(0).toFloats();
    assertThat(values).containsExactly(expected.get(0).toFloats(), within(1e-3f));
  }
}
