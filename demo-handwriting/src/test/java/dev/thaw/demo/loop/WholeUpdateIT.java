package dev.thaw.demo.loop;

import static dev.thaw.demo.loop.Cloud.BASE;
import static dev.thaw.demo.loop.Cloud.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.features.FeatureCounts;
import dev.thaw.cloud.freeze.BaseChange;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeConfig;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.model.BaseModel;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.Message.BatchAck;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.Tensor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Another base model is published under running devices. */
class WholeUpdateIT extends LoopFixture {
  private static final String ID = "pen-1";
  private static final int DEPTH = 6;
  private static final long ROOM = 64L << 20;

  private final List<CharacterInContext> characters = written(1).subList(0, 62);
  private Cloud cloud;
  private EdgeRuntime edge;

  @Test
  void keptInputsRepairEverything() {
    annotateAndTrain(ROOM);
    BaseChange change = publish(OtherBase.WITH_ANOTHER_FIRST_LAYER);
    assertThat(change.kept()).isZero();
    assertThat(change.wanted()).isEqualTo(characters.size());
    assertThat(change.droppedScopes()).contains(new Scope.OfDevice(ID));
    Await.until("all are uploaded again", () -> counts().usable() == characters.size());
    assertThat(counts().voided()).isZero();
    assertThat(edge.status().repairs().lost()).isZero();
    TrainingRun run = cloud.train(ID);
    assertThat(run.samples()).isEqualTo(characters.size());
    assertThat(run.verdict().published()).as("%s", run.verdict()).isTrue();
    awaitModel(edge, run.manifest().orElseThrow());
    assertHitsAndMissesAgree();
  }

  @Test
  void withoutInputsEverythingIsLostAndCounted() {
    annotateAndTrain(0);
    publish(OtherBase.WITH_ANOTHER_FIRST_LAYER);
    Await.until("the device has said so", () -> counts().lost() == characters.size());
    assertThat(counts().usable()).isZero();
    assertThat(counts().voided()).isEqualTo(characters.size());
    assertThat(edge.status().repairs().lost()).isEqualTo(characters.size());
    assertThat(edge.status().uploads().lost()).as("never acknowledged").isZero();
    annotateAndFlush(edge, characters);
    Await.until("what is written anew counts", () -> counts().usable() == characters.size());
    assertThat(counts().lost()).isZero();
  }

  @Test
  void whatIsWrittenDuringTheUpdateIsThereInTheEnd() {
    annotateAndTrain(ROOM);
    List<CharacterInContext> more = written(1).subList(62, 124);
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              for (CharacterInContext character : more) {
                annotate(edge, List.of(character));
                edge.flush();
              }
            });
    publish(OtherBase.WITH_ANOTHER_FIRST_LAYER);
    Await.get(writing);
    int all = characters.size() + more.size();
    Await.until("all are usable", () -> counts().usable() == all);
    assertThat(Await.get(edge.flush()).remaining()).isZero();
    assertThat(counts().voided()).isZero();
    assertThat(edge.status().uploads().lost() + edge.status().repairs().lost()).isZero();
    assertThat(cloud.train(ID).samples()).isEqualTo(all);
  }

  @Test
  void aLateUploadOfTheOldPrefixIsAnsweredStale() {
    cloud = startCloud();
    FeatureBatch early = batch(0, characters.get(0));
    FeatureBatch late = batch(1, characters.get(1));
    assertThat(Await.get(cloud.trainer().ingest(early)).outcomes())
        .containsExactly(SampleOutcome.STORED);
    publish(OtherBase.WITH_ANOTHER_FIRST_LAYER);
    BatchAck answer = Await.get(cloud.trainer().ingest(late));
    assertThat(answer.outcomes()).containsExactly(SampleOutcome.STALE);
    assertThat(answer.wanted()).isEqualTo(cloud.trainer().freeze(TASK));
    assertThat(answer.wanted().prefix()).isNotEqualTo(late.features().get(0).activation().prefix());
    assertThat(counts().usable()).isZero();
  }

  @Test
  void anotherHeadAloneKeepsEveryFeature() {
    annotateAndTrain(0);
    long sentUp = edge.status().traffic().featuresUp();
    BaseChange change = publish(OtherBase.changed(DEPTH + 1));
    assertThat(change.kept()).isEqualTo(characters.size());
    assertThat(change.dropped()).isZero();
    assertThat(counts().usable()).isEqualTo(characters.size());
    assertThat(cloud.train(ID).samples()).isEqualTo(characters.size());
    assertThat(edge.status().traffic().featuresUp()).isEqualTo(sentUp);
  }

  private void annotateAndTrain(long keptInputs) {
    cloud = startCloud();
    EdgeConfig config = config(ID, cloud.uri());
    edge = open(config.withKeptInputs(keptInputs));
    annotateAndFlush(edge, characters);
    TrainingRun run = cloud.train(ID);
    awaitModel(edge, run.manifest().orElseThrow());
  }

  private BaseChange publish(byte[] file) {
    BaseChange change = Await.get(cloud.trainer().publishBase(file, Optional.empty()));
    assertThat(change.changed()).isTrue();
    for (int i = 0; i < BASE.layers().size(); i++) {
      assertThat(cloud.trainer().layer(Digest.of(BaseModel.fromBytes(file).layers().get(i))))
          .isPresent();
    }
    return change;
  }

  private void assertHitsAndMissesAgree() {
    List<float[]> cached = probabilities(edge, characters);
    EdgeRuntime twin = open(config(ID, cloud.uri(), directory.resolve("twin")));
    awaitModel(twin, edge.status().model().orElseThrow());
    List<float[]> fresh = probabilities(twin, characters);
    assertThat(twin.status().predictions().misses()).isEqualTo(characters.size());
    for (int i = 0; i < cached.size(); i++) {
      assertThat(cached.get(i)).as("prediction %s", i).isEqualTo(fresh.get(i));
    }
  }

  private FeatureCounts counts() {
    return cloud.trainer().featureCounts(TASK);
  }

  /** A feature of the bundled model at the freeze point. */
  private static FeatureBatch batch(long sequence, CharacterInContext character) {
    try (LayeredModel model = BASE.model()) {
      List<Tensor> tensors =
          model.forward(0, DEPTH, character.inputs()).stream().map(t -> t.to(DType.INT8)).toList();
      SampleId sample = SampleId.ofInput(Digest.of(new byte[] {(byte) sequence}));
      Instant now = Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
      Activation activation =
          new Activation(TASK, sample, DEPTH, model.prefixDigest(DEPTH), now, tensors);
      return new FeatureBatch(
          ID, sequence, List.of(new Feature(activation, character.classIndex(), now)));
    }
  }
}
