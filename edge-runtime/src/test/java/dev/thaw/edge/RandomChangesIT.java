package dev.thaw.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.protocol.Feature;
import dev.thaw.protocol.SampleId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any order of annotations, corrections, changes, losses of the line and restarts. */
class RandomChangesIT extends EdgeFixture {
  private static final int STEPS = 60;

  private final Random random = new Random();
  private final Map<SampleId, Integer> labels = new HashMap<>();
  private final List<Integer> inputs = new ArrayList<>();
  private EdgeConfig config;
  private EdgeRuntime edge;
  private List<byte[]> layers = Samples.base().layers();
  private int depth = Samples.DEPTH;
  private int changes;
  private boolean online = true;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyAnnotatedSampleEndsAtTheCloudOrIsKnownToBeLost(boolean keptInputs) {
    long seed = Long.getLong("thaw.seed", System.nanoTime());
    System.out.println("seed " + seed);
    random.setSeed(seed);
    config = config().withKeptInputs(keptInputs ? 32 << 20 : 0);
    edge = open(config);
    awaitInstalled(edge, 1);
    for (int step = 0; step < STEPS; step++) {
      step();
    }
    finish();
    if (keptInputs) {
      Map<SampleId, Integer> atTheCloud = new HashMap<>();
      cloud.usable().forEach((sample, feature) -> atTheCloud.put(sample, feature.label()));
      assertThat(atTheCloud).as("seed %s", seed).isEqualTo(labels);
      assertThat(edge.status().repairs().lost() + edge.status().uploads().lost()).isZero();
    } else {
      for (Map.Entry<SampleId, Feature> each : cloud.usable().entrySet()) {
        assertThat(each.getValue().label()).isEqualTo(labels.get(each.getKey()));
      }
    }
    requireHitsEqualMisses();
  }

  private void step() {
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> annotateSome(inputs.size());
      case 3 -> annotateSome(inputs.isEmpty() ? 0 : random.nextInt(inputs.size()));
      case 4 -> move(1 + random.nextInt(Samples.LAYERS - 1), depth);
      case 5 -> move(depth, 0);
      case 6 -> move(depth, depth);
      case 7 -> announce();
      case 8 -> cancel();
      case 9 -> connectOrNot();
      case 10 -> reopen();
      default -> edge.flush();
    }
  }

  private void annotateSome(int first) {
    for (int input = first; input < first + 3; input++) {
      int label = random.nextInt(62);
      labels.put(annotated(input, label), label);
      if (!inputs.contains(input)) {
        inputs.add(input);
      }
    }
  }

  /** A model installed between prediction and annotation may void what was predicted from. */
  private SampleId annotated(int input, int label) {
    SampleId sample = edge.predict(Samples.input(input)).sample();
    try {
      edge.annotate(sample, "c" + label);
      return sample;
    } catch (IllegalArgumentException e) {
      return annotated(input, label);
    }
  }

  /** Layers from {@code firstNew} or the lower of the depths on are others after it. */
  private void move(int newDepth, int firstNew) {
    changes++;
    List<byte[]> fresh = Samples.layersOf(Samples.TASK, 1_000 + changes);
    List<byte[]> next = new ArrayList<>(layers.subList(0, Math.min(firstNew, newDepth)));
    next.addAll(fresh.subList(next.size(), Samples.LAYERS));
    layers = next;
    depth = newDepth;
    cloud.publish(Releases.of(1 + changes, depth, changes, layers));
    tell();
  }

  private void announce() {
    if (depth > 1) {
      cloud.announce(1 + random.nextInt(depth - 1));
      tell();
    }
  }

  private void cancel() {
    cloud.cancel();
    tell();
  }

  private void tell() {
    if (online && random.nextInt(4) > 0) {
      cloud.sendNotice();
    }
  }

  private void connectOrNot() {
    if (online) {
      cloud.stop();
    } else {
      cloud.refuseUpgrade = random.nextBoolean();
      cloud.restart();
    }
    online = !online;
  }

  private void reopen() {
    edge.close();
    edge = open(config);
  }

  private void finish() {
    cloud.cancel();
    cloud.refuseUpgrade = false;
    if (!online) {
      cloud.restart();
    }
    move(1 + random.nextInt(Samples.LAYERS - 1), depth);
    reopen();
    awaitLink(edge, "online");
    Await.until(
        "all is settled",
        () ->
            edge.status().version() == 1 + changes
                && Await.get(edge.flush()).remaining() == 0
                && cloud.waiting().isEmpty());
  }

  private void requireHitsEqualMisses() {
    for (int input : inputs) {
      float[] first = edge.predict(Samples.input(input)).probabilities();
      Prediction second = edge.predict(Samples.input(input));
      assertThat(second.cacheHit()).isTrue();
      assertThat(second.probabilities()).isEqualTo(first);
    }
  }
}
