package dev.thaw.cloud;

import static dev.thaw.cloud.LogWorld.at;
import static dev.thaw.cloud.World.START;
import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.feature;
import static dev.thaw.protocol.SampleOutcome.DUPLICATE;
import static dev.thaw.protocol.SampleOutcome.STALE;
import static dev.thaw.protocol.SampleOutcome.STORED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.features.RepairCounts;
import dev.thaw.cloud.features.StoredFeature;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.Message.Lost;
import dev.thaw.protocol.SampleId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepairTest {
  private static final int DEPTH = 6;
  private static final int SHALLOW = 4;

  @TempDir Path dir;
  private LogWorld world;
  private Backbone wanted;

  @BeforeEach
  void open() {
    world = new LogWorld(dir, DEPTH);
    wanted = at(world.first, SHALLOW);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void aRepairIsKeptBesideInTheSamePlaceAndIsNothingNewToTrainOn() {
    world.upload("phone", made(DEPTH, 1));
    StoredFeature known = only(world.present());

    assertThat(world.upload("phone", made(SHALLOW, 1))).containsExactly(STORED);
    assertThat(world.upload("phone", made(SHALLOW, 1))).containsExactly(DUPLICATE);
    assertThat(only(wanted).sequence()).isEqualTo(known.sequence());
    assertThat(only(world.present())).isEqualTo(known);
    world.awaitTold("stored phone 1", "repaired phone 1");
    assertThat(world.log().countAfter(TASK, "phone", generation(world.present()), known.sequence()))
        .isZero();
  }

  @Test
  void aRepairWithALaterAnnotationCorrectsAllVersions() {
    world.upload("phone", made(DEPTH, 1));
    Feature corrected = new Feature(made(SHALLOW, 1).activation(), 3, START.plusSeconds(900));

    assertThat(world.upload("phone", corrected)).containsExactly(STORED);
    assertThat(only(wanted).feature().label()).isEqualTo(3);
    assertThat(only(world.present()).feature().label()).isEqualTo(3);
    assertThat(only(world.present()).sequence()).isEqualTo(only(wanted).sequence());
    world.awaitTold("stored phone 1", "stored phone 1");
  }

  @Test
  void aRepairWithAnOutdatedAnnotationTakesTheKnownOne() {
    Feature first = made(DEPTH, 1);
    world.upload("phone", new Feature(first.activation(), 3, START.plusSeconds(900)));

    assertThat(world.upload("phone", made(SHALLOW, 1))).containsExactly(STORED);
    assertThat(only(wanted).feature().label()).isEqualTo(3);
  }

  @Test
  void aVoidSampleThatIsSentAgainKeepsTheLatestAnnotation() {
    Feature first = made(DEPTH, 1);
    world.upload("phone", new Feature(first.activation(), 3, START.plusSeconds(900)));
    world.changeDepth(SHALLOW);

    assertThat(world.upload("phone", made(SHALLOW, 1))).containsExactly(STORED);
    assertThat(only(wanted).feature().label()).isEqualTo(3);
    assertThat(world.log().counts(TASK).voided()).isZero();
  }

  @Test
  void theShareOfRepairedSamplesGrowsUntilNothingIsWaitedFor() {
    Feature[] uploads = {made(DEPTH, 1), made(DEPTH, 2), made(DEPTH, 3), made(DEPTH, 4)};
    world.upload("phone", uploads);
    assertThat(counts()).isEqualTo(new RepairCounts(0, 4, 0));
    assertThat(toRepair()).isEqualTo(LogWorld.samples(uploads));

    world.upload("phone", made(SHALLOW, 1));
    world.upload("phone", made(SHALLOW - 1, 2));
    assertThat(counts()).isEqualTo(new RepairCounts(2, 2, 0));
    assertThat(counts().share()).isEqualTo(0.5);
    world.lost("phone", wanted, uploads[2].sample());
    assertThat(counts()).isEqualTo(new RepairCounts(2, 1, 1));
    world.upload("phone", made(SHALLOW, 4));
    assertThat(counts()).isEqualTo(new RepairCounts(3, 0, 1));
    assertThat(counts().share()).isEqualTo(1);
    assertThat(toRepair()).isEmpty();
    assertThat(new RepairCounts(0, 0, 1).share()).isZero();
    assertThat(new RepairCounts(0, 0, 0).share()).isEqualTo(1);

    world.changeDepth(SHALLOW);
    assertThat(world.log().counts(TASK).usable()).isEqualTo(3);
    assertThat(world.log().counts(TASK).voided()).isEqualTo(1);
    assertThat(world.log().counts(TASK).lost()).isEqualTo(1);
  }

  @Test
  void newAnnotationsMadeForTheComingDepthAreReadyForIt() {
    world.upload("phone", made(SHALLOW, 1));

    assertThat(counts()).isEqualTo(new RepairCounts(1, 0, 0));
    assertThat(world.log().counts(TASK).usable()).isEqualTo(1);
  }

  @Test
  void aLostSampleIsAskedForAgainForAnotherPrefixAndOnceItIsStoredNoLonger() {
    Feature sample = made(DEPTH, 1);
    world.upload("phone", sample);
    world.lost("phone", wanted, sample.sample());

    Backbone shallower = at(world.first, SHALLOW - 1);
    assertThat(world.log().toRepair(TASK, "phone", wanted)).isEmpty();
    assertThat(world.log().toRepair(TASK, "phone", shallower)).containsExactly(sample.sample());
    world.reopen();
    assertThat(counts()).isEqualTo(new RepairCounts(0, 0, 1));
    world.upload("phone", made(SHALLOW, 1));
    assertThat(counts()).isEqualTo(new RepairCounts(1, 0, 0));
    world.reopen();
    assertThat(counts()).isEqualTo(new RepairCounts(1, 0, 0));
  }

  @Test
  void whatIsLostThatTheCloudDoesNotKnowOrStillHasIsPassedOver() {
    Feature ready = made(SHALLOW, 1);
    Feature other = made(DEPTH, 2);
    world.upload("phone", ready);
    world.upload("phone", other);

    world.lost("phone", wanted, ready.sample(), World.sample(99));
    world.lost("tablet", wanted, other.sample());
    Digest foreign = Digest.of(new byte[] {1});
    World.await(
        world.log().lost(new Lost("phone", TASK, SHALLOW, foreign, List.of(other.sample()))));
    assertThat(counts()).isEqualTo(new RepairCounts(1, 1, 0));
    world.awaitTold("stored phone 1", "stored phone 1");
  }

  @Test
  void lostSamplesOfAnUnknownTaskAreRefused() {
    IngestTest.assertRefused(
        world
            .log()
            .lost(
                new Lost("phone", "digits", 4, wanted.freeze().prefix(), List.of(World.sample(1)))),
        ErrorCode.UNKNOWN_TASK,
        "digits");
  }

  @Test
  void samplesWhoseVersionsWereDroppedAreOwedUntilTheyAreStoredAgain() {
    Feature one = made(DEPTH, 1);
    Feature two = made(DEPTH, 2);
    world.upload("phone", one, two);
    world.upload("phone", made(SHALLOW, 1));
    world.move(at(world.second, DEPTH));

    assertThat(dropForeign()).isEqualTo(3);
    assertThat(world.log().toRepair(TASK, "phone", world.present()))
        .isEqualTo(LogWorld.samples(one, two));
    assertThat(world.log().counts(TASK).voided()).isEqualTo(2);
    assertThat(world.upload("phone", one)).containsExactly(STALE);
    assertThat(world.upload("phone", feature(world.second, DEPTH, 1, 1))).containsExactly(STORED);
    world.reopen();
    assertThat(world.log().toRepair(TASK, "phone", world.present()))
        .isEqualTo(LogWorld.samples(two));
    assertThat(world.log().repairCountsByDevice(TASK, world.present()))
        .isEqualTo(Map.of("phone", new RepairCounts(1, 1, 0)));
    assertThat(dropForeign()).isZero();
  }

  @Test
  void anOwedSampleThatItsDeviceLostIsNotAskedForAgain() {
    Feature one = made(DEPTH, 1);
    world.upload("phone", one);
    world.move(at(world.second, DEPTH));
    dropForeign();
    world.lost("phone", world.present(), one.sample());

    assertThat(world.log().toRepair(TASK, "phone", world.present())).isEmpty();
    assertThat(world.log().counts(TASK).lost()).isEqualTo(1);
  }

  @Test
  void placesThatHeadsWereTrainedUpToNeverComeAgainAfterADropAndARestart() {
    world.upload("phone", made(DEPTH, 1), made(DEPTH, 2));
    world.upload("phone", made(SHALLOW, 1));
    long position = world.log().lastSequence();
    world.move(at(world.second, DEPTH));
    dropForeign();
    world.reopen();
    world.upload("phone", feature(world.second, DEPTH, 1, 1));

    assertThat(position).isEqualTo(3);
    assertThat(only(world.present()).sequence()).isGreaterThan(position);
  }

  private long dropForeign() {
    Backbone present = world.present();
    return world
        .log()
        .dropForeign(TASK, g -> present.model().prefixDigest(g.cut()).equals(g.prefix()), n -> {});
  }

  private Feature made(int cut, int seed) {
    return feature(world.first, cut, 1, seed);
  }

  private RepairCounts counts() {
    return world.log().repairCounts(TASK, wanted);
  }

  private List<SampleId> toRepair() {
    return world.log().toRepair(TASK, "phone", wanted);
  }

  private StoredFeature only(Backbone at) {
    Map<SampleId, StoredFeature> versions = world.versions("phone", at);
    assertThat(versions).hasSize(1);
    return versions.values().iterator().next();
  }

  private static dev.thaw.cloud.features.Generation generation(Backbone backbone) {
    return dev.thaw.cloud.features.Generation.of(backbone);
  }
}
