package dev.thaw.bench.baseline;

import dev.thaw.bench.evaluate.data.Person;
import dev.thaw.bench.evaluate.data.Sample;
import java.util.ArrayList;
import java.util.List;

/**
 * Each person's device trains by itself, from the general model, on its person's samples: nothing
 * crosses a wire. Immutable.
 *
 * @param own each person's weights, in the order of the people; the general ones for those who have
 *     nothing to train on
 * @param cost of all devices
 */
public record OnDevice(List<Weights> own, Cost cost) {
  public OnDevice {
    own = List.copyOf(own);
  }

  /**
   * Trains for one person after the other, on the calling thread.
   *
   * @throws BaselineException if a training diverged
   */
  public static OnDevice train(Slice slice, List<Person> people, Descent descent, long seed) {
    long start = System.nanoTime();
    long cpu = CpuClock.ownNanos();
    Weights general = slice.weights();
    List<Weights> own = new ArrayList<>();
    long samples = 0;
    for (Person person : people) {
      List<Sample> activations = slice.activations(person.adapt());
      own.add(trained(slice, general, activations, descent, 1_000_003L * seed + own.size()));
      samples += (long) descent.epochs() * activations.size();
    }
    double cpuSeconds = (CpuClock.ownNanos() - cpu) / 1e9;
    double seconds = (System.nanoTime() - start) / 1e9;
    return new OnDevice(own, new Cost(0, 0, cpuSeconds, 0, seconds, seconds, samples));
  }

  private static Weights trained(
      Slice slice, Weights general, List<Sample> activations, Descent descent, long seed) {
    return activations.isEmpty() ? general : descent.train(slice, general, activations, seed);
  }
}
