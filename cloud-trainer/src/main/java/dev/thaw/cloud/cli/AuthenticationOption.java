package dev.thaw.cloud.cli;

import dev.thaw.cloud.server.ServerConfig;
import picocli.CommandLine.Option;

/** Whether a cloud asks who calls. */
final class AuthenticationOption {
  @Option(
      names = "--no-authentication",
      description =
          "Let in whoever calls, devices and operators alike: for trials, on a loopback address"
              + " only.")
  private boolean open;

  /**
   * {@code config} as asked for.
   *
   * @throws IllegalArgumentException if it would be open to other machines
   */
  ServerConfig applyTo(ServerConfig config) {
    if (open && !TokenOption.isLoopback(config.host())) {
      throw new IllegalArgumentException(
          "--no-authentication works on loopback only, not on "
              + config.host()
              + ": leave it out, or listen on 127.0.0.1");
    }
    return config.withAuthenticated(!open);
  }
}
