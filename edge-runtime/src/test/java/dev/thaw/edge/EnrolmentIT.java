package dev.thaw.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.edge.install.PullOutcome;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.codec.SigningKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Devices of a cloud that lets in whom it knows. */
class EnrolmentIT extends EdgeFixture {
  private Doorkeeper door;

  @BeforeEach
  void guardTheCloud() {
    door = cloud.guarded();
  }

  @Test
  void anInvitedDeviceEnrolsAndSendsAndPulls() {
    EdgeRuntime edge = annotatedAndStored(invited(), 3);
    awaitLink(edge, "online");
    assertThat(cloud.stored).hasSize(3);
    assertThat(door.log).containsSubsequence("enrol pen-1 200", "sessions pen-1 200");
    assertThat(door.count("enrol")).isEqualTo(1);
    assertThat(cloud.requests).as("the key came with the enrolment").doesNotContain("GET /v1/key");
  }

  @Test
  void withoutAWebSocketItShowsItsTokenInEveryRequest() {
    cloud.refuseUpgrade = true;
    annotatedAndStored(invited(), 3);
    assertThat(cloud.stored).hasSize(3);
    assertThat(door.count("enrol")).isEqualTo(1);
  }

  @Test
  void reopenedItNeedsNoInvitation() {
    annotatedAndStored(invited(), 2).close();
    EdgeRuntime edge = open(config());
    awaitLink(edge, "online");
    annotate(edge, 2, 5);
    assertThat(flushed(edge).stored()).isEqualTo(3);
    assertThat(door.count("enrol")).isEqualTo(1);
  }

  @Test
  void aStrangerWorksLocallyAndIsTold() {
    EdgeRuntime edge = open(config());
    awaitLink(edge, "not enrolled: the cloud wants to know who is calling");
    annotate(edge, 0, 3);
    assertThat(Await.get(edge.flush()).remaining()).isEqualTo(3);
    assertThat(Await.get(edge.sync())).isInstanceOf(PullOutcome.Unreachable.class);
    assertThat(edge.status().lastError()).isPresent();
    assertThat(edge.status().rejections()).isZero();
    assertThat(cloud.requests).as("no key is trusted").doesNotContain("GET /v1/key");
    assertThat(edge.status().outbox()).isEqualTo(3);
  }

  @Test
  void anInvitationThatIsNotTakenIsToldAndAnotherHelps() {
    String used = door.invite();
    annotatedAndStored(config().withInvitation(used), 1);
    EdgeConfig second = config(cloud.uri(), directory.resolve("second")).withDeviceId("pen-2");
    EdgeRuntime late = open(second.withInvitation(used));
    awaitLink(late, "not enrolled: the invitation is unknown, expired or used up");
    annotate(late, 10, 14);
    late.close();
    EdgeRuntime again = open(second.withInvitation(door.invite()));
    Await.until("all sent", () -> flushedQuietly(again) == 0);
    assertThat(cloud.stored).hasSize(5);
  }

  @Test
  void anAnswerThatGotLostIsAskedForAgain() {
    door.answersToLose = 2;
    EdgeRuntime edge = annotatedAndStored(invited(), 1);
    assertThat(door.count("enrol pen-1 200")).isEqualTo(3);
    assertThat(edge.status().link()).isEqualTo("online");
  }

  @Test
  void aRevokedDeviceKeepsItsWorkUntilItIsInvitedAgain() {
    EdgeConfig first = invited();
    EdgeRuntime edge = annotatedAndStored(first, 2);
    awaitLink(edge, "online");
    cloud.revoke("pen-1");
    awaitLink(edge, "revoked: ");
    annotate(edge, 2, 6);
    assertThat(Await.get(edge.flush()).remaining()).isEqualTo(4);
    edge.close();
    EdgeRuntime stillRevoked = open(first);
    awaitLink(stillRevoked, "revoked: ");
    assertThat(door.count("enrol")).as("a used invitation is not tried again").isEqualTo(1);
    stillRevoked.close();
    EdgeRuntime back = open(config().withInvitation(door.invite()));
    Await.until("all sent", () -> flushedQuietly(back) == 0);
    assertThat(cloud.stored).hasSize(6);
    assertThat(door.log).containsSubsequence("enrol pen-1 403", "enrol pen-1 200");
  }

  @Test
  void aTokenIsRenewedBeforeItRunsOut() {
    door.tokenMillis = 0;
    EdgeRuntime edge = open(invited());
    awaitInstalled(edge, 1);
    int before = door.tokensIssued.size();
    assertThat(Await.get(edge.sync())).isInstanceOf(PullOutcome.Unchanged.class);
    assertThat(Await.get(edge.sync())).isInstanceOf(PullOutcome.Unchanged.class);
    assertThat(door.tokensIssued).hasSizeGreaterThanOrEqualTo(before + 2);
  }

  @Test
  void aTokenThatHoldsIsUsedAgain() {
    EdgeRuntime edge = annotatedAndStored(invited(), 1);
    for (int i = 0; i < 5; i++) {
      Await.get(edge.sync());
    }
    assertThat(door.tokensIssued).hasSize(1);
  }

  @Test
  void aCloudThatForgotItsSessionsGetsANewProof() {
    EdgeRuntime edge = annotatedAndStored(invited(), 1);
    door.forgetSessions();
    assertThat(Await.get(edge.sync())).isInstanceOf(PullOutcome.Unchanged.class);
    assertThat(door.tokensIssued).hasSize(2);
    door.forgetSessions();
    cloud.stop();
    cloud.restart();
    annotate(edge, 1, 3);
    Await.until("all sent", () -> flushedQuietly(edge) == 0);
    assertThat(cloud.stored).hasSize(3);
    assertThat(door.count("enrol")).isEqualTo(1);
  }

  @Test
  void onlyTheKeyNamedAtEnrolmentIsBelieved() {
    EdgeRuntime edge = annotatedAndStored(invited(), 1);
    cloud.keys = SigningKeys.generate(new SecureRandom());
    cloud.publish(Releases.of(2, Samples.DEPTH, 0, Samples.baseWith(6, 9)));
    assertThat(Await.get(edge.sync())).isInstanceOf(PullOutcome.Rejected.class);
    assertThat(edge.status().version()).isEqualTo(1);
  }

  @Test
  void aCloudWithAnotherKeyThanTheConfiguredOneIsRefused() {
    EdgeRuntime edge =
        open(invited().withCloudKey(SigningKeys.generate(new SecureRandom()).getPublic()));
    awaitLink(edge, "not enrolled: the cloud signs with another key");
    assertThat(edge.status().installs()).isZero();
  }

  @Test
  void anInvitationToACohortMakesTheDeviceAMember() {
    Digest wanted =
        cloud
            .publish(
                Releases.of(
                    Samples.TASK,
                    new Scope.Cohort("class-3"),
                    2,
                    Samples.DEPTH,
                    0,
                    Releases.LONG_AGO,
                    Samples.baseWith(6, 4)))
            .digest();
    EdgeRuntime edge = open(config().withInvitation(door.invite(Optional.of("class-3"))));
    Await.until("the cohort's model", () -> edge.status().model().equals(Optional.of(wanted)));
    assertThat(cloud.all(Message.Hello.class))
        .allMatch(hello -> hello.cohort().equals(Optional.of("class-3")));
  }

  @Test
  void noSecretIsInTheDatabase() throws IOException {
    EdgeConfig config = invited();
    annotatedAndStored(config, 1).close();
    List<String> key = Files.readAllLines(directory.resolve("device.key"));
    byte[] pkcs8 = Base64.getDecoder().decode(key.get(0));
    List<byte[]> secrets =
        List.of(
            Arrays.copyOfRange(pkcs8, pkcs8.length - 32, pkcs8.length - 16),
            key.get(0).substring(key.get(0).length() - 40).getBytes(StandardCharsets.US_ASCII),
            config.invitation().orElseThrow().getBytes(StandardCharsets.US_ASCII),
            door.tokensIssued.get(0).getBytes(StandardCharsets.US_ASCII));
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith("device.key")) {
          assertThat(secrets).noneMatch(secret -> contains(file, secret));
        }
      }
    }
    assertThat(contains(directory.resolve("device.key"), secrets.get(1))).isTrue();
    assertThat(config.toString()).doesNotContain(config.invitation().orElseThrow());
  }

  private EdgeConfig invited() {
    return config().withInvitation(door.invite());
  }

  /** What remains after a flush that may come too early. */
  private static long flushedQuietly(EdgeRuntime edge) {
    return Await.get(edge.flush()).remaining();
  }

  private static boolean contains(Path file, byte[] wanted) {
    try {
      String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
      return bytes.contains(new String(wanted, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
