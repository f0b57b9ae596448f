package dev.thaw.demo.app;

import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.profile.ProfileSettings;
import dev.thaw.demo.profile.Profiles;
import dev.thaw.model.BaseModel;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * The demo's composition root: an embedded cloud, people's profiles, the writing page's server.
 * Pages can be loaded when it is open, and are answered after {@link #prepare}. Closes everything
 * in reverse order. Not thread-safe.
 */
final class Demo implements AutoCloseable {
  private static final int OPEN_PROFILES = 24;
  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final int CLOSING_SECONDS = 20;

  private final BaseModel base;
  private final Opened opened;
  private final DemoCloud cloud;
  private final AppServer app;
  private final Promise<Void> ready = Promise.promise();

  /**
   * Opens everything; returns when the page can be loaded.
   *
   * @throws DemoException if a port or the directory cannot be used
   */
  static Demo open(DemoSettings settings, Clock clock) {
    return open(settings, clock, UnaryOperator.identity());
  }

  /**
   * As {@link #open(DemoSettings, Clock)}, with something between the devices and the cloud.
   *
   * @param route turns the cloud's address into the one that devices use
   */
  static Demo open(DemoSettings settings, Clock clock, UnaryOperator<URI> route) {
    requireHandwriting(settings.base());
    Opened opened = new Opened();
    try {
      return new Demo(settings, clock, route, opened);
    } catch (RuntimeException | Error e) { // threads of what is open would keep the process alive
      opened.close();
      throw e;
    }
  }

  private Demo(DemoSettings settings, Clock clock, UnaryOperator<URI> route, Opened opened) {
    this.base = settings.base();
    this.opened = opened;
    this.cloud = opened.add(DemoCloud.open(settings, clock));
    Vertx vertx = Vertx.vertx();
    opened.add(() -> close(vertx));
    URI address = route.apply(cloud.uri());
    Profiles profiles =
        opened.add(Profiles.open(profileSettings(settings, cloud, address, clock), vertx));
    AppConfig config =
        new AppConfig(
            settings.host(),
            settings.port(),
            settings.tls(),
            profiles,
            ready.future(),
            cloud.uri() + "/operator/");
    this.app = opened.add(AppServer.start(config, vertx));
  }

  /** Loads the model and warms up; from then on pages are answered. Blocks. */
  void prepare() {
    cloud.install();
    Rehearsal.hold(base);
    ready.complete();
  }

  /** Where the page is. */
  String url() {
    return app.url();
  }

  /** Where the embedded cloud is. */
  URI cloud() {
    return cloud.uri();
  }

  /** What opens the operator's page: a file with a token; empty if it was moved elsewhere. */
  Optional<Path> operatorToken() {
    return cloud.operatorToken();
  }

  @Override
  public void close() {
    cloud.stopTraining();
    opened.close();
  }

  private static ProfileSettings profileSettings(
      DemoSettings settings, DemoCloud cloud, URI address, Clock clock) {
    return new ProfileSettings(
        PrivateFolder.in(settings.directory().resolve("profiles")),
        address,
        cloud.publicKey(),
        cloud::invitation,
        settings.base(),
        OPEN_PROFILES,
        IDLE,
        clock);
  }

  private static void close(Vertx vertx) throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(CLOSING_SECONDS, TimeUnit.SECONDS);
  }

  private static void requireHandwriting(BaseModel base) {
    if (!base.task().inputShapes().equals(CharacterInContext.INPUT_SHAPES)) {
      throw new DemoException(
          "base model of task %s takes %s, not handwriting. Choose one of thaw pretrain."
              .formatted(base.task().name(), base.task().inputShapes()));
    }
  }
}
