package dev.thaw.demo.chaos;

import dev.thaw.demo.Thaw;
import dev.thaw.demo.simulate.SimulationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code thaw serve} in a process that is killed and started again at one address. Thread-safe. */
public final class CloudProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final List<String> TRAINING = List.of("--train-every", "32", "--train-after", "5");

  private final RunFiles files;
  private final Optional<Path> base;
  private final Supplier<JvmExtras> extras;
  private final int port = freePort();
  private volatile @Nullable ChildProcess process;

  CloudProcess(RunFiles files, Optional<Path> base) {
    this(files, base, () -> JvmExtras.NONE);
  }

  /**
   * Starts it.
   *
   * @param extras asked for at each start
   */
  public CloudProcess(RunFiles files, Optional<Path> base, Supplier<JvmExtras> extras) {
    this.files = files;
    this.base = base;
    this.extras = extras;
    start();
  }

  /** Where it listens, and will again. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** SIGKILL, and a new process on the same directory; returns when that listens. */
  synchronized void killAndRestart() {
    kill();
    restart();
  }

  /** SIGKILL; returns when it is dead. */
  public void kill() {
    current().kill();
  }

  /** Whether it has not ended. */
  public boolean isAlive() {
    return current().isAlive();
  }

  /** What it ended with. */
  public int exitStatus() {
    return current().exitStatus();
  }

  /**
   * A new process on the same directory after the end of the last; returns when that listens.
   *
   * @throws SimulationException if it ends before
   */
  public synchronized void restart() {
    current().close();
    start();
  }

  private ChildProcess current() {
    return Objects.requireNonNull(process, "started by the constructor");
  }

  private void start() {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("serve", "--data-dir", files.cloud().toString()));
    arguments.addAll(List.of("--port", Integer.toString(port)));
    arguments.add("--no-authentication");
    arguments.addAll(TRAINING);
    base.ifPresent(file -> arguments.addAll(List.of("--base", file.toString())));
    CountDownLatch listening = new CountDownLatch(1);
    ChildProcess started =
        ChildProcess.start(
            Thaw.class,
            arguments,
            extras.get(),
            files.log("cloud"),
            line -> {
              if (line.startsWith("listening")) {
                listening.countDown();
              }
            });
    process = started;
    await(listening, started);
  }

  private void await(CountDownLatch listening, ChildProcess started) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!listening.await(100, TimeUnit.MILLISECONDS)) {
        if (!started.isAlive() || System.nanoTime() > deadline) {
          started.kill();
          throw new SimulationException("the cloud does not start: see " + files.log("cloud"));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SimulationException("interrupted while the cloud starts", e);
    }
  }

  /** Ends it in order. */
  @Override
  public synchronized void close() {
    current().close();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new SimulationException("no free port: " + e.getMessage(), e);
    }
  }
}
