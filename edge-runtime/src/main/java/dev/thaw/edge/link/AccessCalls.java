package dev.thaw.edge.link;

import dev.thaw.edge.device.EdgeException;
import dev.thaw.edge.identity.Identity;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.Optional;

/** The calls by which a device is let in; they alone need no token. */
@CallByThread(CallByThread.CONTEXT)
final class AccessCalls {
  private static final Base64.Encoder BASE64 = Base64.getEncoder();

  private final Http http;
  private final Traffic traffic;
  private final Identity identity;

  AccessCalls(Http http, Traffic traffic, Identity identity) {
    this.http = http;
    this.traffic = traffic;
    this.identity = identity;
  }

  /** What the cloud says to a device that it enrols; the key is base64. */
  record Enrolled(Optional<String> cohort, String manifestKey) {}

  /** What is shown from now on. */
  record Token(String text, long millis) {}

  /** Fails with {@link CallFailedException} if the cloud refuses. */
  Future<Enrolled> enrol(String invitation) {
    JsonObject asked =
        new JsonObject()
            .put("invitation", invitation)
            .put("device", identity.device())
            .put("key", BASE64.encodeToString(identity.publicKey()))
            .put("proof", BASE64.encodeToString(identity.proveEnrolment(invitation)));
    return post("/v1/enrol", asked)
        .map(
            answer ->
                new Enrolled(
                    Optional.ofNullable(answer.getString("cohort")), text(answer, "manifestKey")));
  }

  /** Fails with {@link CallFailedException} if the cloud refuses. */
  Future<Token> openSession() {
    JsonObject asked = new JsonObject().put("device", identity.device());
    return post("/v1/sessions/challenge", asked)
        .compose(answer -> post("/v1/sessions", proof(text(answer, "challenge"))))
        .map(answer -> new Token(text(answer, "token"), answer.getLong("expiresInMillis", 0L)));
  }

  private JsonObject proof(String challenge) {
    byte[] signature = identity.proveSession(Base64.getDecoder().decode(challenge));
    return new JsonObject()
        .put("device", identity.device())
        .put("challenge", challenge)
        .put("proof", BASE64.encodeToString(signature));
  }

  private Future<JsonObject> post(String path, JsonObject asked) {
    Buffer body = asked.toBuffer();
    traffic.controlUp.add(body.length());
    return http.call(
            http.request(HttpMethod.POST, path).putHeader("Content-Type", "application/json"),
            body,
            RestCloud.MAX_REPLY_BYTES)
        .map(reply -> read(path, reply));
  }

  private JsonObject read(String path, RestCloud.Reply reply) {
    traffic.controlDown.add(reply.body().length());
    if (reply.status() != 200) {
      throw new CallFailedException(reply.status(), path, errorOf(reply.body()));
    }
    return json(reply.body())
        .orElseThrow(() -> new EdgeException(path + " answered something else than JSON"));
  }

  /** What the cloud calls its refusal; anything else on the way would not know the word. */
  private static Optional<String> errorOf(Buffer body) {
    return json(body).map(answer -> answer.getValue("error")).map(String::valueOf);
  }

  private static Optional<JsonObject> json(Buffer body) {
    try {
      return Optional.of(body.toJsonObject());
    } catch (DecodeException | ClassCastException e) {
      return Optional.empty();
    }
  }

  private static String text(JsonObject answer, String name) {
    String value = answer.getString(name);
    if (value == null) {
      throw new EdgeException("the cloud's answer has no \"" + name + '"');
    }
    return value;
  }
}
