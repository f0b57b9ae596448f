package dev.thaw.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device that missed every change ends as one that saw them all. */
class OfflineIT extends EdgeFixture {
  private record Stored(int cut, Digest prefix, int label) {}

  /** A cloud and its one device. */
  private record Pair(ScriptedCloud cloud, EdgeRuntime edge) {
    Map<SampleId, Stored> features() {
      Map<SampleId, Stored> features = new HashMap<>();
      cloud
          .usable()
          .forEach(
              (sample, f) ->
                  features.put(
                      sample,
                      new Stored(f.activation().cut(), f.activation().prefix(), f.label())));
      return features;
    }

    long lost() {
      return edge.status().repairs().lost() + edge.status().uploads().lost();
    }
  }

  @TempDir Path elsewhere;

  @Test
  void withKeptInputsNothingIsLostEitherWay() {
    List<Releases> changes =
        List.of(
            Releases.of(2, 6, 0, Samples.baseWith(6, 3)),
            Releases.of(3, 7, 1, Samples.baseWith(6, 3)),
            Releases.of(4, 4, 2, Samples.baseWith(4, 5)),
            Releases.of(5, 4, 2, Samples.baseWith(0, 42)),
            Releases.of(6, 6, 3, Samples.baseWith(0, 42)),
            Releases.of(7, 3, 4, Samples.baseWith(0, 42)));
    List<Pair> pairs = run(changes, config -> config.withKeptInputs(8 << 20));
    assertThat(pairs.get(0).features()).hasSize(12).isEqualTo(pairs.get(1).features());
    assertThat(pairs).allMatch(pair -> pair.lost() == 0);
  }

  @Test
  void withoutKeptInputsTheSameIsLostEitherWay() {
    List<Releases> changes =
        List.of(
            Releases.of(2, 6, 0, Samples.baseWith(6, 3)),
            Releases.of(3, 7, 1, Samples.baseWith(6, 3)),
            Releases.of(4, 6, 2, Samples.baseWith(6, 4)),
            Releases.of(5, 6, 2, Samples.baseWith(3, 42)));
    List<Pair> pairs = run(changes, UnaryOperator.identity());
    assertThat(pairs.get(0).features()).isEmpty();
    assertThat(pairs.get(1).features()).isEmpty();
    assertThat(pairs.get(0).lost()).isEqualTo(12).isEqualTo(pairs.get(1).lost());
  }

  /** The device that was online, then the one that was not, both after all {@code changes}. */
  private List<Pair> run(List<Releases> changes, UnaryOperator<EdgeConfig> options) {
    Pair online = start(cloud, directory, options);
    ScriptedCloud other = closing(new ScriptedCloud());
    other.publish(Releases.of(1, Samples.DEPTH, 0, Samples.base().layers()));
    Pair offline = start(other, elsewhere, options);
    other.stop();
    Await.until("the loss is noticed", () -> !offline.edge.status().link().equals("online"));
    for (int i = 0; i < changes.size(); i++) {
      if (i == 2) {
        annotate(online.edge, 8, 12);
        annotate(offline.edge, 8, 12);
      }
      move(online.edge, online.cloud, changes.get(i));
      Await.get(online.edge.flush());
      awaitRepaired(online.edge, online.cloud);
      other.publish(changes.get(i));
    }
    other.restart();
    Await.until(
        "the last model", () -> offline.edge.status().model().equals(online.edge.status().model()));
    Await.get(offline.edge.flush());
    awaitRepaired(offline.edge, other);
    requireSamePredictions(online.edge, offline.edge);
    return List.of(online, offline);
  }

  private Pair start(ScriptedCloud cloud, Path directory, UnaryOperator<EdgeConfig> options) {
    cloud.keys = this.cloud.keys;
    cloud.publish(Releases.of(1, Samples.DEPTH, 0, Samples.base().layers()));
    EdgeRuntime edge = open(options.apply(config(cloud.uri(), directory)));
    awaitInstalled(edge, 1);
    annotate(edge, 0, 8);
    assertThat(flushed(edge).stored()).isEqualTo(8);
    return new Pair(cloud, edge);
  }

  private static void requireSamePredictions(EdgeRuntime one, EdgeRuntime other) {
    for (int i = 0; i < 14; i++) {
      Prediction mine = one.predict(Samples.input(i));
      Prediction theirs = other.predict(Samples.input(i));
      assertThat(mine.probabilities()).isEqualTo(theirs.probabilities());
      assertThat(mine.model()).isEqualTo(theirs.model());
      assertThat(one.predict(Samples.input(i)).probabilities()).isEqualTo(mine.probabilities());
    }
  }
}
