package dev.thaw.demo.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.demo.simulate.SimulationException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an operator asks of a running cloud, over its API. A cloud that does not answer is asked
 * again, since it may just be killed: see {@link #status()}. Thread-safe.
 */
public final class Operator {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int OK = 200;
  private static final String FREEZE = "/v1/admin/freeze";

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final ObjectMapper json = new ObjectMapper();
  private final URI cloud;

  /** Of the cloud at {@code cloud}. */
  public Operator(URI cloud) {
    this.cloud = cloud;
  }

  /** Where the freeze point stands and moves; empty if nobody answers. */
  public Optional<JsonNode> status() {
    return tried(request(FREEZE + "/status").GET().build());
  }

  /** Asks for a change of depth; empty if nobody answers. The cloud may refuse. */
  public Optional<JsonNode> move(Move move) {
    ObjectNode body = json.createObjectNode().put("depth", move.depth()).put("wait", false);
    if (move.share() > 0) {
      body.put("when", move.share()).put("deadlineSeconds", move.deadline().toSeconds());
    }
    return tried(withJson(request(FREEZE)).PUT(BodyPublishers.ofString(body.toString())).build());
  }

  /** Trains a device's head once more. */
  public JsonNode train(String device) {
    ObjectNode body = json.createObjectNode().put("scope", "device/" + device);
    return required(
        withJson(request("/v1/admin/train"))
            .POST(BodyPublishers.ofString(body.toString()))
            .build());
  }

  /** The manifest that each device of {@code ids} should run, in hexadecimal. */
  public Map<String, String> wantedManifests(Iterable<String> ids) {
    Map<String, String> byScope = new HashMap<>();
    for (JsonNode model : required(request("/v1/admin/models").GET().build()).path("models")) {
      if (model.path("current").asBoolean()) {
        byScope.put(model.path("scope").asText(), model.path("digest").asText());
      }
    }
    String global = byScope.getOrDefault("global", "");
    Map<String, String> wanted = new HashMap<>();
    ids.forEach(id -> wanted.put(id, byScope.getOrDefault("device/" + id, global)));
    return wanted;
  }

  /** The latest training runs, newest first. */
  public JsonNode runs() {
    return required(request("/v1/admin/runs").GET().build()).path("runs");
  }

  private JsonNode required(HttpRequest request) {
    try {
      HttpResponse<String> response = send(request);
      if (response.statusCode() != OK) {
        throw new SimulationException(request.uri() + ": " + response.body());
      }
      return json.readTree(response.body());
    } catch (IOException e) {
      throw new SimulationException(request.uri() + " does not answer: " + e.getMessage(), e);
    }
  }

  private Optional<JsonNode> tried(HttpRequest request) {
    try {
      return Optional.of(json.readTree(send(request).body()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SimulationException("interrupted", e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(cloud.resolve(path)).timeout(PATIENCE);
  }

  private static HttpRequest.Builder withJson(HttpRequest.Builder request) {
    return request.header("content-type", "application/json");
  }
}
