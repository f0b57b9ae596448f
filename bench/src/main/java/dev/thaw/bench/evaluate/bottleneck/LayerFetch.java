package dev.thaw.bench.evaluate.bottleneck;

import dev.thaw.protocol.LayerEntry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Layers fetched as devices fetch them, but one alone over a connection that is there: one request
 * and one reply, which is what the formula is about. Confined to one thread.
 */
final class LayerFetch {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Place place;

  /** Connects. */
  LayerFetch(Place place) {
    this.place = place;
    get("/v1/key");
  }

  /** Fetches it: from the asking to the last byte. */
  Transfer fetch(LayerEntry layer) {
    Moment before = Moment.now(place.tap());
    int bytes = get("/v1/layers/" + layer.digest().hex()).length;
    Moment after = Moment.now(place.tap());
    if (bytes != layer.sizeBytes()) {
      throw new IllegalStateException(layer + " came with " + bytes + " bytes");
    }
    return before.until(after, 1);
  }

  private byte[] get(String path) {
    URI where = place.tap().uri().resolve(path);
    HttpRequest request = HttpRequest.newBuilder(where).timeout(PATIENCE).build();
    try {
      HttpResponse<byte[]> reply = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return reply.body();
    } catch (IOException e) {
      throw new IllegalStateException("no reply for " + path + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
