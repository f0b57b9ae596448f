package dev.thaw.demo.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.demo.loop.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the demo makes on its first start so that nobody else gets in. */
class DemoSecretsIT extends AppFixture {
  @Test
  void theFirstStartMakesKeysAndATokenThatOnlyTheirOwnerCanRead() throws IOException {
    Demo demo = start();
    PageClient page = page(demo);
    List<Path> secrets = awaitSecrets();
    assertThat(secrets).allSatisfy(file -> assertThat(mode(file)).isEqualTo("rw-------"));
    assertThat(mode(home().resolve("cloud"))).isEqualTo("rwx------");
    assertThat(mode(home().resolve("profiles"))).isEqualTo("rwx------");
    assertThat(demo.operatorToken()).contains(home().resolve("cloud/admin.token"));
    assertThat(page).isNotNull();
  }

  @Test
  void foldersOfAnOlderVersionAreTakenFromOthers() throws IOException {
    for (String name : List.of("cloud", "profiles")) {
      Path folder = Files.createDirectories(home().resolve(name));
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    open();
    assertThat(mode(home().resolve("cloud"))).isEqualTo("rwx------");
    assertThat(mode(home().resolve("profiles"))).isEqualTo("rwx------");
  }

  @Test
  void aStrangerGetsNothingOfTheCloudAndTheOperatorEverything() throws IOException {
    Demo demo = start();
    URI status = demo.cloud().resolve("/v1/admin/status");
    assertThat(get(status).statusCode()).isEqualTo(401);
    assertThat(get(demo.cloud().resolve("/v1/tasks/handwriting/manifest?device=x")).statusCode())
        .isEqualTo(401);
    String token = Files.readString(demo.operatorToken().orElseThrow()).strip();
    assertThat(get(status, "Authorization", "Bearer " + token).statusCode()).isEqualTo(200);
  }

  @Test
  void theTokenGetsABrowserACookieThatOpensAllThatThePageAsksFor() throws Exception {
    Demo demo = start();
    String token = Files.readString(demo.operatorToken().orElseThrow()).strip();
    HttpResponse<String> login =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(demo.cloud().resolve("/v1/operator/login"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"token\": \"" + token + "\"}"))
                    .build(),
                BodyHandlers.ofString());
    assertThat(login.statusCode()).isEqualTo(200);
    String cookie = login.headers().firstValue("set-cookie").orElseThrow();
    assertThat(cookie).containsIgnoringCase("HttpOnly").contains("SameSite=Strict");
    for (String path : List.of("operator/me", "tasks", "admin/status", "admin/devices")) {
      URI page = demo.cloud().resolve("/v1/" + path);
      assertThat(get(page, "Cookie", cookie.split(";")[0]).statusCode()).as(path).isEqualTo(200);
    }
  }

  private List<Path> awaitSecrets() {
    Await.until("three secrets", () -> secrets().size() == 3);
    List<Path> secrets = secrets();
    assertThat(secrets)
        .extracting(file -> file.getFileName().toString())
        .containsExactlyInAnyOrder("admin.token", "device.key", "signing.key");
    return secrets;
  }

  private List<Path> secrets() {
    try (Stream<Path> files = Files.walk(home())) {
      return files.filter(file -> file.toString().matches(".*[.](key|token)")).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Path home() {
    return settings().directory();
  }

  private static String mode(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
