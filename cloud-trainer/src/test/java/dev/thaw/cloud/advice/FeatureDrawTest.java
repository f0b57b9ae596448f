package dev.thaw.cloud.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thaw.cloud.features.FeatureLog;
import dev.thaw.cloud.features.LogLimits;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.registry.SigningKey;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.model.BaseModel;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureDrawTest {
  private static final String TASK = "letters";
  private static final Shape IMAGE = Shape.of(1, 28, 28);
  private static final TaskSpec SPEC =
      new TaskSpec(TASK, "handwriting-grey", List.of("a", "b"), List.of(IMAGE));

  @TempDir Path dir;
  private CloudDatabase database;
  private ModelRegistry registry;
  private FeatureLog log;
  private DepthBackbones backbones;

  @BeforeEach
  void open() {
    database = CloudDatabase.open(dir.resolve("db"));
    SigningKey key = SigningKey.openOrCreate(dir.resolve("key"), new SecureRandom());
    registry = ModelRegistry.open(database, key, Clock.systemUTC());
    try (LayeredModel model = LayeredModel.create(SPEC, 7)) {
      registry.install(new BaseModel(SPEC, model.layerBytesFrom(0), List.of(), "#"));
    }
    LogLimits limits = new LogLimits(16, Set.of());
    log = FeatureLog.open(database, registry::backbone, limits, (task, device, count) -> {});
    backbones = DepthBackbones.of(registry, TASK);
  }

  @AfterEach
  void close() {
    backbones.close();
    log.close();
    registry.close();
    database.close();
  }

  @Test
  void theSameSamplesAreDrawnAtEveryDepthAsFarAsTheyCanBeHadThere() {
    upload("phone", 3, 0, 60);
    upload("tablet", 5, 100, 60);
    FeatureDraw draw = draw(1_000);

    assertThat(draw.available(2)).isZero();
    assertThat(draw.available(4)).isEqualTo(60);
    assertThat(draw.available(7)).isEqualTo(120);
    Set<SampleId> atFive = samples(draw.draw(5, 40));
    assertThat(atFive).hasSize(40);
    assertThat(samples(draw.draw(6, 40))).isEqualTo(atFive);
    assertThat(samples(draw.draw(7, 40))).isEqualTo(atFive);
    assertThat(samples(draw.draw(7, 60))).containsAll(atFive);
  }

  @Test
  void aSampleWithVersionsAtSeveralCutsIsDrawnOnceFromTheHighest() {
    upload("phone", 3, 0, 50);
    FeatureDraw draw = draw(1_000);

    List<Drawn> drawn = draw.draw(6, 1_000);

    assertThat(drawn).hasSize(50);
    assertThat(samples(drawn)).hasSize(50);
    assertThat(draw.stored()).isEqualTo(50);
  }

  @Test
  void whatIsRunOnIsWhatADeviceWouldHaveMade() {
    upload("phone", 3, 0, 20);

    List<Drawn> drawn = draw(1_000).draw(7, 20);

    assertThat(drawn).hasSize(20);
    for (int seed = 0; seed < 20; seed++) {
      Activation expected = feature(7, seed).activation();
      Activation made =
          drawn.stream()
              .map(d -> d.feature().activation())
              .filter(a -> a.sample().equals(expected.sample()))
              .findFirst()
              .orElseThrow();
      assertThat(made.prefix()).isEqualTo(expected.prefix());
      assertThat(made.tensors().get(0).toFloats())
          .containsExactly(expected.tensors().get(0).toFloats(), within(1e-3f));
    }
  }

  @Test
  void drawsAreBoundedAndEven() {
    upload("phone", 6, 0, 900);
    upload("tablet", 6, 5_000, 300);
    FeatureDraw draw = draw(400);

    List<Drawn> drawn = draw.draw(6, 1_000);

    assertThat(draw.available(6)).isEqualTo(400);
    assertThat(drawn).hasSize(400);
    long ofTablet = drawn.stream().filter(d -> d.device().equals("tablet")).count();
    assertThat(ofTablet).isBetween(65L, 135L);
  }

  private FeatureDraw draw(int max) {
    return new FeatureDraw(log, backbones, max, 1);
  }

  private static Set<SampleId> samples(List<Drawn> drawn) {
    return drawn.stream().map(d -> d.feature().sample()).collect(Collectors.toSet());
  }

  private void upload(String device, int cut, int firstSeed, int count) {
    List<Feature> features = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      features.add(feature(cut, firstSeed + i));
    }
    log.ingest(new FeatureBatch(device, 1, features)).join();
  }

  private Feature feature(int cut, int seed) {
    Activation activation =
        new Activation(
            TASK,
            SampleId.ofInput(Digest.of(ByteBuffer.allocate(4).putInt(seed).array())),
            cut,
            backbones.model().prefixDigest(cut),
            Instant.EPOCH,
            backbones.model().forward(0, cut, List.of(image(seed))));
    return new Feature(activation, seed % 2, Instant.EPOCH);
  }

  private static Tensor image(int seed) {
    Random random = new Random(seed);
    float[] values = new float[IMAGE.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.ofFloats(IMAGE, values);
  }
}
