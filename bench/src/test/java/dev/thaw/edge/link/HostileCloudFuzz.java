package dev.thaw.edge.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.thaw.bench.fuzz.Loopback;
import dev.thaw.bench.fuzz.SealedFrame;
import dev.thaw.cache.CacheLimits;
import dev.thaw.cache.DeviceStore;
import dev.thaw.cache.StateStore;
import dev.thaw.edge.device.CloudKey;
import dev.thaw.edge.identity.Identity;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Message;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * What a device makes of a cloud that answers anything: every call ends, in a value or a failure,
 * and no reply is longer than its kind may be.
 */
public final class HostileCloudFuzz {
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** Started with the first input that needs it, and kept as long as this process. */
  private static final class Calls {
    static {
      Loopback.allow();
    }

    private static final Vertx VERTX = Vertx.vertx();
    private static final AnsweringAnything CLOUD = new AnsweringAnything();
    private static final RestCloud REST = rest();

    private static RestCloud rest() {
      Http http = new Http(VERTX, settings(), new AskedPause(System::nanoTime));
      Traffic traffic = new Traffic();
      Identity stranger = stranger();
      SessionOpener sessions =
          new SessionOpener(
              new AccessCalls(http, traffic, stranger),
              stranger,
              work -> Future.succeededFuture(false));
      return new RestCloud(http, new Admission(sessions, System::nanoTime), settings(), traffic);
    }

    /** A device that was never invited, and shows nothing. */
    private static Identity stranger() {
      try {
        Path directory = Files.createTempDirectory("stranger");
        StateStore state = DeviceStore.open(directory, CacheLimits.DEFAULT).state();
        CloudKey key = new CloudKey(state, Optional.empty());
        return Identity.open(directory, "d", Optional.empty(), state, key, new SecureRandom());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static LinkSettings settings() {
      return new LinkSettings(
          URI.create("http://127.0.0.1:" + CLOUD.port()),
          "signs",
          "d",
          Optional::empty,
          CloudTrust.SYSTEM,
          LinkTimings.DEFAULT,
          Duration.ofHours(1),
          1);
    }
  }

  /** The body of a reply to a batch. */
  @FuzzTest(maxDuration = "10m")
  void reply(byte[] bytes) {
    for (byte[] body : SealedFrame.asIsAndSealed(bytes)) {
      Message read = Refusals.read(new RestCloud.Reply(200, Buffer.buffer(body)), RETRY);
      if (read instanceof Message.Refused refused) {
        assertThat(Refusals.describe(refused)).isNotEmpty();
        Refusals.blamesBatch(refused);
      }
    }
  }

  /** All that comes from the socket, status line and headers too. */
  @FuzzTest(maxDuration = "10m")
  void response(byte[] bytes) throws Exception {
    Calls.CLOUD.answer = bytes;
    LayerEntry layer = new LayerEntry("conv", Digest.of(new byte[1]), 1_000);
    for (Future<?> call :
        List.of(
            Calls.REST.key(),
            Calls.REST.manifest(Optional.empty()),
            Calls.REST.layer(layer),
            Calls.REST.postFeatures(new byte[20]))) {
      ends(call);
    }
  }

  private static void ends(Future<?> call) throws Exception {
    try {
      call.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      assertThat(failed.getCause()).isInstanceOf(Exception.class);
    }
  }

  /** Reads the head of a request, answers the same to all, hangs up. */
  private static final class AnsweringAnything {
    private final ServerSocket server;
    private volatile byte[] answer = {};

    AnsweringAnything() {
      try {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      for (int i = 0; i < 4; i++) {
        Thread thread = new Thread(this::answerAll, "hostile-cloud-" + i);
        thread.setDaemon(true);
        thread.start();
      }
    }

    int port() {
      return server.getLocalPort();
    }

    private void answerAll() {
      while (!server.isClosed()) {
        try (Socket socket = server.accept()) {
          socket.getInputStream().read(new byte[4_096]);
          socket.getOutputStream().write(answer);
          socket.shutdownOutput();
          socket.getInputStream().read(new byte[4_096]);
        } catch (IOException gone) {
          // the device hung up first
        }
      }
    }
  }
}
