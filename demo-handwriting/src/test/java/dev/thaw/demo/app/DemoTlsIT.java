package dev.thaw.demo.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.tls.ClientTls;
import dev.thaw.cloud.tls.SelfSigned;
import dev.thaw.cloud.tls.TlsFiles;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.demo.base.BundledModel;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The writing page over TLS. */
class DemoTlsIT {
  @TempDir Path dir;

  @Test
  void thePageIsServedOverTlsWithACookieThatNeverLeavesWithoutAndTheCloudStaysOnLoopback()
      throws Exception {
    TlsFiles files = files();
    try (Demo demo = Demo.open(settings(files), Clock.systemUTC())) {
      assertThat(demo.url()).startsWith("https://127.0.0.1:");
      assertThat(demo.cloud().toString()).startsWith("http://127.0.0.1:");

      HttpResponse<String> page = get(files, demo.url());

      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("set-cookie").orElseThrow())
          .contains("HttpOnly")
          .endsWith("; Secure");
    }
  }

  @Test
  void filesThatCannotBeUsedAreNamed() {
    TlsFiles none = new TlsFiles(dir.resolve("no.pem"), dir.resolve("no.key"), Optional.empty());
    assertThatThrownBy(() -> Demo.open(settings(none), Clock.systemUTC()))
        .isInstanceOf(DemoException.class)
        .hasMessageContaining("no.pem");
  }

  private static HttpResponse<String> get(TlsFiles files, String url) throws Exception {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(ClientTls.trusting(files.certificates()).context())
            .build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(60)).build();
    return client.send(request, BodyHandlers.ofString());
  }

  private TlsFiles files() {
    TlsFiles files =
        new TlsFiles(dir.resolve("cert.pem"), dir.resolve("key.pem"), Optional.empty());
    SelfSigned.create(
            List.of("127.0.0.1"),
            Clock.systemUTC().instant(),
            Duration.ofDays(1),
            new SecureRandom())
        .write(files.certificates(), files.key());
    return files;
  }

  private DemoSettings settings(TlsFiles files) {
    return new DemoSettings(
        "127.0.0.1",
        0,
        0,
        dir.resolve("demo"),
        BundledModel.handwriting(),
        TrainingPolicy.manual(),
        Optional.of(files));
  }
}
