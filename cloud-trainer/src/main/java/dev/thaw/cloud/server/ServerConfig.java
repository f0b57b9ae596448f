package dev.thaw.cloud.server;

import java.time.Duration;

/**
 * How the gateway listens and what it lets in. Immutable.
 *
 * @param host the address to bind, loopback unless the operator says otherwise
 * @param port the TCP port; 0 picks a free one
 * @param window batches one connection may have unacknowledged
 * @param maxFrameBytes the largest frame or request body taken
 * @param keepAlive how often a connected device is pinged; silent for two of these, it is dropped
 * @param closeTimeout how long closing waits for commits that are under way
 */
public record ServerConfig(
    String host,
    int port,
    int window,
    int maxFrameBytes,
    Duration keepAlive,
    Duration closeTimeout) {
  /** The port the cloud listens on unless told otherwise. */
  public static final int DEFAULT_PORT = 7070;

  private static final int MIN_FRAME_BYTES = 1_024;

  public ServerConfig {
    if (host.isBlank()) {
      throw new IllegalArgumentException("no host to listen on");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("not a port: " + port);
    }
    if (window < 1) {
      throw new IllegalArgumentException("not a window: " + window);
    }
    if (maxFrameBytes < MIN_FRAME_BYTES) {
      throw new IllegalArgumentException(
          "frames of at most " + maxFrameBytes + " bytes hold nothing");
    }
    requirePositive("keep-alive", keepAlive);
    requirePositive("close timeout", closeTimeout);
  }

  /** Loopback, port 7070, window 8, frames of 1 MiB, ping every 20 s, 10 s to close. */
  public static ServerConfig defaults() {
    return new ServerConfig(
        "127.0.0.1", DEFAULT_PORT, 8, 1 << 20, Duration.ofSeconds(20), Duration.ofSeconds(10));
  }

  /** This configuration at another address. */
  public ServerConfig at(String newHost, int newPort) {
    return new ServerConfig(newHost, newPort, window, maxFrameBytes, keepAlive, closeTimeout);
  }

  /** This configuration with another window. */
  public ServerConfig withWindow(int changed) {
    return new ServerConfig(host, port, changed, maxFrameBytes, keepAlive, closeTimeout);
  }

  /** This configuration with another frame limit. */
  public ServerConfig withMaxFrameBytes(int changed) {
    return new ServerConfig(host, port, window, changed, keepAlive, closeTimeout);
  }

  /** This configuration with another ping interval. */
  public ServerConfig withKeepAlive(Duration changed) {
    return new ServerConfig(host, port, window, maxFrameBytes, changed, closeTimeout);
  }

  private static void requirePositive(String what, Duration value) {
    if (value.isZero() || value.isNegative()) {
      throw new IllegalArgumentException("not a " + what + ": " + value);
    }
  }
}
