package dev.thaw.bench.evaluate.scaling;

import dev.thaw.bench.Waiting;
import dev.thaw.protocol.Digest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleConsumer;

/**
 * What came of asking for a head for each device. Immutable.
 *
 * @param samples trained on, of all heads together
 * @param manifests of the heads that were published
 */
record Training(double seconds, int heads, long samples, List<Digest> manifests) {
  /** So many ask at the same time: the cloud never waits for a question. */
  private static final int ASKING = 16;

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int OK = 200;
  private static final double NANOS = 1e9;

  private record Answer(long samples, Optional<Digest> manifest) {}

  /**
   * Asks for all, and returns when the last has been answered.
   *
   * @param progress told the share that has
   */
  static Training ofAll(Party party, DoubleConsumer progress) {
    HttpClient client = HttpClient.newHttpClient();
    ExecutorService asking = Executors.newFixedThreadPool(ASKING);
    long start = System.nanoTime();
    try {
      List<Future<Answer>> asked =
          party
              .numbers()
              .mapToObj(number -> asking.submit(() -> ask(client, party, number)))
              .toList();
      List<Answer> answers = new ArrayList<>();
      for (Future<Answer> each : asked) {
        answers.add(Waiting.get("training", each));
        progress.accept((double) answers.size() / asked.size());
      }
      return of((System.nanoTime() - start) / NANOS, answers);
    } finally {
      asking.shutdownNow();
    }
  }

  private static Training of(double seconds, List<Answer> answers) {
    long samples = answers.stream().mapToLong(Answer::samples).sum();
    List<Digest> manifests = answers.stream().flatMap(each -> each.manifest.stream()).toList();
    return new Training(seconds, answers.size(), samples, manifests);
  }

  private static Answer ask(HttpClient client, Party party, int number)
      throws IOException, InterruptedException {
    JsonObject body = new JsonObject().put("scope", "device/" + party.name(number));
    URI where = party.cloud().resolve("/v1/admin/train");
    HttpRequest request =
        HttpRequest.newBuilder(where)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != OK) {
      throw new IOException("the cloud did not train: " + answer.body());
    }
    JsonObject run = new JsonObject(answer.body());
    Optional<Digest> manifest = Optional.ofNullable(run.getString("manifest")).map(Digest::fromHex);
    return new Answer(run.getLong("samples"), manifest);
  }
}
