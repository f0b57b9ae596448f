package dev.thaw.cloud.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.SettableClock;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.codec.SigningKeys;
import dev.thaw.protocol.identity.Proofs;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceAccessTest {
  private static final Duration QUARTER = Duration.ofMinutes(15);

  @TempDir Path dir;
  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-31T12:00:00Z"));
  private final KeyPair keys = SigningKeys.generate(new SecureRandom());
  private CloudDatabase database;
  private DeviceAccess devices;

  @BeforeEach
  void open() {
    database = CloudDatabase.open(dir);
    devices = new DeviceAccess(database, clock, new Secrets(new SecureRandom()));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void invitationIsGoodUntilItExpires() {
    String first = invite(2);
    String second = invite(2);
    clock.advance(QUARTER.minusSeconds(1));
    enrol("a", first);
    clock.advance(Duration.ofSeconds(1));

    assertRefused(ErrorCode.UNAUTHENTICATED, () -> enrol("b", second));
    assertThat(enrol("a", first).id()).as("it may ask for its lost answer").isEqualTo("a");
  }

  @Test
  void proofOfOneInvitationFitsNoOtherAndNoOtherDevice() {
    String mine = invite(1);
    String other = invite(1);
    byte[] proof = proof("a", mine);

    assertRefused(ErrorCode.UNAUTHENTICATED, () -> devices.enrol(other, "a", key(keys), proof));
    assertRefused(ErrorCode.UNAUTHENTICATED, () -> devices.enrol(mine, "b", key(keys), proof));
    assertThat(devices.all()).isEmpty();
    assertThat(devices.enrol(mine, "a", key(keys), proof).id()).isEqualTo("a");
  }

  @Test
  void sessionEndsAfterAnHour() {
    enrol("a", invite(1));
    String token = session("a");

    clock.advance(DeviceAccess.SESSION.minusSeconds(1));
    assertThat(devices.of(token)).isPresent();
    clock.advance(Duration.ofSeconds(1));
    assertThat(devices.of(token)).isEmpty();
  }

  @Test
  void clockThatIsSetBackLetsNothingLiveLonger() {
    enrol("a", invite(1));
    String token = session("a");
    byte[] challenge = devices.challenge("a");

    clock.advance(Duration.ofHours(-1));

    assertThat(devices.of(token)).isEmpty();
    assertRefused(ErrorCode.UNAUTHENTICATED, () -> answer("a", challenge));
    assertThat(devices.of(session("a"))).as("it signs again").isPresent();
  }

  @Test
  void challengeIsGoodForAMinuteAndForItsDevice() {
    enrol("a", invite(1));
    enrol("b", invite(1));
    byte[] late = devices.challenge("a");
    clock.advance(DeviceAccess.CHALLENGE);
    byte[] others = devices.challenge("b");

    assertRefused(ErrorCode.UNAUTHENTICATED, () -> answer("a", late));
    assertRefused(ErrorCode.UNAUTHENTICATED, () -> answer("a", others));
    assertThat(answer("b", others).about().id()).isEqualTo("b");
    assertRefused(ErrorCode.UNAUTHENTICATED, () -> answer("b", others));
  }

  @Test
  void oneDeviceHasAFewSessionsAtMost() {
    enrol("a", invite(1));
    enrol("b", invite(1));
    String others = session("b");
    String oldest = session("a");
    for (int i = 0; i < 8; i++) {
      assertThat(devices.of(session("a"))).isPresent();
    }
    assertThat(devices.of(oldest)).isEmpty();
    assertThat(devices.of(others)).isPresent();
  }

  @Test
  void revocationEndsSessionsAndIsRememberedAcrossRestarts() {
    enrol("a", invite(1));
    String token = session("a");
    Heard heard = new Heard();
    devices.onRevoked(heard);

    assertThat(devices.revoke("a")).isTrue();
    assertThat(devices.revoke("a")).as("again").isFalse();

    assertThat(devices.of(token)).isEmpty();
    assertThat(heard.last).contains("a");
    assertRefused(ErrorCode.UNAUTHENTICATED, () -> session("a"));
    database.close();
    open();
    assertThat(devices.find("a")).get().matches(device -> !device.isActive());
    assertRefused(ErrorCode.UNAUTHENTICATED, () -> session("a"));
    assertRefused(ErrorCode.NOT_FOUND, () -> devices.revoke("nobody"));
  }

  @Test
  void enrolmentAndWhatIsLeftOfAnInvitationSurviveARestart() {
    String invitation = invite(2);
    enrol("a", invitation);
    database.close();
    open();

    assertThat(devices.of(session("a"))).isPresent();
    enrol("b", invitation);
    assertRefused(ErrorCode.UNAUTHENTICATED, () -> enrol("c", invitation));
  }

  @Test
  void invitationsAreShortLivedAndFew() {
    for (Duration wrong : new Duration[] {Duration.ZERO, Duration.ofDays(8)}) {
      assertThatThrownBy(() -> devices.invite(wrong, 1, Optional.empty()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> devices.invite(QUARTER, 0, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> devices.invite(QUARTER, 1, Optional.of("no/name")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void issuedSecretsAreNotPrinted() {
    Issued<Invitation> issued = devices.invite(QUARTER, 1, Optional.empty());

    assertThat(issued.secret()).startsWith("invite-").hasSize("invite-".length() + 43);
    assertThat(issued.toString()).doesNotContain(issued.secret());
  }

  /** Keeps what it hears. */
  private static final class Heard implements Consumer<String> {
    private Optional<String> last = Optional.empty();

    @Override
    public void accept(String device) {
      last = Optional.of(device);
    }
  }

  private static void assertRefused(ErrorCode code, ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(CloudException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private String invite(int uses) {
    return devices.invite(QUARTER, uses, Optional.empty()).secret();
  }

  private EnrolledDevice enrol(String device, String invitation) {
    return devices.enrol(invitation, device, key(keys), proof(device, invitation));
  }

  private byte[] proof(String device, String invitation) {
    return SigningKeys.sign(Proofs.enrolment(invitation, device, key(keys)), keys.getPrivate());
  }

  private String session(String device) {
    return answer(device, devices.challenge(device)).secret();
  }

  private Issued<EnrolledDevice> answer(String device, byte[] challenge) {
    byte[] proof = SigningKeys.sign(Proofs.session(device, challenge), keys.getPrivate());
    return devices.open(device, challenge, proof);
  }

  private static byte[] key(KeyPair pair) {
    return pair.getPublic().getEncoded();
  }
}
