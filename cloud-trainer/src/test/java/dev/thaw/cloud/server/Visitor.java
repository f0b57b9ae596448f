package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.cloud.access.Role;
import dev.thaw.protocol.codec.SigningKeys;
import dev.thaw.protocol.identity.Proofs;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/** Somebody with a key pair at the door of a real cloud. */
record Visitor(RunningCloud cloud, String device, KeyPair keys) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the cloud said. */
  record Answer(int status, String text, HttpResponse<byte[]> response) {
    JsonNode json() throws Exception {
      return JSON.readTree(text);
    }

    String error() throws Exception {
      return json().path("error").asText();
    }
  }

  static Visitor at(RunningCloud cloud, String device) {
    return new Visitor(cloud, device, SigningKeys.generate(new SecureRandom()));
  }

  /** One that has enrolled. */
  static Visitor enrolled(RunningCloud cloud, String device, Optional<String> cohort)
      throws Exception {
    Visitor visitor = at(cloud, device);
    assertThat(visitor.enrol(invitation(cloud, 1, cohort)).status()).isEqualTo(200);
    return visitor;
  }

  static String invitation(RunningCloud cloud, int uses, Optional<String> cohort) {
    return cloud.trainer().access().devices().invite(Duration.ofMinutes(15), uses, cohort).secret();
  }

  /** A new operator's token. */
  static String operator(RunningCloud cloud, String name, Role role) {
    return cloud.trainer().access().operators().add(name, role).secret();
  }

  Answer enrol(String invitation) throws Exception {
    byte[] key = keys.getPublic().getEncoded();
    byte[] proof = SigningKeys.sign(Proofs.enrolment(invitation, device, key), keys.getPrivate());
    return enrol(invitation, proof);
  }

  Answer enrol(String invitation, byte[] proof) throws Exception {
    ObjectNode body = object().put("invitation", invitation).put("device", device);
    body.put("key", base64(keys.getPublic().getEncoded())).put("proof", base64(proof));
    return post(cloud, "/v1/enrol", body.toString(), Optional.empty());
  }

  byte[] challenge() throws Exception {
    String body = object().put("device", device).toString();
    Answer answer = post(cloud, "/v1/sessions/challenge", body, Optional.empty());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("expiresInMillis").asLong()).isPositive();
    return Base64.getDecoder().decode(answer.json().path("challenge").asText());
  }

  Answer answer(byte[] challenge) throws Exception {
    byte[] proof = SigningKeys.sign(Proofs.session(device, challenge), keys.getPrivate());
    ObjectNode body = object().put("device", device).put("challenge", base64(challenge));
    return post(
        cloud, "/v1/sessions", body.put("proof", base64(proof)).toString(), Optional.empty());
  }

  /** A session's token. */
  String session() throws Exception {
    Answer answer = answer(challenge());
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().path("token").asText();
  }

  static Answer get(RunningCloud cloud, String path, Optional<String> token) throws Exception {
    return send(cloud.request(path).GET(), token);
  }

  static Answer post(RunningCloud cloud, String path, String json, Optional<String> token)
      throws Exception {
    return call(cloud, "POST", path, json, token);
  }

  static Answer call(
      RunningCloud cloud, String method, String path, String json, Optional<String> token)
      throws Exception {
    HttpRequest.Builder request = cloud.request(path).header("content-type", "application/json");
    return send(request.method(method, BodyPublishers.ofString(json)), token);
  }

  static Answer send(HttpRequest.Builder request, Optional<String> token) throws Exception {
    token.ifPresent(shown -> request.header("authorization", "Bearer " + shown));
    HttpResponse<byte[]> response =
        RunningCloud.http().send(request.build(), BodyHandlers.ofByteArray());
    String text = new String(response.body(), java.nio.charset.StandardCharsets.UTF_8);
    return new Answer(response.statusCode(), text, response);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
