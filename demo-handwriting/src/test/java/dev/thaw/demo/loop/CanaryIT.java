package dev.thaw.demo.loop;

import static dev.thaw.demo.loop.Cloud.BASE;
import static dev.thaw.demo.loop.Cloud.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.registry.ModelVersion;
import dev.thaw.cloud.training.TrainerKind;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.synthetic.SyntheticWriters;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.Prediction;
import dev.thaw.edge.canary.CanaryReport;
import dev.thaw.edge.canary.CanaryReport.State;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Scope;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A head in closed form that was taught wrong, and the person who says so later. */
class CanaryIT extends LoopFixture {
  private static final String ID = "pen-1";
  private static final Scope OWN = new Scope.OfDevice(ID);
  private static final int CLASSES = BASE.task().labels().size();
  private static final int TAUGHT = 2 * CLASSES;

  @Test
  void aHarmfulHeadFallsAtOnceAndTheCloudTakesItAway() {
    Cloud cloud = startClosedForm();
    fallsAndIsTakenAway(cloud, cloud.uri());
  }

  @Test
  void theSameOverRestAlone() {
    Cloud cloud = startClosedForm();
    RecordingProxy proxy = opened(new RecordingProxy(cloud.uri(), true));
    fallsAndIsTakenAway(cloud, proxy.uri());
    assertThat(cloud.server().connections()).isZero();
  }

  @Test
  void aGoodHeadStays() {
    Cloud cloud = startClosedForm();
    EdgeRuntime edge = open(config(ID, cloud.uri()));
    List<CharacterInContext> characters = characters();
    annotateAndFlush(edge, characters.subList(0, TAUGHT));
    Digest own = cloud.train(ID).manifest().orElseThrow();
    awaitModel(edge, own);

    annotateAndFlush(edge, characters.subList(TAUGHT, characters.size()));

    CanaryReport report = edge.status().canary().orElseThrow();
    System.out.println("a good head: " + report.sentence());
    assertThat(report.state()).isEqualTo(State.TRUSTED);
    assertThat(report.evidence().headRight()).isGreaterThan(report.evidence().generalRight());
    assertThat(Await.get(edge.sync())).isNotNull();
    assertThat(edge.status().model()).contains(own);
  }

  private void fallsAndIsTakenAway(Cloud cloud, URI address) {
    List<CharacterInContext> characters = characters();
    Digest global = newest(cloud, Scope.GLOBAL).digest();
    Digest harmful = taughtWrong(cloud, address, characters.subList(0, TAUGHT));

    EdgeRuntime edge = open(config(ID, address));
    awaitModel(edge, harmful);
    int written = writeUntilFall(edge, characters);
    List<CharacterInContext> rest = characters.subList(written, characters.size());
    assertEqual(probabilities(edge, rest), ofGeneralModel(rest));

    awaitModel(edge, global);
    assertEqual(probabilities(edge, rest), ofGeneralModel(rest));
    ModelVersion why = newest(cloud, OWN);
    assertThat(why.manifest().version()).isEqualTo(2);
    assertThat(why.verdict().published()).isFalse();
    assertThat(why.verdict().reason()).startsWith("the device fell back to the model of global: ");
    assertThat(cloud.trainer().manifestFor(TASK, ID, Optional.empty()).digest()).isEqualTo(global);
    edge.close();
    assertThat(open(config(ID, URI.create("http://127.0.0.1:9"))).status().model())
        .contains(global);
  }

  /** The device's own head by now: each class is said to be the next one. */
  private Digest taughtWrong(Cloud cloud, URI address, List<CharacterInContext> characters) {
    try (EdgeRuntime edge = EdgeRuntime.open(config(ID, address))) {
      for (CharacterInContext character : characters) {
        int next = (character.classIndex() + 1) % CLASSES;
        edge.annotate(predict(edge, character).sample(), BASE.task().labels().get(next));
      }
      assertThat(Await.get(edge.flush()).remaining()).isZero();
      Digest own = cloud.train(ID).manifest().orElseThrow();
      awaitModel(edge, own);
      return own;
    }
  }

  /** Where in the characters the head fell; all before were corrected if they were read wrong. */
  private static int writeUntilFall(EdgeRuntime edge, List<CharacterInContext> characters) {
    for (int i = TAUGHT; i < characters.size() - 10; i++) {
      Prediction prediction = predict(edge, characters.get(i));
      if (!prediction.label().equals(labelOf(characters.get(i)))) {
        edge.annotate(prediction.sample(), labelOf(characters.get(i)));
      }
      if (edge.status().canary().filter(CanaryReport::generalAnswers).isPresent()) {
        System.out.println("fell after " + (i + 1 - TAUGHT) + ": " + edge.status().canary());
        return i + 1;
      }
    }
    throw new AssertionError("did not fall: " + edge.status().canary());
  }

  /** What a device answers that has the bundled model and no cloud. */
  private List<float[]> ofGeneralModel(List<CharacterInContext> characters) {
    Path own = directory.resolve("general");
    try (EdgeRuntime alone =
        EdgeRuntime.open(config("alone", URI.create("http://127.0.0.1:9"), own))) {
      return probabilities(alone, characters);
    }
  }

  private static ModelVersion newest(Cloud cloud, Scope scope) {
    return cloud.trainer().models(TASK, Optional.of(scope)).get(0);
  }

  private Cloud startClosedForm() {
    return opened(Cloud.start(cloudDirectory(), TrainerKind.CLOSED_FORM));
  }

  /** Every class three times. */
  private static List<CharacterInContext> characters() {
    return CharacterInContext.of(new SyntheticWriters(SEED).writer(1, 3));
  }
}
