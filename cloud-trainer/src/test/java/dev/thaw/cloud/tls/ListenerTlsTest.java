package dev.thaw.cloud.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a look at the files finds, without waiting for the watch. */
class ListenerTlsTest {
  @TempDir Path dir;

  @Test
  void whatIsUnchangedIsNotReadAgain() {
    ListenerTls tls = ListenerTls.open(TlsFixture.files(dir, "server"), Clock.systemUTC());
    assertThat(tls.readIfChanged()).isFalse();
  }

  @Test
  void aPairThatDoesNotFitIsRefusedOnceAndTheOldOneStays() throws IOException {
    TlsFiles files = TlsFixture.files(dir, "server");
    TlsFiles other = TlsFixture.files(dir, "other");
    ListenerTls tls = ListenerTls.open(files, Clock.systemUTC());
    Digest old = tls.status().fingerprint();

    Files.copy(other.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
    assertRefusedOnce(tls, "is not the key of the certificate");
    Files.writeString(files.key(), "half a k");
    assertRefusedOnce(tls, "has no private key");
    Files.delete(files.key());
    assertRefusedOnce(tls, "there is no such file");
    assertThat(tls.status().fingerprint()).isEqualTo(old);

    SelfSigned next = TlsFixture.renew(files);
    assertThat(tls.readIfChanged()).isTrue();
    assertThat(tls.status().fingerprint()).isEqualTo(next.fingerprint());
  }

  private static void assertRefusedOnce(ListenerTls tls, String why) {
    assertThatThrownBy(tls::readIfChanged)
        .isInstanceOf(CloudException.class)
        .hasMessageContaining(why);
    assertThat(tls.readIfChanged()).as("tried again").isFalse();
  }
}
