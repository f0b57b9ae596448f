package dev.thaw.demo.app;

import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.cloud.training.TrainingPolicy.ScopeKind;
import dev.thaw.demo.base.BundledModel;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;

/** The whole demo in this process, for tests of other packages. */
public final class OpenDemo implements AutoCloseable {
  private static final int TRAIN_EVERY = 8;
  private static final Duration TRAIN_AFTER = Duration.ofSeconds(4);

  private final Demo demo;
  private final Path directory;

  private OpenDemo(Demo demo, Path directory) {
    this.demo = demo;
    this.directory = directory;
  }

  /**
   * Opens it as {@code thaw demo} does, ready to recognise.
   *
   * @param port of the writing page; 0 for any free one
   * @param cloudPort of the cloud; 0 for any free one
   */
  public static OpenDemo in(Path directory, int port, int cloudPort) {
    TrainingPolicy policy = new TrainingPolicy(Set.of(ScopeKind.DEVICE), TRAIN_EVERY, TRAIN_AFTER);
    Demo demo =
        Demo.open(
            new DemoSettings(
                "127.0.0.1", port, cloudPort, directory, BundledModel.handwriting(), policy),
            Clock.systemUTC());
    try {
      demo.prepare();
      return new OpenDemo(demo, directory);
    } catch (RuntimeException e) {
      demo.close();
      throw e;
    }
  }

  /** Where the writing page is. */
  public URI page() {
    return URI.create(demo.url());
  }

  /** Where the cloud is. */
  public URI cloud() {
    return demo.cloud();
  }

  /** The header by which its operator is known there, as name and value; empty if nobody asks. */
  public String[] operatorHeader() {
    return OperatorToken.header(directory);
  }

  @Override
  public void close() {
    demo.close();
  }
}
