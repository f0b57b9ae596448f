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
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code thaw serve} in a process that is killed and started again at one address. Thread-safe. */
final class CloudProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final List<String> TRAINING = List.of("--train-every", "32", "--train-after", "5");

  private final RunFiles files;
  private final Optional<Path> base;
  private final int port = freePort();
  private ChildProcess process;

  CloudProcess(RunFiles files, Optional<Path> base) {
    this.files = files;
    this.base = base;
    this.process = start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** SIGKILL, and a new process on the same directory; returns when that listens. */
  synchronized void killAndRestart() {
    process.kill();
    process.close();
    process = start();
  }

  private ChildProcess start() {
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
            files.log("cloud"),
            line -> {
              if (line.startsWith("listening")) {
                listening.countDown();
              }
            });
    await(listening, started);
    return started;
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
    process.close();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new SimulationException("no free port: " + e.getMessage(), e);
    }
  }
}
