package dev.thaw.demo.loop;

import static dev.thaw.demo.loop.Cloud.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.features.FeatureCounts;
import dev.thaw.cloud.freeze.SwitchRule.WhenRepaired;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.gate.Gate;
import dev.thaw.edge.gate.GateRule;
import dev.thaw.edge.gate.Network;
import dev.thaw.edge.gate.SettableGauge;
import dev.thaw.edge.gate.Surroundings;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;

/** Whatever happens in whatever order: in the end every annotation is there once, the last one. */
class ManyChangesIT extends LoopFixture {
  private static final int DEVICES = 2;
  private static final int STEPS = 40;
  private static final int DEPTH = 6;
  private static final long ROOM = 64L << 20;
  private static final Surroundings NO_NETWORK =
      new Surroundings(OptionalDouble.empty(), true, Network.NONE);

  private final long seed = Long.getLong("thaw.test.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final List<Pen> pens = new ArrayList<>();
  private final List<String> done = new ArrayList<>();
  private final List<CompletableFuture<?>> answers = new ArrayList<>();
  private Cloud cloud;

  /** A device and what its person said last about each sample. */
  private final class Pen {
    private final String id;
    private final List<CharacterInContext> characters;
    private final SettableGauge gauge = new SettableGauge(Surroundings.PLENTY);
    private final Map<SampleId, Integer> said = new HashMap<>();
    private EdgeRuntime edge;

    Pen(int number) {
      this.id = "pen-" + number;
      this.characters = written(number);
      this.edge = opened();
    }

    EdgeRuntime opened() {
      return open(
          config(id, cloud.uri()).withKeptInputs(ROOM).withGate(new Gate(gauge, GateRule.DEFAULT)));
    }

    /** Some right, some wrong; one that is written again may be corrected. */
    void write() {
      int count = 1 + random.nextInt(10);
      for (int i = 0; i < count; i++) {
        CharacterInContext character = characters.get(random.nextInt(characters.size()));
        int label = random.nextInt(4) == 0 ? random.nextInt(62) : character.classIndex();
        SampleId sample = predict(edge, character).sample();
        edge.annotate(sample, Cloud.BASE.task().labels().get(label));
        said.put(sample, label);
      }
      edge.flush();
    }

    void reopen() {
      edge.close();
      edge = opened();
    }
  }

  @RepeatedTest(2)
  void everyAnnotationIsThereOnce() {
    System.out.println("seed " + seed);
    cloud = startCloud();
    for (int number = 1; number <= DEVICES; number++) {
      pens.add(new Pen(number));
    }
    try {
      for (int step = 0; step < STEPS; step++) {
        step();
      }
      settle();
      assertEverythingIsThere();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + done, e);
    }
  }

  private void step() {
    Pen pen = pens.get(random.nextInt(pens.size()));
    switch (random.nextInt(16)) {
      case 0, 1, 2, 3 -> did("write " + pen.id, pen::write);
      case 4 -> did("away " + pen.id, () -> pen.gauge.set(NO_NETWORK));
      case 5, 6 -> did("back " + pen.id, () -> pen.gauge.set(Surroundings.PLENTY));
      case 7 -> did("reopen " + pen.id, pen::reopen);
      case 8, 9 -> move(1 + random.nextInt(7), Optional.empty());
      case 10, 11 -> move(1 + random.nextInt(7), Optional.of(shortly()));
      case 12, 13 -> ask("train " + pen.id, () -> train(pen));
      case 14 -> did("cancel", () -> cloud.trainer().cancelChange(TASK));
      default -> rarely();
    }
  }

  private void rarely() {
    if (random.nextBoolean()) {
      int layer = random.nextInt(7);
      ask("base with another layer " + layer, () -> publish(layer));
    } else {
      did("the cloud ends and begins", this::restart);
    }
  }

  private CompletableFuture<?> train(Pen pen) {
    return cloud.trainer().train(TASK, new Scope.OfDevice(pen.id));
  }

  private CompletableFuture<?> publish(int layer) {
    return cloud.trainer().publishBase(OtherBase.changed(layer), Optional.empty());
  }

  private WhenRepaired shortly() {
    return new WhenRepaired(0.5 + random.nextInt(6) / 10.0, Duration.ofSeconds(3));
  }

  private void move(int depth, Optional<WhenRepaired> when) {
    ask(
        "depth " + depth + when.map(rule -> " when " + rule.share()).orElse(""),
        () ->
            when.isPresent()
                ? cloud.trainer().setDepth(TASK, depth, when.get())
                : cloud.trainer().setDepth(TASK, depth));
  }

  private void restart() {
    int port = cloud.server().port();
    cloud.close();
    cloud = startCloud(port);
  }

  /** Waits for half of what is asked; the rest goes on beside what comes next. */
  private void ask(String what, Supplier<CompletableFuture<?>> question) {
    did(
        what,
        () -> {
          CompletableFuture<?> answer = question.get().exceptionally(refused -> null);
          answers.add(answer);
          if (random.nextBoolean()) {
            Await.get(answer);
          }
        });
  }

  private void did(String what, Runnable action) {
    done.add(what);
    try {
      action.run();
    } catch (CloudException e) {
      assertThat(e.code()).as(what).isEqualTo(ErrorCode.CONFLICT);
      done.add("refused");
    }
  }

  private void settle() {
    pens.forEach(pen -> pen.gauge.set(Surroundings.PLENTY));
    answers.forEach(Await::get);
    Await.until(
        "no change is under way", () -> cloud.trainer().freezeStatus(TASK).change().isEmpty());
    Await.get(cloud.trainer().setDepth(TASK, DEPTH));
    for (Pen pen : pens) {
      awaitModel(pen.edge, cloud.trainer().manifestFor(TASK, pen.id, Optional.empty()).digest());
      Await.until(
          "all of " + pen.id + " is sent", () -> Await.get(pen.edge.flush()).remaining() == 0);
    }
    Await.until("all is usable: " + counts(), () -> counts().usable() == said());
  }

  private void assertEverythingIsThere() {
    assertThat(counts().voided()).isZero();
    for (Pen pen : pens) {
      assertThat(pen.edge.status().uploads().lost()).isZero();
      List<float[]> some = probabilities(pen.edge, pen.characters);
      assertEqual(probabilities(pen.edge, pen.characters), some);
      EdgeRuntime twin = open(config(pen.id, cloud.uri(), directory.resolve("twin-" + pen.id)));
      awaitModel(twin, pen.edge.status().model().orElseThrow());
      assertEqual(probabilities(twin, pen.characters), some);
      twin.close();
      pen.edge.close();
    }
    cloud.close();
    for (Pen pen : pens) {
      Map<SampleId, Integer> stored =
          StoredSamples.atFreezePoint(cloudDirectory(), pen.id).stream()
              .collect(Collectors.toMap(Feature::sample, Feature::label));
      assertThat(stored).isEqualTo(pen.said);
    }
  }

  private long said() {
    return pens.stream().mapToLong(pen -> pen.said.size()).sum();
  }

  private FeatureCounts counts() {
    return cloud.trainer().featureCounts(TASK);
  }
}
