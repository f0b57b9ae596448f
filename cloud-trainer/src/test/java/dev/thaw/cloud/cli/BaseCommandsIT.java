package dev.thaw.cloud.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.server.RunningCloud;
import dev.thaw.protocol.codec.SigningKeys;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BaseCommandsIT {
  @TempDir Path dir;
  private Path base;
  private Path other;
  private Path keyFile;

  @BeforeEach
  void write() throws Exception {
    base = Files.write(dir.resolve("signs.model"), RunningCloud.base().toBytes());
    other =
        Files.write(dir.resolve("other.model"), RunningCloud.base(RunningCloud.SPEC, 6).toBytes());
    keyFile = dir.resolve("base.key");
  }

  @Test
  void publishedBaseIsToldAndTheSecondTimeNothing() throws Exception {
    try (RunningCloud cloud = RunningCloud.start(dir.resolve("cloud"))) {
      cloud.trainer().ingest(cloud.batch("tablet-7", 1, 16, 1)).get(10, TimeUnit.SECONDS);

      CliRun first = CliRun.of(cloud, "publish-base", other.toString()).assertGood();
      CliRun again = CliRun.of(cloud, "publish-base", other.toString()).assertGood();
      CliRun features = CliRun.of(cloud, "features").assertGood();
      CliRun json = CliRun.of(cloud, "publish-base", base.toString(), "--json");

      assertThat(first.out())
          .contains("task signs: new base model")
          .containsPattern("wanted +16")
          .containsPattern("dropped +16 versions");
      assertThat(again.out()).contains("already");
      assertThat(features.out()).contains("0 usable, 16 void, 0 of those lost");
      assertThat(json.json().path("changed").asBoolean()).isTrue();
    }
  }

  @Test
  void whatCannotBePublishedIsOneLine() throws Exception {
    Path cut = dir.resolve("cut.model");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(other), 1000));
    Path noSignature = Files.writeString(dir.resolve("not.sig"), "no base64!");
    try (RunningCloud cloud = RunningCloud.start(dir.resolve("cloud"))) {
      CliRun.of(cloud, "publish-base", "no/such.model").assertFailed(1, "no/such.model");
      CliRun.of(cloud, "publish-base", cut.toString()).assertFailed(1, "BAD_REQUEST");
      CliRun.of(cloud, "publish-base", other.toString(), "--signature", "no/such.sig")
          .assertFailed(1, "no/such.sig");
      CliRun.of(cloud, "publish-base", other.toString(), "--signature", noSignature.toString())
          .assertFailed(1, "not.sig");
      CliRun.of(cloud, "publish-base").assertFailed(2, "FILE");
    }
  }

  @Test
  void signedBaseIsTakenWhereASignatureIsRequired() throws Exception {
    String key = sign(other);
    var publicKey = SigningKeys.publicKey(Base64.getDecoder().decode(key));
    try (RunningCloud cloud = RunningCloud.start(dir.resolve("cloud"), publicKey)) {
      CliRun.of(cloud, "publish-base", base.toString()).assertFailed(1, "FORBIDDEN");
      CliRun.of(cloud, "publish-base", base.toString(), "--signature", other + ".sig")
          .assertFailed(1, "FORBIDDEN");

      CliRun published = CliRun.of(cloud, "publish-base", other.toString()).assertGood();

      assertThat(published.out()).contains("new base model");
    }
  }

  @Test
  void signingTwiceUsesTheSameKeyWhichOthersCannotRead() throws Exception {
    String first = sign(base);
    String second = sign(other);

    assertThat(second).isEqualTo(first);
    assertThat(Files.getPosixFilePermissions(keyFile)).hasSize(2);
    CliRun.of("sign-base", "no/such.model", "--key", "" + keyFile).assertFailed(1, "no/such.model");
    CliRun.of("sign-base", keyFile.toString(), "--key", "" + keyFile).assertFailed(1, "base.key");
    CliRun.of("sign-base", base.toString(), "--key", base.toString())
        .assertFailed(1, "signs.model");
    CliRun.of("sign-base", base.toString()).assertFailed(2, "--key");
  }

  @Test
  void serveRefusesABaseThatItsKeyDidNotSign() throws Exception {
    Path key = Files.writeString(dir.resolve("base.pub"), sign(other) + '\n');
    String data = dir.resolve("data").toString();

    CliRun.of("serve", "--data-dir", data, "--base", "" + base, "--base-key", "" + key)
        .assertFailed(1, "not signed");
    Files.copy(Path.of(other + ".sig"), Path.of(base + ".sig"));
    CliRun.of("serve", "--data-dir", data, "--base", "" + base, "--base-key", "" + key)
        .assertFailed(1, "signature");
    CliRun.of("serve", "--data-dir", data, "--base-key", "nonsense").assertFailed(2, "nonsense");
    CliRun.of("serve", "--data-dir", data, "--base-key", "" + base).assertFailed(2, "signs.model");
  }

  @Test
  void serveTakesABaseThatItsKeySignedAndRequiresThatOfOthers() throws Exception {
    String key = sign(other);
    StringWriter out = new StringWriter();
    CompletableFuture<Integer> ended = new CompletableFuture<>();
    CommandLine serve = CliRun.commandLine(out, new StringWriter());
    String data = dir.resolve("data").toString();
    String[] arguments = {
      "serve", "--port", "0", "--data-dir", data, "--base", "" + other, "--base-key", key
    };
    Thread thread = new Thread(() -> ended.complete(serve.execute(arguments)));
    thread.start();
    String url = announced(out, ended);

    String token = data + "/admin.token";
    CliRun.of("publish-base", base.toString(), "--server", url, "--token-file", token)
        .assertFailed(1, "FORBIDDEN");
    thread.interrupt();

    assertThat(ended.get(30, TimeUnit.SECONDS)).isZero();
  }

  private String sign(Path file) {
    return CliRun.of("sign-base", file.toString(), "--key", keyFile.toString())
        .assertGood()
        .out()
        .strip();
  }

  private static String announced(StringWriter out, CompletableFuture<Integer> ended) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!out.toString().contains("\n")) {
      assertThat(ended).isNotDone();
      assertThat(System.nanoTime()).as("listening within 30 s").isLessThan(deadline);
      Thread.onSpinWait();
    }
    return out.toString().split(" ", -1)[2];
  }
}
