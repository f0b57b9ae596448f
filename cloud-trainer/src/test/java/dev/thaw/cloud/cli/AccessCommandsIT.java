package dev.thaw.cloud.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.server.RunningCloud;
import dev.thaw.cloud.server.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands by which others are let in, and what they say to whom is not. */
class AccessCommandsIT {
  @TempDir static Path dir;
  private static RunningCloud cloud;
  private static Path admin;

  @BeforeAll
  static void start() {
    cloud = RunningCloud.start(dir.resolve("cloud"), ServerConfig.defaults());
    admin = dir.resolve("cloud/admin.token");
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @Test
  void invitationIsPrintedOnceAndDevicesAreListedWithTheirAccess() throws Exception {
    String invitation =
        run(admin, "devices", "invite", "--ttl", "2h", "--uses", "3", "--cohort", "c")
            .assertGood()
            .out()
            .lines()
            .findFirst()
            .orElseThrow();
    assertThat(invitation).startsWith("invite-");
    assertThat(run(admin, "devices", "invite", "--json").json().path("uses").asInt()).isEqualTo(1);

    cloud
        .trainer()
        .access()
        .devices()
        .enrol(invitation, "tablet-7", Keys.PUBLIC, Keys.proof(invitation, "tablet-7"));
    assertThat(run(admin, "devices").assertGood().out()).contains("tablet-7", "enrolled");
    assertThat(run(admin, "devices", "revoke", "tablet-7").assertGood().out())
        .contains("tablet-7 is revoked");
    assertThat(run(admin, "devices", "revoke", "tablet-7").assertGood().out())
        .contains("revoked before");
    assertThat(run(admin, "devices").assertGood().out()).contains("revoked");
    run(admin, "devices", "revoke", "nobody").assertFailed(1, "nobody");
    run(admin, "devices", "invite", "--ttl", "8d").assertFailed(1, "7 days");
  }

  @Test
  void operatorsAreAddedListedReKeyedAndRemoved() throws Exception {
    String token = run(admin, "operators", "add", "ida", "--role", "viewer").assertGood().out();
    Path file = dir.resolve("ida.token");
    Files.writeString(file, token.lines().findFirst().orElseThrow());

    run(file, "status").assertGood();
    run(file, "train").assertFailed(1, "role viewer");
    assertThat(run(admin, "operators").assertGood().out()).contains("ida", "viewer", "admin");
    run(admin, "operators", "rotate", "ida").assertGood();
    run(file, "status").assertFailed(1, "ida.token");
    run(admin, "operators", "remove", "ida").assertGood();
    run(admin, "operators", "remove", "ida").assertFailed(1, "ida");
    run(admin, "operators", "remove", "admin").assertFailed(1, "last admin");
    run(admin, "operators", "add", "bo", "--role", "king").assertFailed(1, "king");
  }

  @Test
  void auditShowsWhoDidWhatAndVerifies() throws Exception {
    run(admin, "freeze", "policy", "--auto").assertFits();
    assertThat(run(admin, "audit").assertGood().out()).contains("admin", "OUTCOME");
    assertThat(
            run(admin, "audit", "--since", "1h", "--limit", "5", "--json").json().path("changes"))
        .isNotEmpty();
    assertThat(run(admin, "audit", "--verify").assertGood().out()).contains("entries");
  }

  @Test
  void whoShowsNoTokenIsToldWhereToFindOne() {
    CliRun.of(cloud, "status").assertFailed(1, "--token-file");
    run(dir.resolve("none"), "status").assertFailed(1, "none");
  }

  @Test
  void openCloudIsForLoopbackOnly() {
    CliRun.of("serve", "--no-authentication", "--host", "0.0.0.0", "--port", "0")
        .assertFailed(2, "loopback only");
  }

  @Test
  void tokensLeftByCloudsAreShownToThisMachineOnly() throws Exception {
    Path left = dir.resolve("work/thaw-data/cloud/admin.token");
    Files.createDirectories(left.getParent());
    Files.writeString(left, "operator-left\n");
    Path work = dir.resolve("work");
    TokenOption option = new TokenOption();

    assertThat(option.find("http://127.0.0.1:7070", Map.of(), work)).isPresent();
    assertThat(option.find("http://localhost:7070", Map.of(), work)).isPresent();
    assertThat(option.find("http://[::1]:7070", Map.of(), work)).isPresent();
    assertThat(option.find("http://192.0.2.1:7070", Map.of(), work)).isEmpty();
    assertThat(option.find("http://127.0.0.1@192.0.2.1/", Map.of(), work)).isEmpty();
    assertThat(option.find("http://192.0.2.1", Map.of("THAW_TOKEN", "t"), work))
        .get()
        .matches(found -> found.token().equals("t"));
    Map<String, String> both = Map.of("THAW_TOKEN", "t", "THAW_TOKEN_FILE", "" + left);
    assertThat(option.find("http://192.0.2.1", both, work))
        .get()
        .matches(found -> found.token().equals("operator-left"));
    assertThat(option.find("http://127.0.0.1:7070", Map.of(), dir)).isEmpty();
  }

  private static CliRun run(Path token, String... arguments) {
    return CliRun.of(
        cloud,
        Stream.concat(Arrays.stream(arguments), Stream.of("--token-file", token.toString()))
            .toArray(String[]::new));
  }

  /** A device's key pair. */
  private static final class Keys {
    private static final java.security.KeyPair PAIR =
        dev.thaw.protocol.codec.SigningKeys.generate(new java.security.SecureRandom());
    static final byte[] PUBLIC = PAIR.getPublic().getEncoded();

    static byte[] proof(String invitation, String device) {
      return dev.thaw.protocol.codec.SigningKeys.sign(
          dev.thaw.protocol.identity.Proofs.enrolment(invitation, device, PUBLIC),
          PAIR.getPrivate());
    }
  }
}
