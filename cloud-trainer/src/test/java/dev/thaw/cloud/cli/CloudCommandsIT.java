package dev.thaw.cloud.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.thaw.cloud.server.RunningCloud;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CloudCommandsIT {
  @TempDir static Path dir;
  private static RunningCloud cloud;

  @BeforeAll
  static void start() throws Exception {
    cloud = RunningCloud.start(dir.resolve("cloud"));
    cloud.trainer().ingest(cloud.batch("tablet-7", 1, 16, 1)).get(10, TimeUnit.SECONDS);
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @Test
  void statusShowsTasksAndSamples() {
    CliRun status = ask("status");

    assertThat(status.out()).contains("16 stored").contains("signs").contains("6/8");
    assertGood(status);
  }

  @Test
  void featuresAndDevicesAreTables() {
    CliRun features = ask("features");
    CliRun devices = ask("devices", "--task", "signs");

    assertThat(features.out()).contains("16 usable, 0 void, 0 of those lost").contains("tablet-7");
    assertThat(devices.out()).contains("DEVICE").contains("LAST SEEN");
    assertGood(features);
    assertGood(devices);
  }

  @Test
  void trainTellsWhatWasPublishedAndModelsListsIt() {
    CliRun train = ask("train", "--scope", "device/tablet-7");
    CliRun models = ask("models", "--scope", "device/tablet-7");

    assertThat(train.out()).contains("16 samples").contains("published as version");
    assertThat(models.out()).contains("device/tablet-7").contains("current");
    assertGood(train);
    assertGood(models);
  }

  @Test
  void trainOfAScopeWithoutFeaturesIsHeldBackAndExitsWithOne() {
    CliRun train = ask("train", "--scope", "device/nobody");

    assertThat(train.exitCode()).isEqualTo(1);
    assertThat(train.out()).contains("held back").contains("because");
  }

  @Test
  void freezeSetTellsWhatWasDoneAndFreezeGetShowsIt() {
    CliRun deeper = ask("freeze", "set", "7");
    CliRun shown = ask("freeze", "get");
    CliRun back = ask("freeze", "set", "6", "--task", "signs");
    CliRun again = ask("freeze", "set", "6");

    assertThat(deeper.out()).contains("depth 6 -> 7").containsPattern("advanced +16");
    assertThat(shown.out()).contains("7 of 8 layers frozen").contains("fc1 | fc2");
    assertThat(back.out()).contains("depth 7 -> 6").containsPattern("kept +16");
    assertThat(again.out()).contains("already");
    Stream.of(deeper, shown, back, again).forEach(CloudCommandsIT::assertGood);
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "devices", "features", "models", "freeze get", "train"})
  void jsonIsOneDocument(String command) throws IOException {
    CliRun result = ask((command + " --json").split(" "));

    assertThat(result.json().isObject()).isTrue();
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void refusalIsOneLineNamingTheThing() {
    assertFailed(ask("features", "--task", "chess"), 1, "chess");
    assertFailed(ask("status", "--task", "chess"), 1, "chess");
    assertFailed(ask("devices", "--task", "chess"), 1, "chess");
    assertFailed(ask("freeze", "set", "99"), 1, "99");
    assertFailed(ask("freeze", "set", "0"), 1, "raw");
    assertFailed(ask("models", "--scope", "moon"), 1, "moon");
  }

  @Test
  void usageMistakeIsOneLineAndExitsWithTwo() {
    assertFailed(ask("freeze", "set", "many"), 2, "many");
    assertFailed(ask("freeze"), 2, "get, set");
    assertFailed(ask("status", "--colour"), 2, "--colour");
    assertFailed(run("status", "--server", "nonsense"), 2, "nonsense");
    assertFailed(run("status", "--server", "http://a b"), 2, "a b");
    assertFailed(run("serve", "--train-scopes", "planet"), 2, "planet");
    assertFailed(run("serve", "--port", "99999"), 2, "99999");
    assertFailed(run("serve", "--max-device-samples", "0"), 2, "one device: 0");
    assertFailed(run("serve", "--max-device-weight", "0.5"), 2, "median device: 0.5");
  }

  @Test
  void unreachableServerExitsWithThree() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }

    assertFailed(run("status", "--server", "http://127.0.0.1:" + free), 3, ":" + free);
  }

  @Test
  void serverOfSomethingElseExitsWithThree() throws IOException {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext("/", CloudCommandsIT::answerAsAWebSite);
    other.start();
    try {
      String url = "http://127.0.0.1:" + other.getAddress().getPort();

      assertFailed(run("status", "--server", url), 3, "not a Thaw server");
    } finally {
      other.stop(0);
    }
  }

  private static void answerAsAWebSite(HttpExchange exchange) throws IOException {
    byte[] page = "<html>Welcome!</html>".getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, page.length);
    exchange.getResponseBody().write(page);
    exchange.close();
  }

  @Test
  void portInUseIsOneLineAndExitsWithOne() {
    String port = String.valueOf(cloud.server().port());

    CliRun serve = run("serve", "--port", port, "--data-dir", dir.resolve("other").toString());

    assertFailed(serve, 1, "127.0.0.1:" + port);
  }

  @Test
  void dataDirectoryInUseIsOneLineAndExitsWithOne() {
    String taken = dir.resolve("cloud").toString();

    assertFailed(run("serve", "--port", "0", "--data-dir", taken), 1, taken);
  }

  @Test
  void unreadableBaseModelIsOneLineAndExitsWithOne() throws IOException {
    Path garbage = Files.writeString(dir.resolve("garbage.model"), "not a model");
    String data = dir.resolve("unused").toString();

    assertFailed(run("serve", "--data-dir", data, "--base", "no/such.model"), 1, "no/such.model");
    assertFailed(run("serve", "--data-dir", data, "--base", "" + garbage), 1, "garbage.model");
  }

  @Test
  void serveRunsUntilInterruptedAndAnswersMeanwhile() throws Exception {
    StringWriter out = new StringWriter();
    CompletableFuture<Integer> ended = new CompletableFuture<>();
    Path base = Files.write(dir.resolve("signs.model"), RunningCloud.base().toBytes());
    String data = dir.resolve("served").toString();
    CommandLine command = CliRun.commandLine(out, new StringWriter());
    Thread thread =
        new Thread(
            () ->
                ended.complete(
                    command.execute(
                        "serve", "--port", "0", "--data-dir", data, "--base", "" + base)));
    thread.start();
    String url = announced(out, ended);

    String token = data + "/admin.token";
    CliRun status = run("status", "--server", url, "--json", "--token-file", token);
    thread.interrupt();

    assertThat(status.json().path("tasks").get(0).path("task").asText()).isEqualTo("signs");
    assertThat(ended.get(30, TimeUnit.SECONDS)).isZero();
    assertThat(run("status", "--server", url).exitCode()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serve",
        "status",
        "devices",
        "devices invite",
        "operators",
        "audit",
        "features",
        "models",
        "freeze get",
        "freeze set",
        "train"
      })
  void helpHasExitCodesAndExamplesWithinEightyColumns(String command) {
    CliRun help = run((command + " --help").split(" "));

    assertThat(help.out())
        .contains("Exit codes:")
        .contains("Examples:")
        .contains("thaw " + command);
    assertGood(help);
  }

  private static String announced(StringWriter out, CompletableFuture<Integer> ended) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!out.toString().contains("\n")) {
      assertThat(ended).isNotDone();
      assertThat(System.nanoTime()).as("listening within 30 s").isLessThan(deadline);
      Thread.onSpinWait();
    }
    return out.toString().split(" ")[2];
  }

  private static void assertGood(CliRun result) {
    result.assertGood();
  }

  private static void assertFailed(CliRun result, int exitCode, String named) {
    result.assertFailed(exitCode, named);
  }

  private static CliRun ask(String... arguments) {
    return arguments.length == 1 && arguments[0].equals("freeze")
        ? run("freeze")
        : CliRun.of(cloud, arguments);
  }

  private static CliRun run(String... arguments) {
    return CliRun.of(arguments);
  }
}
