package dev.thaw.edge.link;

import java.time.Duration;

/**
 * The patience of a link. Immutable.
 *
 * @param connectTimeout for a connection to come about
 * @param replyTimeout for a welcome, an acknowledgement or an HTTP reply
 * @param pingInterval between pings; a ping unanswered at the next one ends the connection
 * @param backoffMin the wait after the first failure, before jitter
 * @param backoffMax the longest wait
 * @param restAfterFailures failed WebSocket attempts in a row after which REST is tried
 * @param webSocketRetry how long REST is used before a WebSocket is tried again
 * @param poll how often the manifest is asked for over REST
 * @param gateCheck how often a shut gate is looked at again
 */
public record LinkTimings(
    Duration connectTimeout,
    Duration replyTimeout,
    Duration pingInterval,
    Duration backoffMin,
    Duration backoffMax,
    int restAfterFailures,
    Duration webSocketRetry,
    Duration poll,
    Duration gateCheck) {
  /** For phones and small computers on ordinary networks. */
  public static final LinkTimings DEFAULT =
      new LinkTimings(
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofMillis(500),
          Duration.ofMinutes(2),
          3,
          Duration.ofMinutes(10),
          Duration.ofMinutes(1),
          Duration.ofSeconds(30));

  public LinkTimings {
    requirePositive("connectTimeout", connectTimeout);
    requirePositive("replyTimeout", replyTimeout);
    requirePositive("pingInterval", pingInterval);
    requirePositive("backoffMin", backoffMin);
    requirePositive("backoffMax", backoffMax);
    requirePositive("webSocketRetry", webSocketRetry);
    requirePositive("poll", poll);
    requirePositive("gateCheck", gateCheck);
    if (restAfterFailures < 1) {
      throw new IllegalArgumentException("restAfterFailures is " + restAfterFailures);
    }
    if (backoffMax.compareTo(backoffMin) < 0) {
      throw new IllegalArgumentException(
          "backoffMax " + backoffMax + " is below backoffMin " + backoffMin);
    }
  }

  /** The same, but a shut gate is looked at again after {@code value}. */
  public LinkTimings withGateCheck(Duration value) {
    return new LinkTimings(
        connectTimeout,
        replyTimeout,
        pingInterval,
        backoffMin,
        backoffMax,
        restAfterFailures,
        webSocketRetry,
        poll,
        value);
  }

  private static void requirePositive(String name, Duration value) {
    if (value.toMillis() < 1) {
      throw new IllegalArgumentException(name + " is " + value);
    }
  }
}
