package dev.thaw.demo.loop;

import static dev.thaw.demo.loop.Cloud.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.registry.ModelVersion;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Scope;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An operator takes a scope back, and a device that is connected follows. */
class RollbackIT extends LoopFixture {
  private static final String ID = "pen-1";
  private static final Scope OWN = new Scope.OfDevice(ID);

  @Test
  void deviceRunsTheEarlierHeadAgainAndNoLayerOfTheBackbone() {
    Cloud cloud = startCloud();
    EdgeRuntime edge = open(config(ID, cloud.uri()));
    List<CharacterInContext> characters = written(1);
    int half = characters.size() / 2;
    annotateAndFlush(edge, characters.subList(0, half));
    awaitModel(edge, trained(cloud));
    List<float[]> first = probabilities(edge, characters);
    annotateAndFlush(edge, characters.subList(half, characters.size()));
    awaitModel(edge, trained(cloud));
    List<float[]> second = probabilities(edge, characters);
    assertThat(second.get(0)).isNotEqualTo(first.get(0));
    long backboneRuns = edge.layerRuns(0);

    awaitModel(edge, rolledBack(cloud, OWN, 1));
    assertEqual(probabilities(edge, characters), first);
    awaitModel(edge, rolledBack(cloud, OWN, 2));
    assertEqual(probabilities(edge, characters), second);

    assertThat(edge.layerRuns(0)).as("all hits").isEqualTo(backboneRuns);
  }

  @Test
  void deviceWithoutItsOwnModelRunsTheGlobalOneUntilItIsTrainedAgain() {
    Cloud cloud = startCloud();
    EdgeRuntime edge = open(config(ID, cloud.uri()));
    awaitModel(edge, global(cloud).digest());
    List<CharacterInContext> characters = written(2);
    List<float[]> general = probabilities(edge, characters);
    annotateAndFlush(edge, characters);
    awaitModel(edge, trained(cloud));
    long backboneRuns = edge.layerRuns(0);

    awaitModel(edge, rolledBack(cloud, OWN, 0));
    assertEqual(probabilities(edge, characters), general);

    awaitModel(edge, trained(cloud));
    assertThat(probabilities(edge, characters).get(0)).isNotEqualTo(general.get(0));
    assertThat(edge.layerRuns(0)).as("all hits").isEqualTo(backboneRuns);
  }

  @Test
  void globalModelGoesBackForEveryDeviceWithoutItsOwn() {
    Cloud cloud = startCloud();
    EdgeRuntime edge = open(config(ID, cloud.uri()));
    EdgeRuntime other = open(config("pen-2", cloud.uri()));
    awaitModel(other, global(cloud).digest());
    List<CharacterInContext> characters = written(3);
    List<float[]> general = probabilities(other, characters);
    annotateAndFlush(edge, characters);
    Digest trained = Await.get(cloud.trainer().train(TASK, Scope.GLOBAL)).manifest().orElseThrow();
    awaitModel(edge, trained);
    awaitModel(other, trained);
    assertThat(probabilities(other, characters).get(0)).isNotEqualTo(general.get(0));

    Digest back = rolledBack(cloud, Scope.GLOBAL, 1);

    awaitModel(edge, back);
    awaitModel(other, back);
    assertEqual(probabilities(other, characters), general);
  }

  private static Digest trained(Cloud cloud) {
    return cloud.train(ID).manifest().orElseThrow();
  }

  private static Digest rolledBack(Cloud cloud, Scope scope, long version) {
    return Await.get(cloud.trainer().rollBack(TASK, scope, version)).digest();
  }

  private static ModelVersion global(Cloud cloud) {
    return cloud.trainer().models(TASK, Optional.of(Scope.GLOBAL)).get(0);
  }
}
