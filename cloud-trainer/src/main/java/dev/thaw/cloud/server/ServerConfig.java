package dev.thaw.cloud.server;

import dev.thaw.cloud.server.limits.ServerLimits;
import dev.thaw.cloud.tls.TlsFiles;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How the gateway listens and what it lets in. Immutable; made from {@link #defaults} or {@link
 * #open} and the methods that change one thing.
 *
 * @param host the address to bind, loopback unless the operator says otherwise
 * @param port the TCP port; 0 picks a free one
 * @param window batches one connection may have unacknowledged
 * @param maxFrameBytes the largest frame or request body taken
 * @param keepAlive how often a connected device is pinged; silent for two of these, it is dropped
 * @param closeTimeout how long closing waits for commits that are under way
 * @param authenticated whether devices and operators must show who they are
 * @param tls the listener's certificate; empty listens without TLS
 * @param limits what is taken at most, from one and from all
 */
public record ServerConfig(
    String host,
    int port,
    int window,
    int maxFrameBytes,
    Duration keepAlive,
    Duration closeTimeout,
    boolean authenticated,
    Optional<TlsFiles> tls,
    ServerLimits limits) {
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

  /** Loopback, port 7070, window 8, frames of 1 MiB, ping every 20 s, 5 s to close. */
  public static ServerConfig defaults() {
    return new ServerConfig(
        "127.0.0.1",
        DEFAULT_PORT,
        8,
        1 << 20,
        Duration.ofSeconds(20),
        Duration.ofSeconds(5),
        true,
        Optional.empty(),
        ServerLimits.defaults());
  }

  /** The defaults, letting in whoever calls: for trials on one machine. */
  public static ServerConfig open() {
    return defaults().withAuthenticated(false);
  }

  /** This configuration at another address. */
  public ServerConfig at(String newHost, int newPort) {
    return with(
        draft -> {
          draft.host = newHost;
          draft.port = newPort;
        });
  }

  /** This configuration with another window. */
  public ServerConfig withWindow(int changed) {
    return with(draft -> draft.window = changed);
  }

  /** This configuration with another frame limit. */
  public ServerConfig withMaxFrameBytes(int changed) {
    return with(draft -> draft.maxFrameBytes = changed);
  }

  /** This configuration with another ping interval. */
  public ServerConfig withKeepAlive(Duration changed) {
    return with(draft -> draft.keepAlive = changed);
  }

  /** This configuration, asking who calls or not. */
  public ServerConfig withAuthenticated(boolean changed) {
    return with(draft -> draft.authenticated = changed);
  }

  /** This configuration, listening with TLS. */
  public ServerConfig withTls(TlsFiles changed) {
    return with(draft -> draft.tls = Optional.of(changed));
  }

  /** This configuration with other limits. */
  public ServerConfig withLimits(ServerLimits changed) {
    return with(draft -> draft.limits = changed);
  }

  private ServerConfig with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.finish();
  }

  private static void requirePositive(String what, Duration value) {
    if (value.isZero() || value.isNegative()) {
      throw new IllegalArgumentException("not a " + what + ": " + value);
    }
  }

  /** A configuration being changed. */
  private static final class Draft {
    private final Duration closeTimeout;
    private String host;
    private int port;
    private int window;
    private int maxFrameBytes;
    private Duration keepAlive;
    private boolean authenticated;
    private Optional<TlsFiles> tls;
    private ServerLimits limits;

    Draft(ServerConfig from) {
      this.closeTimeout = from.closeTimeout;
      this.host = from.host;
      this.port = from.port;
      this.window = from.window;
      this.maxFrameBytes = from.maxFrameBytes;
      this.keepAlive = from.keepAlive;
      this.authenticated = from.authenticated;
      this.tls = from.tls;
      this.limits = from.limits;
    }

    ServerConfig finish() {
      return new ServerConfig(
          host, port, window, maxFrameBytes, keepAlive, closeTimeout, authenticated, tls, limits);
    }
  }
}
