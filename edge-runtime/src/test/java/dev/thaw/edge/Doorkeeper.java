package dev.thaw.edge;

import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.codec.SigningKeys;
import dev.thaw.protocol.identity.Proofs;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * The cloud's side of enrolment and sessions in memory, with the checks that a cloud makes: an
 * invitation serves one device, proofs must be the key's, challenges serve once, a revoked key
 * never comes back. Thread-safe.
 */
final class Doorkeeper {
  private static final Set<String> PATHS =
      Set.of("/v1/enrol", "/v1/sessions/challenge", "/v1/sessions");

  /** What was asked, in order: "enrol DEVICE 200" and so on. */
  final List<String> log = new CopyOnWriteArrayList<>();

  final List<String> tokensIssued = new CopyOnWriteArrayList<>();

  /** How long a session is said to last. */
  volatile long tokenMillis = 3_600_000;

  /** Answers to enrolments that get lost on the way back. */
  volatile int answersToLose;

  private final SecureRandom random = new SecureRandom();
  private final Supplier<PublicKey> manifestKey;
  private final Map<String, Optional<String>> invitations = new ConcurrentHashMap<>();
  private final Map<String, String> usedBy = new ConcurrentHashMap<>();
  private final Map<String, byte[]> keys = new ConcurrentHashMap<>();
  private final Set<String> revokedKeys = ConcurrentHashMap.newKeySet();
  private final Set<String> challenges = ConcurrentHashMap.newKeySet();
  private final Map<String, String> tokens = new ConcurrentHashMap<>();

  Doorkeeper(Supplier<PublicKey> manifestKey) {
    this.manifestKey = manifestKey;
  }

  /** An invitation for one device. */
  String invite() {
    return invite(Optional.empty());
  }

  String invite(Optional<String> cohort) {
    String invitation = text(16);
    invitations.put(invitation, cohort);
    return invitation;
  }

  void revoke(String device) {
    revokedKeys.add(HexFormat.of().formatHex(keys.remove(device)));
    tokens.values().removeIf(device::equals);
  }

  /** As a restart of the cloud does. */
  void forgetSessions() {
    tokens.clear();
    challenges.clear();
  }

  boolean isAdmitted(String authorization) {
    return authorization != null
        && authorization.startsWith("Bearer ")
        && tokens.containsKey(authorization.substring("Bearer ".length()));
  }

  boolean isAsked(String path) {
    return PATHS.contains(path);
  }

  long count(String what) {
    return log.stream().filter(line -> line.startsWith(what)).count();
  }

  void answer(HttpServerRequest request, JsonObject asked) {
    JsonObject answer = new JsonObject();
    int status = answer(request.path(), asked, answer);
    log.add(
        request.path().substring("/v1/".length()) + ' ' + asked.getString("device") + ' ' + status);
    if (status == 200 && request.path().equals("/v1/enrol") && answersToLose > 0) {
      answersToLose--;
      request.connection().close();
    } else {
      request.response().setStatusCode(status).end(answer.toBuffer());
    }
  }

  private int answer(String path, JsonObject asked, JsonObject answer) {
    return switch (path) {
      case "/v1/enrol" -> enrol(asked, answer);
      case "/v1/sessions" -> open(asked, answer);
      default -> challenge(answer);
    };
  }

  private int enrol(JsonObject asked, JsonObject answer) {
    String invitation = asked.getString("invitation");
    String device = asked.getString("device");
    byte[] key = bytes(asked, "key");
    if (!isSigned(Proofs.enrolment(invitation, device, key), asked, key)
        || !invitations.containsKey(invitation)
        || !usedBy.getOrDefault(invitation, device).equals(device)) {
      return 401;
    }
    if (revokedKeys.contains(HexFormat.of().formatHex(key))) {
      answer.put("error", "FORBIDDEN");
      return 403;
    }
    if (!Arrays.equals(keys.getOrDefault(device, key), key)) {
      return 409;
    }
    keys.put(device, key);
    usedBy.put(invitation, device);
    answer
        .put("device", device)
        .put("cohort", invitations.get(invitation).orElse(null))
        .put(
            "manifestKey",
            Base64.getEncoder().encodeToString(SigningKeys.toBytes(manifestKey.get())));
    return 200;
  }

  private int challenge(JsonObject answer) {
    String challenge = text(Proofs.CHALLENGE_BYTES);
    challenges.add(challenge);
    answer.put("challenge", challenge).put("expiresInMillis", 30_000L);
    return 200;
  }

  private int open(JsonObject asked, JsonObject answer) {
    String device = asked.getString("device");
    byte[] key = keys.get(device);
    byte[] signed = Proofs.session(device, bytes(asked, "challenge"));
    if (!challenges.remove(asked.getString("challenge"))
        || key == null
        || !isSigned(signed, asked, key)) {
      return 401;
    }
    String token = text(32);
    tokens.put(token, device);
    tokensIssued.add(token);
    answer.put("token", token).put("expiresInMillis", tokenMillis);
    return 200;
  }

  private static boolean isSigned(byte[] content, JsonObject asked, byte[] key) {
    byte[] proof = bytes(asked, "proof");
    return proof.length == SignedManifest.SIGNATURE_BYTES
        && SigningKeys.isSigned(content, proof, SigningKeys.publicKey(key));
  }

  private static byte[] bytes(JsonObject asked, String name) {
    return Base64.getDecoder().decode(asked.getString(name));
  }

  private String text(int bytes) {
    byte[] some = new byte[bytes];
    random.nextBytes(some);
    return Base64.getEncoder().encodeToString(some);
  }
}
