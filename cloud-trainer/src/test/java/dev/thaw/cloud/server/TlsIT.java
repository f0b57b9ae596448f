package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.tls.ClientTls;
import dev.thaw.cloud.tls.SelfSigned;
import dev.thaw.cloud.tls.TlsFiles;
import dev.thaw.cloud.tls.TlsFixture;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIT {
  private static final int PATIENCE_SECONDS = 60;

  @TempDir Path dir;

  @Test
  void requestsAreAnsweredOverTlsAndTheStatusTellsOfTheCertificate() throws Exception {
    TlsFiles files = TlsFixture.files(dir, "server");
    try (RunningCloud cloud = start(files)) {
      assertThat(cloud.server().url()).startsWith("https://127.0.0.1:");
      HttpClient client = client(ClientTls.trusting(files.certificates()));

      assertThat(get(client, cloud, "/healthz").statusCode()).isEqualTo(200);
      assertThat(get(client, cloud, "/v1/admin/status").body())
          .contains("\"tls\":{\"subject\":\"CN=localhost\"")
          .contains("\"expiresSoon\":false");
      assertThat(get(client, cloud, "/metrics").body()).contains("thaw_tls_expires_seconds");
    }
  }

  @Test
  void whoeverDoesNotTrustTheCertificateDoesNotTalkToTheServer() {
    TlsFiles files = TlsFixture.files(dir, "server");
    TlsFiles other = TlsFixture.files(dir, "other");
    try (RunningCloud cloud = start(files)) {
      HttpClient client = client(ClientTls.trusting(other.certificates()));
      assertThatThrownBy(() -> get(client, cloud, "/healthz")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void newFilesAreShownWithoutARestartAndConnectionsGoOn() throws Exception {
    TlsFiles files = TlsFixture.files(dir, "server");
    ClientTls first =
        ClientTls.trusting(Files.copy(files.certificates(), dir.resolve("first.pem")));
    try (RunningCloud cloud = start(files)) {
      Pongs pongs = new Pongs();
      WebSocket stream = stream(client(first), cloud, pongs);
      SelfSigned next = TlsFixture.renew(files);

      await("the new certificate", () -> shown(cloud, files).equals(next.certificate()));

      stream.sendPing(ByteBuffer.wrap(new byte[] {7})).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      pongs.first.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      stream.abort();
    }
  }

  @Test
  void filesThatDoNotFitLeaveTheOldCertificateUntilTheyDo() throws Exception {
    TlsFiles files = TlsFixture.files(dir, "server");
    TlsFiles other = TlsFixture.files(dir, "other");
    try (RunningCloud cloud = start(files)) {
      X509Certificate old = shown(cloud, files);
      String key = Files.readString(files.key());
      Files.copy(other.key(), files.key(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      assertThat(shown(cloud, files)).isEqualTo(old);
      Files.delete(files.key());
      assertThat(shown(cloud, files)).isEqualTo(old);
      Files.writeString(files.key(), key);

      SelfSigned next = TlsFixture.renew(files);
      await("the new certificate", () -> shown(cloud, files).equals(next.certificate()));
    }
  }

  @Test
  void filesThatDoNotFitAreRefusedAtTheStart() {
    TlsFiles a = TlsFixture.files(dir, "a");
    TlsFiles b = TlsFixture.files(dir, "b");
    TlsFiles mixed = new TlsFiles(a.certificates(), b.key(), Optional.empty());
    assertThatThrownBy(() -> start(mixed))
        .isInstanceOf(CloudException.class)
        .hasMessageContaining("is not the key of the certificate");
  }

  /** A hello of TLS 1.1 or 1.0, as a client that knows nothing newer says it. */
  @Test
  void whatIsOlderThanTls12IsRefused() throws Exception {
    TlsFiles files = TlsFixture.files(dir, "server");
    try (RunningCloud cloud = start(files)) {
      for (int minor = 1; minor <= 2; minor++) {
        byte[] answer = raw(cloud, clientHello(minor));
        assertThat(answer.length).as("answer to 3.%s", minor).isGreaterThanOrEqualTo(7);
        assertThat(answer[0]).as("an alert").isEqualTo((byte) 21);
        assertThat(answer[5]).as("fatal").isEqualTo((byte) 2);
        assertThat(answer[6]).as("protocol_version").isEqualTo((byte) 70);
      }
      byte[] modern = raw(cloud, clientHello(3));
      assertThat(modern[0]).as("TLS 1.2 is answered with a handshake").isEqualTo((byte) 22);
    }
  }

  @Test
  void bothTlsVersionsWork() throws Exception {
    TlsFiles files = TlsFixture.files(dir, "server");
    try (RunningCloud cloud = start(files)) {
      for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
        try (SSLSocket socket = connect(cloud, files)) {
          socket.setEnabledProtocols(new String[] {version});
          socket.startHandshake();
          assertThat(socket.getSession().getProtocol()).isEqualTo(version);
          assertThat(socket.getSession().getCipherSuite()).doesNotContain("CBC");
        }
      }
    }
  }

  @Test
  void plainHttpGetsNothingAndTheServerLives() throws Exception {
    TlsFiles files = TlsFixture.files(dir, "server");
    try (RunningCloud cloud = start(files)) {
      String request = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
      byte[] answer = raw(cloud, request.getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(answer, StandardCharsets.ISO_8859_1)).doesNotContain("HTTP/1.1");
      assertThat(raw(cloud, new byte[] {22, 3, 1, 0, 1})).isEmpty();

      HttpClient client = client(ClientTls.trusting(files.certificates()));
      assertThat(get(client, cloud, "/healthz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void onlyClientsWithACertificateOfTheAuthoritiesGetIn() throws Exception {
    TlsFiles files = TlsFixture.files(dir, "server");
    TlsFiles known = TlsFixture.files(dir, "known");
    TlsFiles stranger = TlsFixture.files(dir, "stranger");
    TlsFiles asking =
        new TlsFiles(files.certificates(), files.key(), Optional.of(known.certificates()));
    ClientTls nobody = ClientTls.trusting(files.certificates());
    try (RunningCloud cloud = start(asking)) {
      assertThatThrownBy(() -> get(client(nobody), cloud, "/healthz"))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> get(client(showing(nobody, stranger)), cloud, "/healthz"))
          .isInstanceOf(IOException.class);
      assertThat(get(client(showing(nobody, known)), cloud, "/healthz").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void aPageThatCameWithoutTlsOpensNoStream() throws Exception {
    TlsFiles files = TlsFixture.files(dir, "server");
    try (RunningCloud cloud = start(files)) {
      HttpClient client = client(ClientTls.trusting(files.certificates()));
      String own = cloud.server().url();
      String plain = own.replace("https:", "http:");

      assertThatThrownBy(() -> open(client, cloud, new Pongs(), Optional.of(plain)))
          .hasMessageContaining("WebSocketHandshakeException");
      open(client, cloud, new Pongs(), Optional.of(own)).abort();
    }
  }

  private RunningCloud start(TlsFiles files) {
    return RunningCloud.start(dir.resolve("cloud"), ServerConfig.open().withTls(files));
  }

  private static ClientTls showing(ClientTls tls, TlsFiles own) {
    return tls.showing(own.certificates(), own.key());
  }

  private static HttpClient client(ClientTls tls) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .sslContext(tls.context())
        .build();
  }

  private static HttpResponse<String> get(HttpClient client, RunningCloud cloud, String path)
      throws IOException, InterruptedException {
    HttpRequest request =
        cloud.request(path).timeout(Duration.ofSeconds(PATIENCE_SECONDS)).GET().build();
    return client.send(request, BodyHandlers.ofString());
  }

  private static WebSocket stream(HttpClient client, RunningCloud cloud, Pongs pongs)
      throws Exception {
    return open(client, cloud, pongs, Optional.empty());
  }

  private static WebSocket open(
      HttpClient client, RunningCloud cloud, Pongs pongs, Optional<String> origin)
      throws Exception {
    WebSocket.Builder builder = client.newWebSocketBuilder();
    origin.ifPresent(page -> builder.header("Origin", page));
    URI uri = URI.create(cloud.server().url().replace("https:", "wss:") + "/v1/stream");
    return builder.buildAsync(uri, pongs).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** The certificate that a new connection is shown, whatever it is. */
  private static X509Certificate shown(RunningCloud cloud, TlsFiles files) {
    Seen seen = new Seen();
    try (Socket raw = new Socket("127.0.0.1", cloud.server().port());
        SSLSocket socket = seen.wrap(raw)) {
      socket.setSoTimeout(PATIENCE_SECONDS * 1_000);
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static SSLSocket connect(RunningCloud cloud, TlsFiles files) throws IOException {
    return (SSLSocket)
        ClientTls.trusting(files.certificates())
            .context()
            .getSocketFactory()
            .createSocket("127.0.0.1", cloud.server().port());
  }

  /** What comes back before the server closes, or is silent for two seconds. */
  private static byte[] raw(RunningCloud cloud, byte[] bytes) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", cloud.server().port())) {
      socket.setSoTimeout(PATIENCE_SECONDS * 1_000);
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
      return read(socket.getInputStream());
    }
  }

  private static byte[] read(InputStream in) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      new DataInputStream(in).transferTo(all);
    } catch (IOException e) {
      return all.toByteArray(); // reset: what came before it counts
    }
    return all.toByteArray();
  }

  /** The hello of a client whose newest version is 3.{@code minor}, with two common ciphers. */
  private static byte[] clientHello(int minor) {
    byte[] suites = {(byte) 0xc0, 0x2b, (byte) 0xc0, 0x09, (byte) 0xc0, 0x13};
    byte[] groups = {0, 10, 0, 4, 0, 2, 0, 23};
    byte[] signatures = {0, 13, 0, 4, 0, 2, 4, 3};
    ByteBuffer body = ByteBuffer.allocate(256);
    body.put((byte) 3).put((byte) minor).put(new byte[32]).put((byte) 0);
    body.putShort((short) suites.length).put(suites).put((byte) 1).put((byte) 0);
    body.putShort((short) (groups.length + signatures.length)).put(groups).put(signatures);
    int length = body.position();
    ByteBuffer hello = ByteBuffer.allocate(length + 9);
    hello.put((byte) 22).put((byte) 3).put((byte) 1).putShort((short) (length + 4));
    hello.put((byte) 1).put((byte) 0).putShort((short) length).put(body.array(), 0, length);
    return hello.array();
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("not in time: " + what).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private static final class Pongs implements WebSocket.Listener {
    private final CompletableFuture<Void> first = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
      first.complete(null);
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }
}
