package dev.thaw.cloud.events;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds up what each device has sent, so that a device that writes fast is one event a second.
 * Thread-safe.
 */
final class FeatureTally {
  private static final Duration WHILE = Duration.ofSeconds(1);
  private static final int MOST_DEVICES = 1_000;

  private record Sender(String task, String device) {}

  private record Sum(long count, Instant since) {}

  private final Clock clock;
  private final Map<Sender, Sum> sums = new LinkedHashMap<>();

  FeatureTally(Clock clock) {
    this.clock = clock;
  }

  /** Adds features of a device, and gives what is to be told at once because there is so much. */
  synchronized List<News> add(String task, String device, long count) {
    Sender sender = new Sender(task, device);
    Sum before = sums.getOrDefault(sender, new Sum(0, clock.instant()));
    sums.put(sender, new Sum(before.count() + count, before.since()));
    return sums.size() > MOST_DEVICES ? takeSince(Instant.MAX) : List.of();
  }

  /** Forgets what a device has sent. */
  synchronized void forget(String task, String device) {
    sums.remove(new Sender(task, device));
  }

  /** What has been added up for long enough. */
  synchronized List<News> take() {
    return takeSince(clock.instant().minus(WHILE));
  }

  private List<News> takeSince(Instant latest) {
    List<News> taken = new ArrayList<>();
    sums.forEach(
        (sender, sum) -> {
          if (!sum.since().isAfter(latest)) {
            taken.add(news(sender, sum.count()));
          }
        });
    sums.values().removeIf(sum -> !sum.since().isAfter(latest));
    return taken;
  }

  private static News news(Sender sender, long count) {
    String text = count + (count == 1 ? " feature from " : " features from ") + sender.device();
    return News.of(EventKind.FEATURES, sender.task(), sender.device(), text);
  }
}
