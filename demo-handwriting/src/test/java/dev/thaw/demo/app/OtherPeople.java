package dev.thaw.demo.app;

import dev.thaw.demo.app.Requests.Written;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * People whose browsers run on other computers: here are only their sessions, each recognising and
 * saving a character at a pace until closed.
 */
public final class OtherPeople implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final WebSocketClient sockets = vertx.createWebSocketClient(PageClient.OPTIONS);
  private final ScheduledExecutorService hands;
  private final AtomicInteger saved = new AtomicInteger();

  private OtherPeople(int count) {
    this.hands = new ScheduledThreadPoolExecutor(count);
  }

  /** Lets {@code count} people write, their characters evenly spread in time. */
  public static OtherPeople writing(URI page, int count, Duration pace) {
    OtherPeople people = new OtherPeople(count);
    for (int person = 0; person < count; person++) {
      people.begin(page, person, pace.toMillis(), pace.toMillis() * person / count);
    }
    return people;
  }

  /** Characters that they saved so far. */
  public int saved() {
    return saved.get();
  }

  @Override
  public void close() {
    hands.shutdownNow();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void begin(URI page, int person, long paceMillis, long startMillis) {
    PageClient client = PageClient.open(sockets, page, newToken(page));
    List<Written> characters = new ArrayList<>(Requests.written(100 + person, 4));
    AtomicInteger next = new AtomicInteger();
    hands.scheduleAtFixedRate(
        () -> {
          int number = next.getAndIncrement();
          Written character = characters.get(number % characters.size());
          client.ask(Requests.recognise(character.strokes()));
          client.ask(Requests.save("k" + number, character));
          saved.incrementAndGet();
        },
        startMillis,
        paceMillis,
        TimeUnit.MILLISECONDS);
  }

  private static String newToken(URI page) {
    try {
      return AppFixture.token(
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(page.resolve("/")).build(),
                  HttpResponse.BodyHandlers.discarding()));
    } catch (IOException e) {
      throw new AssertionError("no page at " + page, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
