package dev.thaw.cloud.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** Calls the operator API of one server. Blocks until it answers. Thread-safe. */
final class OperatorClient {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);

  private final HttpClient http;
  private final ObjectMapper json = new ObjectMapper();
  private final URI server;
  private final Optional<String> token;

  /**
   * @param token shown with each request
   * @param tls what https calls are encrypted with; empty leaves it to the system
   * @throws IllegalArgumentException if {@code server} is not an HTTP address
   */
  OperatorClient(String server, Optional<String> token, Optional<SSLContext> tls) {
    this.token = token;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT);
    tls.ifPresent(builder::sslContext);
    this.http = builder.build();
    this.server = URI.create(server.endsWith("/") ? server : server + '/');
    boolean web = "http".equals(this.server.getScheme()) || "https".equals(this.server.getScheme());
    if (!web || this.server.getHost() == null) {
      throw new IllegalArgumentException("not a server address: \"" + server + '"');
    }
  }

  /** A text as one part of a path. */
  static String part(String text) {
    return encoded(text).replace("+", "%20");
  }

  /** Reads; gives up after a minute. */
  Reply get(String path, Map<String, String> query) {
    return call(request(path, query).timeout(READ_TIMEOUT).GET().build());
  }

  /** Changes something; waits as long as the server works on it. */
  Reply put(String path, Map<String, String> query, ObjectNode body) {
    return call(
        withJson(request(path, query)).PUT(BodyPublishers.ofString(body.toString())).build());
  }

  /** Calls something off; gives up after a minute. */
  Reply delete(String path, Map<String, String> query) {
    return call(request(path, query).timeout(READ_TIMEOUT).DELETE().build());
  }

  /**
   * Hands a file in; waits as long as the server works on it.
   *
   * @param headers names and values in turn
   */
  Reply upload(String path, byte[] file, String... headers) {
    return call(
        request(path, Map.of())
            .header("content-type", "application/octet-stream")
            .headers(headers)
            .POST(BodyPublishers.ofByteArray(file))
            .build());
  }

  /** Reads what takes the server long to find out; waits as long as it works on it. */
  Reply getSlowly(String path, Map<String, String> query) {
    return call(request(path, query).GET().build());
  }

  /**
   * Reads a stream of server-sent events line by line until it breaks off.
   *
   * @return an empty answer if it had begun
   */
  Reply follow(String path, Map<String, String> query, Consumer<String> line) {
    HttpRequest request = request(path, query).header("accept", "text/event-stream").GET().build();
    try {
      HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
      return followed(response, line);
    } catch (JacksonException e) {
      return notThaw();
    } catch (IOException e) {
      return unreachable(e, "no server at " + server + ": " + reason(e));
    } catch (InterruptedException e) {
      return interrupted();
    }
  }

  private Reply followed(HttpResponse<InputStream> response, Consumer<String> line)
      throws IOException {
    String type = response.headers().firstValue("content-type").orElse("");
    try (InputStream body = response.body()) {
      if (!type.startsWith("text/event-stream")) {
        return reply(response.statusCode(), json.readTree(body));
      }
      read(body, line);
      return new Reply.Answer(json.createObjectNode());
    }
  }

  private static void read(InputStream body, Consumer<String> line) {
    try {
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
      for (String next = lines.readLine(); next != null; next = lines.readLine()) {
        line.accept(next);
      }
    } catch (IOException e) {
      return; // breaking off is how a stream ends
    }
  }

  /** Starts something; waits as long as the server works on it. */
  Reply post(String path, ObjectNode body) {
    return call(
        withJson(request(path, Map.of())).POST(BodyPublishers.ofString(body.toString())).build());
  }

  private HttpRequest.Builder request(String path, Map<String, String> query) {
    String suffix =
        new TreeMap<>(query)
            .entrySet().stream()
                .map(each -> each.getKey() + '=' + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(suffix.isEmpty() ? path : path + '?' + suffix));
    token.ifPresent(shown -> request.header("authorization", "Bearer " + shown));
    return request;
  }

  private static HttpRequest.Builder withJson(HttpRequest.Builder request) {
    return request.header("content-type", "application/json");
  }

  private Reply call(HttpRequest request) {
    try {
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      return reply(response.statusCode(), json.readTree(response.body()));
    } catch (JacksonException e) {
      return notThaw();
    } catch (ConnectException | HttpTimeoutException e) {
      return new Reply.Unreachable("no server at " + server + ": " + reason(e));
    } catch (IOException e) {
      return unreachable(e, "no answer from " + server + ": the connection broke off");
    } catch (InterruptedException e) {
      return interrupted();
    }
  }

  private Reply reply(int status, JsonNode body) {
    if ((status == 200 || status == 202) && body.isObject()) {
      return new Reply.Answer(body);
    }
    if (body.path("error").isTextual()) {
      return new Reply.Refusal(body.path("error").asText(), body.path("message").asText());
    }
    return notThaw();
  }

  private Reply unreachable(IOException failure, String otherwise) {
    return new Reply.Unreachable(TlsTroubles.explain(server, failure).orElse(otherwise));
  }

  private Reply notThaw() {
    return new Reply.Unreachable("what answers at " + server + " is not a Thaw server");
  }

  private Reply interrupted() {
    Thread.currentThread().interrupt();
    return new Reply.Unreachable("interrupted while waiting for " + server);
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null ? "cannot connect" : message;
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
