package dev.thaw.demo.poison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.CloudConfig;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.training.CrowdRules;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.head.Example;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.Tensor;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A crowd of which the last {@code liars} flood the cloud with lies, and what one training of the
 * global head makes of it.
 */
record Attack(Crowd crowd, int liars, Lie lie, long seed) {
  private static final int BATCH = 64;

  /**
   * What came of it.
   *
   * @param before share of the honest people's unseen characters that the head in force before
   *     recognises
   * @param after the same of the head in force afterwards
   */
  record Result(TrainingRun run, double before, double after) {}

  /** Uploads, trains once, scores. */
  Result run(Path directory, CrowdRules rules) {
    CloudConfig config =
        CloudConfig.in(directory)
            .with(TrainingPolicy.manual())
            .with(TrainingSettings.defaults().withoutValidation().with(rules));
    try (CloudTrainer cloud = CloudTrainer.open(config, Clock.systemUTC())) {
      cloud.install(Crowd.BASE);
      double before = recognised(cloud);
      Random random = new Random(seed);
      for (int i = 0; i < crowd.people().size(); i++) {
        upload(cloud, crowd.people().get(i).device(), contribution(i, random));
      }
      TrainingRun run = await(cloud.train(Crowd.TASK, Scope.GLOBAL));
      return new Result(run, before, recognised(cloud));
    }
  }

  private int honest() {
    return crowd.people().size() - liars;
  }

  private List<Feature> contribution(int person, Random random) {
    Person who = crowd.people().get(person);
    return person < honest()
        ? who.uploads()
        : who.flood().stream()
            .map(f -> new Feature(f.activation(), lie.label(f.label(), random), f.annotatedAt()))
            .toList();
  }

  private static void upload(CloudTrainer cloud, String device, List<Feature> features) {
    for (int from = 0; from < features.size(); from += BATCH) {
      List<Feature> batch = features.subList(from, Math.min(from + BATCH, features.size()));
      assertThat(await(cloud.ingest(new FeatureBatch(device, from + 1, batch))).outcomes())
          .containsOnly(SampleOutcome.STORED);
    }
  }

  private double recognised(CloudTrainer cloud) {
    Manifest manifest = cloud.manifestFor(Crowd.TASK, "nobody", Optional.empty()).manifest();
    List<byte[]> layers =
        manifest.layers().stream().map(l -> cloud.layer(l.digest()).orElseThrow()).toList();
    List<Example> unseen = new ArrayList<>();
    crowd.people().subList(0, honest()).forEach(person -> unseen.addAll(person.unseen()));
    try (LayeredModel model = LayeredModel.of(manifest.task(), layers)) {
      List<List<Tensor>> activations = unseen.stream().map(Example::activation).toList();
      List<List<Tensor>> logits = model.forwardBatch(Crowd.DEPTH, model.layerCount(), activations);
      int right = 0;
      for (int i = 0; i < unseen.size(); i++) {
        right += largest(logits.get(i).get(0).toFloats()) == unseen.get(i).label() ? 1 : 0;
      }
      return right / (double) unseen.size();
    }
  }

  private static int largest(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  private static <T> T await(CompletableFuture<T> future) {
    return future.orTimeout(120, TimeUnit.SECONDS).join();
  }
}
