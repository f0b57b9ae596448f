package dev.thaw.bench.baseline;

import dev.thaw.bench.evaluate.data.Person;
import dev.thaw.bench.evaluate.wire.Tap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Federated averaging (McMahan et al., 2017): each round sends the global weights to some devices,
 * which train them on what they have, and makes the mean of what comes back, weighted by sample
 * count, the next global weights. Server and devices talk over sockets on loopback, all of them
 * through a {@link Tap}. The server asks one device after the other: trainings of one process take
 * turns anyway, and so each has a core for itself. Not thread-safe; the creator closes it.
 */
public final class FedAvg implements AutoCloseable {
  private final FedAvgSettings settings;
  private final IntToDoubleFunction weightOf;
  private final WeightCodec codec;
  private final Switchboard board;
  private final List<FederatedDevice> devices = new ArrayList<>();
  private final Random random;
  private Weights global;
  private int rounds;
  private long wallNanos;
  private long cpuNanos;

  /**
   * Connects a device for each person who has something to train on.
   *
   * @throws BaselineException if there is none, or no socket
   */
  public FedAvg(Slice slice, List<Person> people, FedAvgSettings settings) {
    this(slice, people, settings, samples -> samples);
  }

  /**
   * As above.
   *
   * @param weightOf what a device's weights count in the mean, by its samples
   */
  FedAvg(Slice slice, List<Person> people, FedAvgSettings settings, IntToDoubleFunction weightOf) {
    this.settings = settings;
    this.weightOf = weightOf;
    this.codec = WeightCodec.of(slice, settings.compressed());
    this.random = new Random(settings.seed());
    this.global = slice.weights();
    List<Person> able = people.stream().filter(person -> !person.adapt().isEmpty()).toList();
    if (able.isEmpty()) {
      throw new BaselineException("none of " + people.size() + " people has a sample to train on");
    }
    this.board = new Switchboard();
    for (int i = 0; i < able.size(); i++) {
      devices.add(new FederatedDevice(i, slice, able.get(i).adapt(), settings, board.port()));
    }
    board.connect(able.size());
  }

  /**
   * Runs the next round and blocks until it is done.
   *
   * @throws BaselineException if a device failed, as when its training diverged
   */
  public void round() {
    long start = System.nanoTime();
    long cpu = CpuClock.ownNanos();
    rounds++;
    List<byte[]> download = codec.download(global);
    WeightedMean mean = new WeightedMean();
    draw().forEach(device -> ask(device, download, mean));
    global = mean.mean();
    cpuNanos += CpuClock.ownNanos() - cpu;
    wallNanos += System.nanoTime() - start;
  }

  /** Rounds so far. */
  public int rounds() {
    return rounds;
  }

  /** The present global weights. */
  public Weights global() {
    return global;
  }

  /**
   * What was spent so far.
   *
   * @throws BaselineException if other bytes crossed the sockets than were counted here
   */
  public Cost cost() {
    board.requireCounted();
    return new Cost(
        board.bytesUp(),
        board.bytesDown(),
        devices.stream().mapToLong(FederatedDevice::cpuNanos).sum() / 1e9,
        cpuNanos / 1e9,
        wallNanos / 1e9,
        devices.stream().mapToLong(FederatedDevice::busyNanos).sum() / 1e9,
        devices.stream().mapToLong(FederatedDevice::trained).sum());
  }

  /** Ends all devices. */
  @Override
  public void close() {
    board.close();
  }

  private List<Integer> draw() {
    List<Integer> all = new ArrayList<>(IntStream.range(0, devices.size()).boxed().toList());
    Collections.shuffle(all, random);
    return all.subList(0, settings.drawn(all.size()));
  }

  private void ask(int device, List<byte[]> download, WeightedMean mean) {
    try {
      Letter answer = board.exchange(device, new Letter(rounds, 0, download));
      Weights trained = codec.trained(global, answer.parts());
      mean.add(trained, weightOf.applyAsDouble(answer.samples()));
    } catch (IOException e) {
      String reason = devices.get(device).failure().map(Exception::getMessage).orElse("it is gone");
      throw new BaselineException(
          "device " + device + " failed in round " + rounds + ": " + reason, e);
    }
  }
}
