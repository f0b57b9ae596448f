package dev.thaw.edge.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cache.CacheLimits;
import dev.thaw.cache.DeviceStore;
import dev.thaw.edge.device.CloudKey;
import dev.thaw.edge.device.EdgeException;
import dev.thaw.edge.device.WrongKeyException;
import dev.thaw.protocol.codec.SigningKeys;
import dev.thaw.protocol.identity.Proofs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final PublicKey CLOUD = SigningKeys.generate(RANDOM).getPublic();

  @TempDir Path parent;
  private Path directory;
  private DeviceStore store;

  @BeforeEach
  void makeADeviceDirectory() {
    directory = parent.resolve("pen");
    Identity.makeDirectory(directory);
    store = DeviceStore.open(directory, CacheLimits.DEFAULT);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void theKeyAndItsDirectoryAreTheirOwnersOnly() throws IOException {
    open("please");
    assertThat(permissions(directory)).isEqualTo("rwx------");
    assertThat(permissions(keyFile())).isEqualTo("rw-------");
    assertThat(directory.resolve("device.key.new")).doesNotExist();
  }

  @Test
  void aKeyFileThatOthersCanReadIsTakenFromThem() throws IOException {
    byte[] before = open("please").publicKey();
    Files.setPosixFilePermissions(keyFile(), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(open("please").publicKey()).isEqualTo(before);
    assertThat(permissions(keyFile())).isEqualTo("rw-------");
  }

  @Test
  void whoWasNeverInvitedHasNoKey() {
    Identity none = open(null);
    assertThat(none.isPresent()).isFalse();
    assertThat(keyFile()).doesNotExist();
    assertThatThrownBy(none::publicKey).hasMessageContaining("pen has no key");
  }

  @Test
  void itsProofsAreTheKeysAndNeverServeTwoEnds() {
    Identity identity = open("please");
    PublicKey key = SigningKeys.publicKey(identity.publicKey());
    byte[] challenge = new byte[Proofs.CHALLENGE_BYTES];
    byte[] session = identity.proveSession(challenge);
    byte[] enrolment = identity.proveEnrolment("please");
    byte[] enrolled = Proofs.enrolment("please", "pen", identity.publicKey());
    assertThat(SigningKeys.isSigned(Proofs.session("pen", challenge), session, key)).isTrue();
    assertThat(SigningKeys.isSigned(enrolled, enrolment, key)).isTrue();
    assertThat(SigningKeys.isSigned(Proofs.session("pen", challenge), enrolment, key)).isFalse();
    assertThat(SigningKeys.isSigned(enrolled, session, key)).isFalse();
  }

  @Test
  void anInvitationIsUsedOnceAndThatIsRemembered() {
    Identity identity = open("please");
    assertThat(identity.unusedInvitation()).contains("please");
    identity.enrolled("please", Optional.of("class-3"), base64(CLOUD));
    assertThat(identity.unusedInvitation()).isEmpty();
    assertThat(open("please").unusedInvitation()).isEmpty();
    assertThat(open("another").unusedInvitation()).contains("another");
    Identity again = open(null);
    assertThat(again.isEnrolled()).isTrue();
    assertThat(again.cohort()).contains("class-3");
    assertThat(again.publicKey()).isEqualTo(identity.publicKey());
    assertThat(cloudKey(Optional.empty()).trusted()).contains(CLOUD);
  }

  @Test
  void aNewKeyReplacesTheOldOne() {
    Identity identity = open("please");
    byte[] before = identity.publicKey();
    identity.renewKey();
    assertThat(identity.publicKey()).isNotEqualTo(before);
    assertThat(open("please").publicKey()).isEqualTo(identity.publicKey());
  }

  @Test
  void aDamagedKeySaysWhatToDo() throws IOException {
    open("please");
    List<String> lines = Files.readAllLines(keyFile());
    String other = base64(SigningKeys.generate(RANDOM).getPublic());
    for (String damaged : List.of("", lines.get(0), "?\n?\n", lines.get(0) + '\n' + other)) {
      Files.writeString(keyFile(), damaged);
      assertThatThrownBy(() -> open("please"))
          .isInstanceOf(EdgeException.class)
          .hasMessageContaining(keyFile() + " is damaged")
          .hasMessageContaining("enrol the device with a new invitation");
    }
  }

  @Test
  void aConfiguredKeyOfTheCloudWins() {
    PublicKey configured = SigningKeys.generate(RANDOM).getPublic();
    CloudKey key = cloudKey(Optional.of(configured));
    Identity identity = open("please", key);
    assertThatThrownBy(() -> identity.enrolled("please", Optional.empty(), base64(CLOUD)))
        .isInstanceOf(WrongKeyException.class);
    assertThat(identity.isEnrolled()).isFalse();
    assertThat(key.trusted()).contains(configured);
    identity.enrolled("please", Optional.empty(), base64(configured));
    assertThat(identity.isEnrolled()).isTrue();
  }

  @Test
  void theKeyNamedAtEnrolmentReplacesOneTrustedOnFirstUse() {
    CloudKey key = cloudKey(Optional.empty());
    key.trustFirst(base64(SigningKeys.generate(RANDOM).getPublic()));
    key.pin(base64(CLOUD));
    key.trustFirst(base64(SigningKeys.generate(RANDOM).getPublic()));
    assertThat(key.trusted()).contains(CLOUD);
    assertThat(cloudKey(Optional.empty()).trusted()).contains(CLOUD);
  }

  private Identity open(String invitation) {
    return open(invitation, cloudKey(Optional.empty()));
  }

  private Identity open(String invitation, CloudKey key) {
    return Identity.open(
        directory, "pen", Optional.ofNullable(invitation), store.state(), key, RANDOM);
  }

  private CloudKey cloudKey(Optional<PublicKey> configured) {
    return new CloudKey(store.state(), configured);
  }

  private Path keyFile() {
    return directory.resolve("device.key");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static String base64(PublicKey key) {
    return Base64.getEncoder().encodeToString(SigningKeys.toBytes(key));
  }
}
