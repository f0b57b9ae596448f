package dev.thaw.cloud.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.server.RunningCloud;
import dev.thaw.cloud.server.ServerConfig;
import dev.thaw.cloud.tls.TlsFiles;
import dev.thaw.cloud.tls.TlsFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsCommandsIT {
  @TempDir Path dir;

  @Test
  void aSelfSignedCertificateServesAndIsTrustedByWhoNamesIt() {
    Path out = dir.resolve("tls");
    CliRun made = CliRun.of("tls", "self-signed", "--out", out.toString());
    assertThat(made.exitCode()).as(made.err()).isZero();
    assertThat(made.out()).contains("SHA-256").contains("--tls-cert").contains("--ca");

    TlsFiles files =
        new TlsFiles(out.resolve("cert.pem"), out.resolve("key.pem"), Optional.empty());
    try (RunningCloud cloud = start(files)) {
      CliRun status = CliRun.of(cloud, "status", "--ca", files.certificates().toString());
      assertThat(status.out()).contains("TLS       certificate expires");
      status.assertGood();
    }
  }

  @Test
  void aCertificateIsNotReplacedUnlessThatIsMeant() throws IOException {
    String out = dir.toString();
    assertThat(CliRun.of("tls", "self-signed", "--out", out).exitCode()).isZero();
    String first = Files.readString(dir.resolve("cert.pem"));

    CliRun.of("tls", "self-signed", "--out", out).assertFailed(1, "--force");
    assertThat(Files.readString(dir.resolve("cert.pem"))).isEqualTo(first);

    assertThat(CliRun.of("tls", "self-signed", "--out", out, "--force").exitCode()).isZero();
    assertThat(Files.readString(dir.resolve("cert.pem"))).isNotEqualTo(first);
    Assumptions.assumeTrue(
        dir.getFileSystem().supportedFileAttributeViews().contains("posix"), "no permissions here");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("key.pem"))))
        .isEqualTo("rw-------");
  }

  @Test
  void whatCannotBeMadeIsSaidInOneLine() {
    String out = dir.toString();
    CliRun.of("tls").assertFailed(2, "self-signed");
    CliRun.of("tls", "self-signed", "--out", out, "--host", "a b").assertFailed(2, "a b");
    CliRun.of("tls", "self-signed", "--out", out, "--days", "0").assertFailed(2, "--days");
  }

  @Test
  void troublesWithACertificateSayWhatToDo() {
    TlsFiles files = TlsFixture.files(dir, "server");
    TlsFiles elsewhere =
        TlsFixture.files(
            dir, "elsewhere", Clock.systemUTC().instant(), Duration.ofDays(9), "elsewhere.test");
    try (RunningCloud cloud = start(files)) {
      CliRun.of(cloud, "status").assertFailed(3, "is not trusted: --ca FILE");
      CliRun.of(cloud, "status", "--ca", elsewhere.certificates().toString())
          .assertFailed(3, "is not trusted: --ca FILE");
      CliRun.of(cloud, "status", "--ca", dir.resolve("none").toString())
          .assertFailed(2, "there is no such file");
    }
    try (RunningCloud cloud = start(elsewhere)) {
      CliRun.of(cloud, "status", "--ca", elsewhere.certificates().toString())
          .assertFailed(3, "is not valid for \"127.0.0.1\"");
    }
  }

  @Test
  void anAddressWithTheWrongSchemeIsSaid() {
    try (RunningCloud plain = RunningCloud.start(dir.resolve("cloud"))) {
      String url = plain.server().url().replace("http:", "https:");
      CliRun.of("status", "--server", url).assertFailed(3, "does not speak TLS");
    }
  }

  @Test
  void aServerThatWantsACertificateIsAnsweredWithOneOrSaysSo() {
    TlsFiles files = TlsFixture.files(dir, "server");
    TlsFiles own = TlsFixture.files(dir, "own");
    TlsFiles asking =
        new TlsFiles(files.certificates(), files.key(), Optional.of(own.certificates()));
    String ca = files.certificates().toString();
    String cert = own.certificates().toString();
    try (RunningCloud cloud = start(asking)) {
      CliRun without = CliRun.of(cloud, "status", "--ca", ca);
      assertThat(without.exitCode()).isEqualTo(3);
      CliRun.of(cloud, "status", "--ca", ca, "--client-cert", cert)
          .assertFailed(2, "both --client-cert and --client-key");
      CliRun.of(cloud, "status", "--ca", ca, "--client-cert", cert, "--client-key", "" + own.key())
          .assertGood();
    }
  }

  @Test
  void otherMachinesAreNotServedWithoutTlsUnlessThatIsMeant() {
    String data = dir.resolve("data").toString();
    CliRun.of("serve", "--data-dir", data, "--host", "0.0.0.0")
        .assertFailed(2, "--allow-unencrypted-network");
    CliRun.of("serve", "--data-dir", data, "--tls-cert", "a.pem")
        .assertFailed(2, "both --tls-cert and --tls-key");
    assertThat(dir.resolve("data")).doesNotExist();
    CliRun.of("serve", "--data-dir", data, "--tls-cert", "a.pem", "--tls-key", "a.key")
        .assertFailed(1, "a.pem");
  }

  @Test
  void keysAreShownAndChanged() {
    try (RunningCloud cloud = RunningCloud.start(dir.resolve("cloud"))) {
      CliRun before = CliRun.of(cloud, "keys").assertGood();
      CliRun rotated = CliRun.of(cloud, "keys", "rotate").assertGood();
      CliRun after = CliRun.of(cloud, "keys").assertGood();

      String old = before.out().lines().skip(1).findFirst().orElseThrow().strip();
      assertThat(rotated.out()).contains(old);
      assertThat(after.out().lines().skip(1).findFirst().orElseThrow()).doesNotContain(old);
      assertThat(after.out()).contains("IN PLACE OF").contains(old.substring(0, 8));
    }
  }

  private RunningCloud start(TlsFiles files) {
    return RunningCloud.start(dir.resolve("cloud"), ServerConfig.open().withTls(files));
  }
}
