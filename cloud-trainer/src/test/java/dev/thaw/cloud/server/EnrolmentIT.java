package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.access.EnrolledDevice;
import dev.thaw.cloud.server.Visitor.Answer;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Message.Refused;
import dev.thaw.protocol.Message.Welcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrolmentIT {
  private static final Optional<String> NONE = Optional.empty();

  @TempDir static Path dir;
  private static RunningCloud cloud;

  @BeforeAll
  static void start() {
    cloud = RunningCloud.start(dir.resolve("cloud"), ServerConfig.defaults());
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @Test
  void invitedDeviceEnrolsAndOpensASession() throws Exception {
    Visitor visitor = Visitor.at(cloud, "invited");

    Answer answer = visitor.enrol(Visitor.invitation(cloud, 1, Optional.of("lefties")));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().path("device").asText()).isEqualTo("invited");
    assertThat(answer.json().path("cohort").asText()).isEqualTo("lefties");
    assertThat(Base64.getDecoder().decode(answer.json().path("manifestKey").asText()))
        .isEqualTo(cloud.trainer().publicKey().getEncoded());
    assertThat(status(visitor.session())).isEqualTo(200);
  }

  @Test
  void sameDeviceAgainIsAnsweredAndUsesTheInvitationOnce() throws Exception {
    String invitation = Visitor.invitation(cloud, 2, NONE);
    Visitor visitor = Visitor.at(cloud, "again");

    assertThat(visitor.enrol(invitation).status()).isEqualTo(200);
    assertThat(visitor.enrol(invitation).status()).isEqualTo(200);
    assertThat(Visitor.at(cloud, "second").enrol(invitation).status()).isEqualTo(200);
    assertThat(visitor.enrol(invitation).status()).as("used up by it").isEqualTo(200);
    assertThat(Visitor.at(cloud, "third").enrol(invitation).status()).isEqualTo(401);
  }

  @Test
  void everyWrongInvitationIsAnsweredAlike() throws Exception {
    String usedUp = Visitor.invitation(cloud, 1, NONE);
    assertThat(Visitor.at(cloud, "quick").enrol(usedUp).status()).isEqualTo(200);
    Visitor visitor = Visitor.at(cloud, "late");

    Answer unknown = visitor.enrol("invite-nobody-made-this");
    Answer late = visitor.enrol(usedUp);
    Answer unproved = visitor.enrol(Visitor.invitation(cloud, 1, NONE), new byte[64]);

    assertThat(unknown.status()).isEqualTo(401);
    assertThat(unknown.error()).isEqualTo("UNAUTHENTICATED");
    assertThat(late.text()).isEqualTo(unknown.text());
    assertThat(unproved.text()).isEqualTo(unknown.text());
    assertThat(cloud.trainer().access().devices().find("late")).isEmpty();
  }

  @Test
  void otherKeyForTheSameDeviceIsAConflict() throws Exception {
    Visitor first = Visitor.enrolled(cloud, "taken", NONE);

    Answer other = Visitor.at(cloud, "taken").enrol(Visitor.invitation(cloud, 1, NONE));

    assertThat(other.status()).isEqualTo(409);
    assertThat(status(first.session())).as("the first is still in").isEqualTo(200);
  }

  @Test
  void ofManyAtOnceExactlyOneGetsTheLastUse() throws Exception {
    int many = 8;
    String invitation = Visitor.invitation(cloud, 1, NONE);
    List<Integer> statuses =
        atOnce(many, i -> Visitor.at(cloud, "racer-" + i).enrol(invitation).status());

    assertThat(statuses).containsOnlyOnce(200).hasSize(many);
    assertThat(statuses.stream().filter(status -> status == 401)).hasSize(many - 1);
    assertThat(
            cloud.trainer().access().devices().all().stream()
                .map(EnrolledDevice::id)
                .filter(id -> id.startsWith("racer-")))
        .hasSize(1);
  }

  @Test
  void challengeOpensOneSession() throws Exception {
    Visitor visitor = Visitor.enrolled(cloud, "once", NONE);
    byte[] challenge = visitor.challenge();

    assertThat(visitor.answer(challenge).status()).isEqualTo(200);
    assertThat(visitor.answer(challenge).status()).isEqualTo(401);
  }

  @Test
  void ofManyAnswersToOneChallengeAtOnceOneIsTaken() throws Exception {
    Visitor visitor = Visitor.enrolled(cloud, "eager", NONE);
    byte[] challenge = visitor.challenge();

    assertThat(atOnce(6, i -> visitor.answer(challenge).status())).containsOnlyOnce(200);
  }

  @Test
  void strangerIsAskedToSignLikeEverybodyAndLetInByNoChallenge() throws Exception {
    Visitor known = Visitor.enrolled(cloud, "known", NONE);
    Visitor stranger = Visitor.at(cloud, "stranger");
    Visitor thief = Visitor.at(cloud, "known");

    assertThat(stranger.challenge()).hasSameSizeAs(known.challenge());
    Answer notEnrolled = stranger.answer(stranger.challenge());
    Answer wrongKey = thief.answer(thief.challenge());
    Answer ofAnother = known.answer(stranger.challenge());
    Answer madeUp = known.answer(new byte[32]);

    assertThat(notEnrolled.status()).isEqualTo(401);
    assertThat(List.of(wrongKey.text(), ofAnother.text(), madeUp.text()))
        .containsOnly(notEnrolled.text());
  }

  @Test
  void restartEndsSessionsButNotEnrolments() throws Exception {
    Path data = dir.resolve("restarted");
    String token;
    Visitor visitor;
    try (RunningCloud first = RunningCloud.start(data, ServerConfig.defaults())) {
      visitor = Visitor.enrolled(first, "lasting", Optional.of("c"));
      token = visitor.session();
    }
    try (RunningCloud second = RunningCloud.start(data, ServerConfig.defaults())) {
      Visitor back = new Visitor(second, "lasting", visitor.keys());
      assertThat(Visitor.get(second, "/v1/tasks", Optional.of(token)).status()).isEqualTo(401);
      assertThat(Visitor.get(second, "/v1/tasks", Optional.of(back.session())).status())
          .isEqualTo(200);
    }
  }

  @Test
  void revokedDeviceIsCutOffWithinASecond() throws Exception {
    Visitor visitor = Visitor.enrolled(cloud, "gone", NONE);
    String token = visitor.session();
    try (TestDevice device = TestDevice.connect(cloud, token);
        TestDevice mute = TestDevice.connect(cloud, token)) {
      device.send(TestDevice.hello("gone", RunningCloud.TASK));
      device.next(Welcome.class);

      String admin = Visitor.operator(cloud, "revoker", dev.thaw.cloud.access.Role.ADMIN);
      Answer revoked =
          Visitor.post(cloud, "/v1/admin/devices/gone/revoke", "{}", Optional.of(admin));
      long since = System.nanoTime();

      assertThat(revoked.json().path("changed").asBoolean()).isTrue();
      assertThat(device.next(Refused.class).error()).isEqualTo(ErrorCode.UNAUTHENTICATED);
      assertThat(device.closeStatus()).isEqualTo(1008);
      assertThat(mute.closeStatus()).as("said no hello").isEqualTo(1008);
      long millis = (System.nanoTime() - since) / 1_000_000;
      System.out.println("both connections closed after ms: " + millis);
      if (Boolean.getBoolean("thaw.measure")) {
        assertThat(millis).isLessThan(1_000);
      }
    }
    assertThat(status(token)).isEqualTo(401);
    assertThat(visitor.answer(visitor.challenge()).status()).isEqualTo(401);
  }

  @Test
  void revokedDeviceComesBackOnlyWithANewKeyAndALaterInvitation() throws Exception {
    Visitor visitor = Visitor.enrolled(cloud, "back", NONE);
    String older = Visitor.invitation(cloud, 5, NONE);
    cloud.trainer().access().devices().revoke("back");
    String later = Visitor.invitation(cloud, 5, NONE);
    Visitor renewed = Visitor.at(cloud, "back");

    assertThat(visitor.enrol(later).status()).as("old key").isEqualTo(403);
    assertThat(renewed.enrol(older).status()).as("older invitation").isEqualTo(403);
    assertThat(renewed.enrol(later).status()).isEqualTo(200);
    assertThat(status(renewed.session())).isEqualTo(200);
  }

  @Test
  void nonsenseIsAMistakeNotAFailure() throws Exception {
    assertThat(Visitor.post(cloud, "/v1/enrol", "{}", NONE).status()).isEqualTo(400);
    assertThat(Visitor.at(cloud, "no/such").enrol("x").status()).isEqualTo(400);
    String noKey = "{\"invitation\":\"x\",\"device\":\"d\",\"key\":\"AAAA\",\"proof\":\"AAAA\"}";
    assertThat(Visitor.post(cloud, "/v1/enrol", noKey, NONE).status()).isEqualTo(400);
    String noBase64 = "{\"device\":\"d\",\"challenge\":\"!\",\"proof\":\"\"}";
    assertThat(Visitor.post(cloud, "/v1/sessions", noBase64, NONE).status()).isEqualTo(400);
  }

  private static int status(String token) throws Exception {
    return Visitor.get(cloud, "/v1/tasks", Optional.of(token)).status();
  }

  /** Something done by one of many. */
  private interface Attempt {
    int by(int index) throws Exception;
  }

  private static List<Integer> atOnce(int many, Attempt attempt) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(many);
    CountDownLatch go = new CountDownLatch(1);
    try {
      List<Future<Integer>> running = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        int index = i;
        Callable<Integer> waiting =
            () -> {
              go.await();
              return attempt.by(index);
            };
        running.add(threads.submit(waiting));
      }
      go.countDown();
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> each : running) {
        statuses.add(each.get(60, TimeUnit.SECONDS));
      }
      return statuses;
    } finally {
      threads.shutdownNow();
    }
  }
}
