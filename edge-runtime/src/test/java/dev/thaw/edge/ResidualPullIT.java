package dev.thaw.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.edge.install.PullOutcome;
import dev.thaw.protocol.Digest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Heads that are one more layer behind the general model's. */
class ResidualPullIT extends EdgeFixture {
  private int others;

  @Test
  void onlyTheOneLayerIsFetchedAndHitsEqualMisses() {
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    float[] before = edge.predict(Samples.input(1)).probabilities();
    List<byte[]> layers = Samples.withResidual(Samples.DEPTH, 5);

    install(edge, cloud, Releases.of(2, Samples.DEPTH, 0, layers));

    assertThat(cloud.layersServed).containsExactly(Digest.of(layers.get(8)));
    assertThat(edge.status().traffic().layersDown()).isEqualTo(layers.get(8).length);
    Prediction hit = edge.predict(Samples.input(1));
    assertThat(hit.cacheHit()).as("the activation stayed").isTrue();
    assertThat(hit.probabilities()).isNotEqualTo(before);
    assertThat(hit.probabilities()).isEqualTo(onAnotherDevice());
  }

  @Test
  void itIsExchangedTakenOffAndThereAfterARestart() {
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    float[] general = edge.predict(Samples.input(1)).probabilities();
    install(edge, cloud, Releases.of(2, Samples.DEPTH, 0, Samples.withResidual(Samples.DEPTH, 5)));
    install(edge, cloud, Releases.of(3, Samples.DEPTH, 0, Samples.withResidual(Samples.DEPTH, 6)));
    float[] second = edge.predict(Samples.input(1)).probabilities();
    edge.close();

    EdgeRuntime again = open(config());
    assertThat(again.predict(Samples.input(1)).probabilities()).isEqualTo(second);
    install(again, cloud, Releases.of(4, Samples.DEPTH, 0, Samples.base().layers()));
    assertThat(again.predict(Samples.input(1)).probabilities()).isEqualTo(general);
  }

  @Test
  void itFollowsTheFreezePoint() {
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    edge.predict(Samples.input(1));
    install(edge, cloud, Releases.of(2, 7, 1, Samples.withResidual(7, 5)));
    assertThat(edge.predict(Samples.input(1)).probabilities()).isEqualTo(onAnotherDevice());
    install(edge, cloud, Releases.of(3, 5, 2, Samples.withResidual(6, 6)));
    assertThat(edge.predict(Samples.input(1)).probabilities()).isEqualTo(onAnotherDevice());
  }

  @Test
  void oneThatReadsWhatIsFrozenLeavesTheOldModel() {
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    cloud.publish(Releases.of(2, 7, 1, Samples.withResidual(6, 5)));
    assertThat(Await.get(edge.sync()))
        .isInstanceOfSatisfying(
            PullOutcome.Rejected.class,
            rejected -> assertThat(rejected.reason()).contains("before depth 7"));
    assertThat(edge.status().version()).isEqualTo(1);
    assertThat(edge.predict(Samples.input(1)).probabilities()).hasSize(62);
  }

  /** What a device predicts that has nothing in its cache. */
  private float[] onAnotherDevice() {
    EdgeRuntime other = open(config(cloud.uri(), directory.resolve("other" + others++)));
    Await.get(other.sync());
    Prediction miss = other.predict(Samples.input(1));
    assertThat(miss.cacheHit()).isFalse();
    return miss.probabilities();
  }
}
