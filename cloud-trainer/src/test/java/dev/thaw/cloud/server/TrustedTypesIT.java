package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.io.Input;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Message.BatchAck;
import dev.thaw.protocol.Message.Refused;
import dev.thaw.protocol.SampleOutcome;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.ObjectInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No class is made of what comes over the wire but the protocol's own: payloads of published gadget
 * chains against the real ports, beside readers that do fall for them.
 */
class TrustedTypesIT {
  private static final String FRAME = "application/vnd.thaw.frame";
  private static final byte[] NOTHING = {};

  @TempDir static Path dir;
  private static RunningCloud cloud;
  private static Vertx vertx;
  private static int sequence;

  @BeforeAll
  static void start() {
    cloud = RunningCloud.start(dir);
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    cloud.close();
  }

  /** Whatever was sent before, the server goes on as if nothing had been. */
  @AfterEach
  void goesOn() throws Exception {
    sequence++;
    try (TestDevice polite = TestDevice.welcomed(cloud, "polite", vertx)) {
      polite.send(cloud.batch("polite", sequence, 1, sequence));
      assertThat(polite.next(BatchAck.class).outcomes()).containsOnly(SampleOutcome.STORED);
    }
  }

  /** First the attack, then the same bytes to open readers: the canary's class is never reset. */
  @Test
  void onlyAnOpenReaderMakesWhatThePayloadsName() throws Exception {
    List<byte[]> payloads = Gadgets.kryo();
    List<byte[]> streams = Gadgets.java();
    for (byte[] payload : payloads) {
      postAndSend(HostileFrames.frame(HostileFrames.FEATURE_BATCH, payload, NOTHING));
      postAndSend(HostileFrames.frame(HostileFrames.FEATURE_BATCH, NOTHING, payload));
    }
    for (byte[] stream : streams) {
      postAndSend(stream);
      postAndSend(HostileFrames.frame(HostileFrames.FEATURE_BATCH, stream, NOTHING));
      assertThat(post("/v1/features", "application/x-java-serialized-object", stream))
          .isEqualTo(400);
    }
    assertThat(Canary.songs()).isZero();

    Kryo open = Gadgets.openKryo();
    for (byte[] payload : payloads) {
      catchThrowable(() -> open.readClassAndObject(new Input(payload)));
    }
    assertThat(Canary.songs()).as("made by an open Kryo").isPositive();
    catchThrowable(
        () -> new ObjectInputStream(new ByteArrayInputStream(streams.get(0))).readObject());
    assertThat(Canary.songs()).as("made by Java's reader").isPositive();
  }

  @Test
  void everyTypeByteIsRefusedOrOneOfTheProtocols() throws Exception {
    byte[] gadget = Gadgets.named(Canary.class.getName());
    for (int type = 0; type <= 0xff; type++) {
      assertThat(post("/v1/features", FRAME, HostileFrames.frame(type, gadget, NOTHING)))
          .as("type %d", type)
          .isEqualTo(400);
    }
    assertThat(Canary.songs()).isZero();
  }

  @Test
  void typesThatAreStoredButNeverSentAreRefusedOnAStream() throws Exception {
    for (int type : new int[] {0x20, 0x21, 0x22, 0x23, 0x30, 0x31}) {
      send(HostileFrames.frame(type, Gadgets.named(Canary.class.getName()), NOTHING));
    }
    assertThat(Canary.songs()).isZero();
  }

  @Test
  void jsonMayNotNameAClass() throws Exception {
    for (byte[] text : Gadgets.json()) {
      assertThat(post("/v1/features", "application/json", text)).isBetween(400, 404);
      assertThat(post("/v1/admin/train", "application/json", text)).isBetween(400, 404);
      assertThat(post("/v1/admin/rollback", "application/json", text)).isBetween(400, 404);
    }
    assertThat(Canary.songs()).isZero();
  }

  private static void postAndSend(byte[] frame) throws Exception {
    assertThat(post("/v1/features", FRAME, frame)).isEqualTo(400);
    send(frame);
  }

  /** As the first frame of a stream, which ends then. */
  private static void send(byte[] frame) throws Exception {
    try (TestDevice stranger = TestDevice.connect(cloud, vertx)) {
      stranger.sendBytes(frame);
      assertThat(stranger.next(Refused.class).error()).isEqualTo(ErrorCode.MALFORMED_FRAME);
      assertThat(stranger.closeStatus()).isEqualTo(1008);
    }
  }

  private static int post(String path, String type, byte[] body) throws Exception {
    return RunningCloud.http()
        .send(
            cloud
                .request(path)
                .header("content-type", type)
                .POST(BodyPublishers.ofByteArray(body))
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }
}
