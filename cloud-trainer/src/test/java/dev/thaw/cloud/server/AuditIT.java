package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thaw.cloud.CloudListener;
import dev.thaw.cloud.access.Role;
import dev.thaw.cloud.audit.AuditedChange;
import dev.thaw.cloud.policy.FreezePolicy;
import dev.thaw.cloud.server.access.Rule;
import dev.thaw.cloud.server.access.Rules;
import dev.thaw.protocol.codec.SigningKeys;
import io.vertx.core.http.HttpMethod;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who changed what, as the real server writes it down. */
class AuditIT {
  private static final long DEADLINE_SECONDS = 60;

  @TempDir static Path dir;
  private static RunningCloud cloud;
  private static Optional<String> ida;
  private static Optional<String> admin;
  private static Optional<String> viewer;

  @BeforeAll
  static void start() {
    cloud = RunningCloud.start(dir, ServerConfig.defaults());
    ida = Optional.of(Visitor.operator(cloud, "ida", Role.OPERATOR));
    admin = Optional.of(Visitor.operator(cloud, "root", Role.ADMIN));
    viewer = Optional.of(Visitor.operator(cloud, "guest", Role.VIEWER));
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @Test
  void changeHasWhoWhatBeforeAndAfter() throws Exception {
    String path = "/v1/admin/freeze/policy";
    int done =
        Visitor.call(cloud, "PUT", path, "{\"policy\":\"auto\",\"margin\":0.25}", ida).status();
    assertThat(done).isEqualTo(200);

    JsonNode entry = await(change -> change.path("target").asText().contains("0.25"));

    assertThat(entry.path("who").asText()).isEqualTo("ida");
    assertThat(entry.path("role").asText()).isEqualTo("operator");
    assertThat(entry.path("action").asText()).isEqualTo("PUT " + path);
    assertThat(entry.path("before").asText()).contains("manual");
    assertThat(entry.path("after").asText()).contains("auto", "0.25");
    assertThat(entry.path("outcome").asText()).isEqualTo("done");
    assertThat(entry.path("at").asText()).isNotEmpty();
  }

  @Test
  void everyKindOfChangeLeavesAnEntry() throws Exception {
    for (Rule rule : Rules.all()) {
      if (rule.path().startsWith("/v1/admin/") && !rule.method().equals(HttpMethod.GET)) {
        String path = rule.path().replaceAll(":\\w+", "nobody");
        String body = "{\"marker-" + rule.hashCode() + "\": 1}";
        int status = Visitor.call(cloud, rule.method().name(), path, body, admin).status();
        String action = rule.method() + " " + path;
        JsonNode entry =
            await(
                change ->
                    change.path("action").asText().equals(action)
                        && change.path("target").asText().contains("marker-" + rule.hashCode()));
        assertThat(entry.path("who").asText()).isEqualTo("root");
        assertThat(entry.path("outcome").asText())
            .as(action)
            .isEqualTo(status < 400 ? "done" : "failed " + status);
      }
    }
  }

  @Test
  void whoIsRefusedIsWrittenDownToo() throws Exception {
    String body = "{\"task\":\"signs\",\"scope\":\"device/secret-plan\"}";
    assertThat(Visitor.post(cloud, "/v1/admin/train", body, viewer).status()).isEqualTo(403);

    JsonNode entry = await(change -> change.path("outcome").asText().startsWith("refused"));

    assertThat(entry.path("who").asText()).isEqualTo("guest");
    assertThat(entry.path("action").asText()).isEqualTo("POST /v1/admin/train");
    assertThat(entry.path("outcome").asText()).isEqualTo("refused FORBIDDEN");
  }

  @Test
  void entryIsThereBeforeTheChangeTakesEffect() throws Exception {
    AtomicReference<List<AuditedChange>> atThatTime = new AtomicReference<>(List.of());
    cloud
        .trainer()
        .addListener(
            new CloudListener() {
              @Override
              public void policyChanged(String task, FreezePolicy policy) {
                if (policy.margin() == 0.375) {
                  atThatTime.set(cloud.trainer().audit().changes(Instant.EPOCH, 1));
                }
              }
            });

    Visitor.call(cloud, "PUT", "/v1/admin/freeze/policy", "{\"margin\":0.375}", ida);

    assertThat(atThatTime.get())
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.asked().fact().target()).contains("0.375");
              assertThat(change.outcome()).isEmpty();
            });
  }

  @Test
  void operatorsAndInvitationsLeaveNoSecretInTheLog() throws Exception {
    String body = "{\"name\":\"newcomer\",\"role\":\"viewer\"}";
    String token =
        Visitor.post(cloud, "/v1/admin/operators", body, admin).json().path("token").asText();
    JsonNode entry =
        await(
            change ->
                change.path("target").asText().contains("newcomer")
                    && change.path("outcome").asText().equals("done"));

    assertThat(entry.path("before").asText()).isEqualTo("none");
    assertThat(entry.path("after").asText()).contains("viewer");
    assertThat(log().toString()).doesNotContain(token);
  }

  @Test
  void anErasureSaysWhatThereWasAndWhatIsLeft() throws Exception {
    var stored = cloud.trainer().ingest(cloud.batch("pen-1", 1, 5, 1));
    assertThat(stored.get(DEADLINE_SECONDS, TimeUnit.SECONDS).outcomes()).hasSize(5);
    int done =
        Visitor.post(cloud, "/v1/admin/features/erase", "{\"device\":\"pen-1\"}", admin).status();
    assertThat(done).isEqualTo(200);

    JsonNode entry = await(change -> change.path("target").asText().contains("pen-1"));

    assertThat(entry.path("before").asText()).startsWith("features 5, ");
    assertThat(entry.path("after").asText()).isEqualTo("nothing");
    assertThat(entry.path("outcome").asText()).isEqualTo("done");
  }

  @Test
  void aRotationSaysWhichKeySignedAndWhichSigns() throws Exception {
    String old = SigningKeys.fingerprint(cloud.trainer().publicKey()).hex();
    assertThat(Visitor.post(cloud, "/v1/admin/keys/rotate", "{}", admin).status()).isEqualTo(200);
    String next = SigningKeys.fingerprint(cloud.trainer().publicKey()).hex();

    JsonNode entry =
        await(
            change ->
                change.path("before").asText().equals("key " + old)
                    && change.path("outcome").asText().equals("done"));

    assertThat(next).isNotEqualTo(old);
    assertThat(entry.path("after").asText()).isEqualTo("key " + next);
  }

  @Test
  void anInvitationSaysHowManyAreOpen() throws Exception {
    String body = "{\"uses\":2,\"ttlSeconds\":77}";
    assertThat(Visitor.post(cloud, "/v1/admin/invitations", body, admin).status()).isEqualTo(200);

    JsonNode entry = await(change -> change.path("target").asText().contains("77"));

    assertThat(entry.path("before").asText()).isEqualTo("open invitations 0");
    assertThat(entry.path("after").asText()).isEqualTo("open invitations 1");
  }

  @Test
  void logVerifiesAndNothingRemovesFromIt() throws Exception {
    Visitor.post(cloud, "/v1/admin/train", "{\"scope\":\"nonsense\"}", ida);
    JsonNode verification = Visitor.get(cloud, "/v1/admin/audit/verification", viewer).json();
    assertThat(verification.path("intact").asBoolean()).isTrue();
    assertThat(verification.path("last").asText()).hasSize(64);
    for (String method : new String[] {"DELETE", "PUT", "POST", "PATCH"}) {
      assertThat(Visitor.call(cloud, method, "/v1/admin/audit", "{}", admin).status())
          .isEqualTo(405);
    }
  }

  @Test
  void firstAdminIsTheFirstEntry() throws Exception {
    JsonNode changes = log().path("changes");
    JsonNode first = changes.get(changes.size() - 1);
    assertThat(first.path("who").asText()).isEqualTo("thaw");
    assertThat(first.path("target").asText()).contains("operator admin");
  }

  private static JsonNode log() throws Exception {
    return Visitor.get(cloud, "/v1/admin/audit?limit=10000", viewer).json();
  }

  /** The latest change of that kind, once it is known how it ended. */
  private static JsonNode await(Predicate<JsonNode> wanted) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (System.nanoTime() < deadline) {
      for (JsonNode change : log().path("changes")) {
        if (wanted.test(change) && !change.path("outcome").asText().equals("asked")) {
          return change;
        }
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("no such entry: " + log());
  }
}
