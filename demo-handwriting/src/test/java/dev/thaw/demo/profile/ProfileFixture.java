package dev.thaw.demo.profile;

import static org.assertj.core.api.Assertions.fail;

import dev.thaw.cloud.CloudConfig;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.server.CloudServer;
import dev.thaw.cloud.server.ServerConfig;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.demo.base.BundledModel;
import dev.thaw.demo.data.HandwrittenCharacter;
import dev.thaw.demo.strokes.Stroke;
import dev.thaw.demo.synthetic.SyntheticWriters;
import dev.thaw.model.BaseModel;
import dev.thaw.protocol.Scope;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A cloud that trains when told to, profiles that sync with it, and what made-up people write. */
abstract class ProfileFixture {
  static final BaseModel BASE = BundledModel.handwriting();
  private static final long SEED = 20_264;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  Vertx vertx;
  CloudTrainer trainer;
  CloudServer server;
  Profiles profiles;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    CloudConfig config = CloudConfig.in(directory.resolve("cloud")).with(TrainingPolicy.manual());
    trainer = CloudTrainer.open(config, Clock.systemUTC());
    trainer.install(BASE);
    server = serve(0);
    profiles = open(8);
  }

  @AfterEach
  void stop() throws Exception {
    profiles.close();
    server.close();
    trainer.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
  }

  CloudServer serve(int port) {
    return CloudServer.start(ServerConfig.open().at("127.0.0.1", port), trainer);
  }

  Profiles open(int most) {
    return open(most, Duration.ofMinutes(10));
  }

  Profiles open(int most, Duration idle) {
    return Profiles.open(
        new ProfileSettings(
            directory.resolve("profiles"),
            URI.create(server.url()),
            trainer.publicKey(),
            Invitations.NONE,
            BASE,
            most,
            idle,
            Clock.systemUTC()),
        vertx);
  }

  /** Closes all profiles and opens them again, as a restart of the server does. */
  void restart() {
    profiles.close();
    profiles = open(8);
  }

  Path folder(String token) {
    return directory.resolve("profiles").resolve(new Token(token).folder());
  }

  TrainingRun train(String device) throws Exception {
    return trainer
        .train(BASE.task().name(), new Scope.OfDevice(device))
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** What person {@code number} writes: every character once, then again in another order. */
  static List<HandwrittenCharacter> written(int number) {
    System.out.println("seed " + SEED);
    return new SyntheticWriters(SEED).writer(number, 2).characters();
  }

  /** As the page would send it. */
  static Ink ink(HandwrittenCharacter character) {
    return Ink.of(character.drawing().strokes().stream().map(ProfileFixture::pairs).toList());
  }

  static String label(HandwrittenCharacter character) {
    return String.valueOf(character.label());
  }

  static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail("not within " + PATIENCE + ": " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private static float[] pairs(Stroke stroke) {
    float[] pairs = new float[2 * stroke.size()];
    for (int i = 0; i < stroke.size(); i++) {
      pairs[2 * i] = stroke.x(i);
      pairs[2 * i + 1] = stroke.y(i);
    }
    return pairs;
  }
}
