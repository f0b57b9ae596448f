package dev.thaw.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.edge.canary.CanaryReport;
import dev.thaw.edge.canary.CanaryReport.State;
import dev.thaw.edge.canary.CanaryRule;
import dev.thaw.edge.canary.Evidence;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Scope;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A head of the device's own that is drawn at random, behind the general model. */
class CanaryIT extends EdgeFixture {
  private static final Scope OWN = new Scope.OfDevice("pen-1");
  private static final String NEITHER = "c61";

  private final List<CanaryReport> heard = new CopyOnWriteArrayList<>();
  private LayeredModel general;
  private int inputs;
  private int generals;

  @BeforeEach
  void makeGeneralModel() {
    general = LayeredModel.of(Samples.TASK, Samples.base().layers());
  }

  @AfterEach
  void closeGeneralModel() {
    general.close();
  }

  @Test
  void theGeneralModelAnswersFromTheFallOnForHitsAndMisses() {
    EdgeRuntime edge = openWithHead(1, 5);
    lose(edge, 6);
    Prediction before = edge.predict(Samples.input(1_000));
    assertThat(before.fellBack()).isFalse();
    assertThat(before.probabilities()).isNotEqualTo(generals(1_000));
    assertThat(report(edge)).isEqualTo(new CanaryReport(State.TRUSTED, new Evidence(6, 1)));

    lose(edge, 4);

    Prediction hit = edge.predict(Samples.input(1_000));
    Prediction miss = edge.predict(Samples.input(1_001));
    assertThat(hit.cacheHit()).isTrue();
    assertThat(hit.fellBack()).isTrue();
    assertThat(hit.probabilities()).isEqualTo(generals(1_000));
    assertThat(miss.cacheHit()).isFalse();
    assertThat(miss.probabilities()).isEqualTo(generals(1_001));
    assertThat(miss.model()).as("installed still").isEqualTo(edge.status().model());
    assertThat(heard).hasSize(1);
    assertThat(heard.get(0).state()).isEqualTo(State.FELL_BACK);
    assertThat(heard.get(0).sentence())
        .contains("on 10 later annotations", "on 1 it was the other way round");
  }

  @Test
  void theCloudIsToldAtOnceAndAgainWithEachHello() {
    EdgeRuntime edge = openWithHead(1, 5);
    lose(edge, 7);
    Await.until("a status that tells of the fall", () -> tellsOfFall(statuses()));
    assertThat(statuses().get(statuses().size() - 1).current()).isEqualTo(edge.status().model());
    edge.close();

    EdgeRuntime again = open(config());
    awaitLink(again, "online");
    List<Message.Hello> hellos = cloud.all(Message.Hello.class);
    assertThat(hellos.get(hellos.size() - 1).status())
        .containsEntry("canary.fell_back", 1.0)
        .containsEntry("canary.general_right", 7.0)
        .containsEntry("canary.head_right", 0.0);
  }

  @Test
  void theCloudIsToldOverRestToo() {
    cloud.refuseUpgrade = true;
    EdgeRuntime edge = openWithHead(1, 5);
    awaitLink(edge, "REST");
    lose(edge, 7);
    Await.until("a status that tells of the fall", () -> tellsOfFall(statuses()));
    assertThat(cloud.requests).contains("POST /v1/tasks/handwriting/status?device=pen-1");
  }

  @Test
  void aFallAndTheCountsBeforeItSurviveARestart() {
    EdgeRuntime edge = openWithHead(1, 5);
    lose(edge, 4);
    edge.close();
    EdgeRuntime second = open(config());
    assertThat(report(second).evidence()).isEqualTo(new Evidence(4, 0));
    lose(second, 3);
    second.close();

    EdgeRuntime third = open(config());
    assertThat(report(third).state()).isEqualTo(State.FELL_BACK);
    assertThat(third.predict(Samples.input(1_000)).probabilities()).isEqualTo(generals(1_000));
  }

  @Test
  void aHeadThatIsRightNeverFalls() {
    EdgeRuntime edge = openWithHead(1, 5);
    for (int i = 0; i < 60; i++) {
      Prediction prediction = edge.predict(Samples.input(inputs++));
      if (i % 2 == 0) {
        edge.annotate(prediction.sample(), prediction.label());
      }
    }
    for (int i = 0; i < 20; i++) {
      edge.annotate(edge.predict(Samples.input(inputs++)).sample(), NEITHER);
    }
    assertThat(report(edge).state()).isEqualTo(State.TRUSTED);
    assertThat(report(edge).evidence().headRight()).isGreaterThan(30);
    assertThat(heard).isEmpty();
  }

  @Test
  void aSampleThatWasAnnotatedBeforeTheHeadCameIsNoTest() {
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    List<SampleId> taught = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      taught.add(edge.predict(Samples.input(i)).sample());
      edge.annotate(taught.get(i), "c3");
    }
    installHead(edge, 1, 5);
    for (int i = 0; i < 10; i++) {
      edge.predict(Samples.input(i));
      edge.annotate(taught.get(i), generalLabel(i));
    }
    assertThat(report(edge).evidence()).isEqualTo(new Evidence(0, 0));
  }

  @Test
  void theNextHeadIsOnTrialUntilItHasMadeUpForTheLast() {
    EdgeRuntime edge = openWithHead(1, 5);
    lose(edge, 7);
    installHead(edge, 2, 6);
    assertThat(report(edge).state()).isEqualTo(State.ON_TRIAL);
    assertThat(edge.status().asMap())
        .containsEntry("canary.on_trial", 1.0)
        .doesNotContainKey("canary.fell_back");
    List<String> labels = headLabels(6);
    for (int i = 0; report(edge).state() == State.ON_TRIAL; i++) {
      assertThat(i).as("samples won").isLessThan(8);
      Prediction prediction = edge.predict(Samples.input(2_000 + i));
      assertThat(prediction.fellBack()).isTrue();
      assertThat(prediction.probabilities()).isEqualTo(generals(2_000 + i));
      edge.annotate(prediction.sample(), labels.get(i));
    }
    assertThat(edge.predict(Samples.input(2_100)).fellBack()).isFalse();
  }

  @Test
  void anotherGeneralModelIsAnotherContest() {
    EdgeRuntime edge = openWithHead(1, 5);
    lose(edge, 7);
    install(edge, cloud, own(2, Samples.baseWith(7, 99), 5));
    assertThat(report(edge)).isEqualTo(new CanaryReport(State.TRUSTED, new Evidence(0, 0)));
  }

  @Test
  void theGlobalModelIsNotWatched() {
    EdgeRuntime edge = openWithHead(1, 5);
    lose(edge, 7);
    install(edge, cloud, Releases.of(2, Samples.DEPTH, 0, Samples.baseWith(7, 99)));
    assertThat(edge.status().canary()).isEmpty();
    assertThat(edge.predict(Samples.input(1_000)).fellBack()).isFalse();
    assertThat(edge.status().asMap()).doesNotContainKey("canary.fell_back");
  }

  @Test
  void aHeadWithoutAGeneralModelBeneathIsComparedWithTheBundledOne() {
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    install(edge, cloud, releaseOf(OWN, 1, Samples.baseWith(Samples.DEPTH, 44)));
    lose(edge, 6);
    assertThat(edge.predict(Samples.input(1_000)).fellBack()).isFalse();
    lose(edge, 4);
    assertThat(edge.predict(Samples.input(1_000)).probabilities()).isEqualTo(generals(1_000));
    assertThat(edge.predict(Samples.input(1_001)).probabilities()).isEqualTo(generals(1_001));
    edge.close();
    EdgeRuntime again = open(config());
    assertThat(report(again).state()).isEqualTo(State.FELL_BACK);
    assertThat(again.predict(Samples.input(1_002)).probabilities()).isEqualTo(generals(1_002));
  }

  @Test
  void aHeadOnFrozenLayersThatAreNotTheBundledOnesIsTrusted() {
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    install(edge, cloud, releaseOf(OWN, 1, Samples.baseWith(2, 44)));
    assertThat(edge.status().canary()).isEmpty();
    assertThat(edge.predict(Samples.input(1_000)).fellBack()).isFalse();
  }

  @Test
  void withoutTheCanaryTheHeadAnswersWhateverIsSaid() {
    EdgeRuntime edge = open(config().withCanary(CanaryRule.OFF));
    awaitInstalled(edge, 1);
    installHead(edge, 1, 5);
    lose(edge, 12);
    assertThat(edge.status().canary()).isEmpty();
    assertThat(edge.predict(Samples.input(1_000)).probabilities()).isNotEqualTo(generals(1_000));
  }

  @Test
  void whereRightAnswersAreAnnotatedTooSilenceSaysNothing() {
    EdgeRuntime edge = open(config().withCanary(CanaryRule.ANNOTATIONS));
    awaitInstalled(edge, 1);
    installHead(edge, 1, 5);
    for (int i = 0; i < 20; i++) {
      edge.predict(Samples.input(3_000 + i));
    }
    lose(edge, 7);
    assertThat(report(edge)).isEqualTo(new CanaryReport(State.FELL_BACK, new Evidence(7, 0)));
  }

  private EdgeRuntime openWithHead(long version, long seed) {
    EdgeListener listener =
        new EdgeListener() {
          @Override
          public void fellBack(CanaryReport report) {
            heard.add(report);
          }
        };
    EdgeRuntime edge = open(config().withListener(listener));
    awaitInstalled(edge, 1);
    installHead(edge, version, seed);
    return edge;
  }

  private void installHead(EdgeRuntime edge, long version, long seed) {
    install(edge, cloud, own(version, Samples.base().layers(), seed));
  }

  private static Releases own(long version, List<byte[]> general, long seed) {
    List<byte[]> layers = new ArrayList<>(general);
    List<byte[]> head = Samples.withResidual(Samples.DEPTH, seed);
    layers.add(head.get(head.size() - 1));
    return releaseOf(OWN, version, layers);
  }

  private static Releases releaseOf(Scope scope, long version, List<byte[]> layers) {
    return Releases.of(Samples.TASK, scope, version, Samples.DEPTH, 0, Releases.LONG_AGO, layers);
  }

  /** So many samples of which a person says that the general model alone was right. */
  private void lose(EdgeRuntime edge, int count) {
    for (int lost = 0; lost < count; inputs++) {
      Prediction prediction = edge.predict(Samples.input(inputs));
      String label = generalLabel(inputs);
      if (!prediction.label().equals(label)) {
        edge.annotate(prediction.sample(), label);
        lost++;
      }
    }
  }

  /** What a device answers that has the bundled model alone. */
  private float[] generals(int input) {
    Path own = directory.resolve("general" + generals++);
    EdgeRuntime other = open(config(URI.create("http://127.0.0.1:9"), own));
    return other.predict(Samples.input(input)).probabilities();
  }

  private String generalLabel(int input) {
    return Samples.TASK.labels().get(largest(general, input));
  }

  /** What the head of this seed makes of the inputs from 2,000 on. */
  private static List<String> headLabels(long seed) {
    List<String> labels = new ArrayList<>();
    try (LayeredModel head =
        LayeredModel.of(Samples.TASK, Samples.withResidual(Samples.DEPTH, seed))) {
      for (int i = 0; i < 8; i++) {
        labels.add(Samples.TASK.labels().get(largest(head, 2_000 + i)));
      }
    }
    return labels;
  }

  private static int largest(LayeredModel model, int input) {
    float[] logits = model.forward(0, model.layerCount(), Samples.input(input)).get(0).toFloats();
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  private List<Message.Status> statuses() {
    return cloud.all(Message.Status.class);
  }

  private static boolean tellsOfFall(List<Message.Status> statuses) {
    return statuses.stream()
        .map(Message.Status::status)
        .anyMatch(figures -> figures.getOrDefault("canary.fell_back", 0.0) == 1);
  }

  private static CanaryReport report(EdgeRuntime edge) {
    return edge.status().canary().orElseThrow();
  }
}
