package dev.thaw.cache;

import static dev.thaw.cache.Samples.NOW;
import static dev.thaw.cache.Samples.TASK;
import static dev.thaw.cache.Samples.activation;
import static dev.thaw.cache.Samples.sample;

import dev.thaw.protocol.SampleId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A device that predicts, annotates, has acknowledged and sends again until it is killed, and says
 * what it did.
 */
public final class KilledDevice {
  private KilledDevice() {}

  /** Arguments: directory, number of the first sample, seed. */
  public static void main(String[] arguments) {
    List<SampleId> acknowledged = new ArrayList<>();
    Random random = new Random(Long.parseLong(arguments[2]));
    try (DeviceStore store =
        DeviceStore.open(Path.of(arguments[0]), ActivationCacheContract.LIMITS)) {
      ActivationCache cache = store.activations();
      say("open");
      for (int n = Integer.parseInt(arguments[1]); ; n++) {
        cache.put(activation(n, Samples.CURRENT, 400));
        if (cache.annotate(TASK, sample(n), n % 62, NOW)) {
          say("annotated " + n);
        }
        if (random.nextInt(3) == 0) {
          acknowledgeOldest(cache, acknowledged);
        }
        if (random.nextInt(6) == 0 && !acknowledged.isEmpty()) {
          resend(cache, acknowledged.remove(random.nextInt(acknowledged.size())));
        }
      }
    }
  }

  private static void acknowledgeOldest(ActivationCache cache, List<SampleId> acknowledged) {
    for (Pending oldest : cache.outbox().peek(TASK, 0, 1)) {
      say("acknowledging " + oldest.sample());
      cache.outbox().acknowledge(List.of(oldest.sequence()));
      say("acknowledged " + oldest.sample());
      acknowledged.add(oldest.sample());
    }
  }

  private static void resend(ActivationCache cache, SampleId sample) {
    say("resending " + sample);
    if (cache.outbox().resend(TASK, List.of(sample)).isEmpty()) {
      say("resent " + sample);
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
