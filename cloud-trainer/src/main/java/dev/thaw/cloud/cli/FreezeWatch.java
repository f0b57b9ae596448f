package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Asks a server again and again how a task's freeze point stands, and shows it. A server that stops
 * answering is waited for: a change goes on when it is started again. Confined to one thread.
 */
final class FreezeWatch {
  static final String PATH = "v1/admin/freeze/status";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long INTERVAL_MILLIS = 500;

  private final OperatorClient client;
  private final Map<String, String> query;
  private final Screen screen;

  FreezeWatch(OperatorClient client, Map<String, String> query, Screen screen) {
    this.client = client;
    this.query = Map.copyOf(query);
    this.screen = screen;
  }

  /** Watches until the change has ended and all connected devices have switched. */
  Reply untilSettled() {
    return until(FreezeTexts::isSettled);
  }

  /** Watches until {@code isEnd} says so; the answer is the last one, and no longer drawn. */
  Reply until(Predicate<JsonNode> isEnd) {
    long answeredNanos = System.nanoTime();
    boolean answered = false;
    while (true) {
      Reply reply = client.get(PATH, query);
      if (reply instanceof Reply.Answer answer) {
        answered = true;
        answeredNanos = System.nanoTime();
        if (isEnd.test(answer.body())) {
          screen.clear();
          return reply;
        }
        screen.show(FreezeTexts.lines(answer.body()), FreezeTexts.line(answer.body()));
      } else if (!answered || isGivenUp(reply, answeredNanos)) {
        return reply;
      } else {
        screen.show(List.of("no answer, asking again"), "no answer, asking again");
      }
      if (!rest()) {
        return reply;
      }
    }
  }

  private static boolean isGivenUp(Reply reply, long answeredNanos) {
    return !(reply instanceof Reply.Unreachable)
        || System.nanoTime() - answeredNanos > PATIENCE.toNanos();
  }

  private static boolean rest() {
    try {
      TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
