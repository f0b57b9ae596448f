package dev.thaw.cloud.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.storage.CloudException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsMaterialTest {
  private static final Instant NOW = Clock.systemUTC().instant();

  @TempDir Path dir;

  @Test
  void aPairIsReadAndKnowsWhenItEnds() {
    TlsFiles files = TlsFixture.files(dir, "a");

    TlsStatus status = TlsStatus.of(TlsMaterial.read(files, NOW));

    assertThat(status.subject()).isEqualTo("CN=localhost");
    assertThat(status.expiresSoon(NOW)).isFalse();
    assertThat(status.expiresSoon(NOW.plus(Duration.ofDays(336)))).isTrue();
    assertThat(status.clientCertificates()).isFalse();
  }

  @Test
  void theKeyOfAnotherCertificateIsRefused() {
    TlsFiles a = TlsFixture.files(dir, "a");
    TlsFiles b = TlsFixture.files(dir, "b");

    assertRefused(new TlsFiles(a.certificates(), b.key(), Optional.empty()), "not the key of");
  }

  @Test
  void aKeyOfAnotherKindIsRefused() throws Exception {
    TlsFiles files = TlsFixture.files(dir, "a");
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    PrivateFile.write(files.key(), PemText.of(rsa.generateKeyPair().getPrivate()));

    assertRefused(files, "not the key of");
  }

  @Test
  void whatHasExpiredOrNotBegunIsRefused() {
    Duration day = Duration.ofDays(1);
    assertRefused(
        TlsFixture.files(dir, "old", NOW.minus(day.multipliedBy(2)), day, "localhost"), "expired");
    assertRefused(
        TlsFixture.files(dir, "coming", NOW.plus(day), day, "localhost"), "is valid from");
  }

  @Test
  void filesThatAreMissingOrSomethingElseAreNamed() throws Exception {
    TlsFiles files = TlsFixture.files(dir, "a");
    assertRefused(
        new TlsFiles(files.key(), files.certificates(), Optional.empty()), "has no certificate");
    assertRefused(
        new TlsFiles(files.certificates(), files.certificates(), Optional.empty()),
        "has no private key");
    assertRefused(
        new TlsFiles(files.certificates(), dir.resolve("none.key"), Optional.empty()),
        "none.key: there is no such file");
    Path encrypted = dir.resolve("encrypted.key");
    Files.writeString(
        encrypted, Files.readString(files.key()).replace(" PRIVATE KEY", " ENCRYPTED PRIVATE KEY"));
    assertRefused(
        new TlsFiles(files.certificates(), encrypted, Optional.empty()), "not plain PKCS#8");
  }

  @Test
  void onlyTheOwnerCanReadAKeyThatIsMadeHere() throws Exception {
    Assumptions.assumeTrue(
        dir.getFileSystem().supportedFileAttributeViews().contains("posix"), "no permissions here");
    TlsFiles files = TlsFixture.files(dir, "a");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.key())))
        .isEqualTo("rw-------");
  }

  @Test
  void whatIsNoHostIsNoName() {
    SecureRandom random = new SecureRandom();
    for (String host : List.of("", "a b", "300.1.1.1", "https://a", ":::::")) {
      assertThatThrownBy(
              () -> SelfSigned.create(List.of(host), NOW, Duration.ofDays(1), random), host)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not a host name or address");
    }
  }

  private static void assertRefused(TlsFiles files, String why) {
    assertThatThrownBy(() -> TlsMaterial.read(files, NOW))
        .isInstanceOf(CloudException.class)
        .hasMessageContaining(why);
  }
}
