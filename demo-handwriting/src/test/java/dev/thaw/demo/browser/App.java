package dev.thaw.demo.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thaw.demo.app.OpenDemo;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;

/**
 * The demo as somebody started it in a folder, which it keeps when it is stopped and started again,
 * with its ports. What it knows is read through the operator API. Not thread-safe.
 */
final class App implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private OpenDemo demo;
  private boolean running;

  private App(Path folder) {
    this.folder = folder;
    this.demo = OpenDemo.in(folder, 0, 0);
    this.running = true;
  }

  static App start(Path folder) {
    return new App(folder);
  }

  /** Stops it; what is on disk stays. */
  void stop() {
    if (running) {
      running = false;
      demo.close();
    }
  }

  /** Starts it again in the same folder at the same addresses. */
  void startAgain() {
    demo = OpenDemo.in(folder, page().getPort(), demo.cloud().getPort());
    running = true;
  }

  URI page() {
    return demo.page();
  }

  /** Features of a device that the cloud has and can train on. */
  int features(String device) {
    JsonNode counts = device(get("/v1/admin/features").path("devices"), device);
    return counts.path("usable").asInt();
  }

  /** How many features of a device have a label. */
  int features(String device, String label) {
    JsonNode counts = device(get("/v1/admin/features").path("devices"), device);
    return counts.path("byLabel").path(label).asInt();
  }

  /** Everything that the operator knows of a device. */
  JsonNode device(String device) {
    JsonNode devices = get("/v1/admin/devices");
    return device(devices.isArray() ? devices : devices.path("devices"), device);
  }

  /**
   * The version of the model that the cloud wants a device to have; 0 if there is none of its own.
   */
  long version(String device) {
    long version = 0;
    JsonNode models = get("/v1/admin/models");
    for (JsonNode model : models.isArray() ? models : models.path("models")) {
      boolean own = model.path("scope").asText().equals("device/" + device);
      version = own && model.path("current").asBoolean() ? model.path("version").asLong() : version;
    }
    return version;
  }

  private static JsonNode device(JsonNode all, String device) {
    for (JsonNode each : all) {
      if (each.path("device").asText().equals(device)) {
        return each;
      }
    }
    return JSON.missingNode();
  }

  JsonNode get(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(demo.cloud().resolve(path));
    String[] header = demo.operatorHeader();
    if (header.length > 0) {
      request.headers(header);
    }
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new AssertionError(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(path, e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
