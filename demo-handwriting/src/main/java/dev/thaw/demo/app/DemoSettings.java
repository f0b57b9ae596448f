package dev.thaw.demo.app;

import dev.thaw.cloud.tls.TlsFiles;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.model.BaseModel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How the demo runs. Immutable.
 *
 * @param host the address that the writing page listens on; the cloud listens on loopback only
 * @param port of the writing page; 0 picks a free one
 * @param cloudPort of the embedded cloud; 0 picks a free one
 * @param directory where everything durable lives; one process at a time
 * @param base the model that everybody starts with
 * @param policy when people's models are trained
 * @param tls the page's certificate; empty listens without TLS
 */
record DemoSettings(
    String host,
    int port,
    int cloudPort,
    Path directory,
    BaseModel base,
    TrainingPolicy policy,
    Optional<TlsFiles> tls) {
  static final int DEFAULT_PORT = 7080;

  private static final int MOST_PORT = 65_535;

  DemoSettings {
    if (host.isBlank()) {
      throw new IllegalArgumentException("no host to listen on");
    }
    requirePort(port);
    requirePort(cloudPort);
  }

  /** Settings without TLS. */
  DemoSettings(
      String host, int port, int cloudPort, Path directory, BaseModel base, TrainingPolicy policy) {
    this(host, port, cloudPort, directory, base, policy, Optional.empty());
  }

  private static void requirePort(int port) {
    if (port < 0 || port > MOST_PORT) {
      throw new IllegalArgumentException("not a port: " + port);
    }
  }
}
