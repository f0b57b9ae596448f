package dev.thaw.bench.baseline;

import dev.thaw.bench.evaluate.data.Sample;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A device of federated averaging, on a thread of its own: whenever it is sent weights, it trains
 * them on its own samples and sends them back. It computes its activations once, when it is first
 * drawn, and keeps them. Figures may be asked for by any thread.
 */
final class FederatedDevice {
  private final int number;
  private final Slice slice;
  private final List<Sample> samples;
  private final FedAvgSettings settings;
  private final WeightCodec codec;
  private final Thread thread;
  private List<Sample> activations = List.of();
  private volatile Optional<Exception> failure = Optional.empty();
  private final AtomicLong busyNanos = new AtomicLong();
  private final AtomicLong trained = new AtomicLong();

  /** Connects to {@code port}, and serves until the connection ends. */
  FederatedDevice(
      int number, Slice slice, List<Sample> samples, FedAvgSettings settings, int port) {
    this.number = number;
    this.slice = slice;
    this.samples = List.copyOf(samples);
    this.settings = settings;
    this.codec = WeightCodec.of(slice, settings.compressed());
    this.thread = new Thread(() -> run(port), "thaw-fedavg-" + number);
    thread.setDaemon(true);
    thread.start();
  }

  /** Its CPU time so far. */
  long cpuNanos() {
    return CpuClock.nanosOf(thread);
  }

  /** How long it was at work so far. */
  long busyNanos() {
    return busyNanos.get();
  }

  /** Samples it trained on so far, each as often as it did. */
  long trained() {
    return trained.get();
  }

  /** Why it ended, if not because its connection did. */
  Optional<Exception> failure() {
    return failure;
  }

  private void run(int port) {
    try (Line line = new Line(new Socket(InetAddress.getLoopbackAddress(), port))) {
      serve(line);
    } catch (EOFException e) {
      // The server has ended.
    } catch (IOException e) {
      failure = Optional.of(e);
    }
  }

  /** What went wrong is known before the connection ends. */
  private void serve(Line line) throws IOException {
    try {
      line.send(new Letter(number, samples.size(), List.of()));
      while (true) {
        Letter asked = line.receive();
        long start = System.nanoTime();
        Letter answer = answer(asked);
        busyNanos.addAndGet(System.nanoTime() - start);
        line.send(answer);
      }
    } catch (RuntimeException e) {
      failure = Optional.of(e);
    }
  }

  private Letter answer(Letter asked) {
    if (activations.isEmpty()) {
      activations = slice.activations(samples);
    }
    Weights start = codec.start(asked.parts());
    long seed = 1_000_003L * (settings.seed() + 31L * asked.number()) + number;
    Weights own = settings.local().train(slice, start, activations, seed);
    trained.addAndGet((long) settings.local().epochs() * activations.size());
    return new Letter(asked.number(), activations.size(), codec.upload(start, own));
  }
}
