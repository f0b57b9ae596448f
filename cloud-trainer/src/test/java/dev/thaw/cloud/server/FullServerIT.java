package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.CloudLimits;
import dev.thaw.cloud.web.Answers;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.Message.BatchAck;
import dev.thaw.protocol.Message.Refused;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.codec.FrameCodec;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cloud with room for one batch: the others are told when to come back, and nothing is lost. */
class FullServerIT {
  private static final int DEVICES = 3;
  private static final int WINDOW = 4;
  private static final int BATCHES = 8;
  private static final long DEADLINE_SECONDS = 60;
  private static final FrameCodec CODEC = new FrameCodec(1 << 20);

  @TempDir Path dir;

  @Test
  void onStreamsWhatWasRefusedIsSentAgainAndStoredOnce() throws Exception {
    int refusals = 0;
    try (RunningCloud cloud = startFull()) {
      List<TestDevice> devices = new ArrayList<>();
      for (int i = 0; i < DEVICES; i++) {
        devices.add(TestDevice.welcomed(cloud, "d" + i));
      }
      for (int first = 1; first <= BATCHES; first += WINDOW) {
        for (int i = 0; i < DEVICES; i++) {
          for (int sequence = first; sequence < first + WINDOW; sequence++) {
            devices.get(i).send(cloud.batch("d" + i, sequence, 1, sequence));
          }
        }
        for (int i = 0; i < DEVICES; i++) {
          refusals += settle(cloud, devices.get(i), "d" + i, WINDOW);
        }
      }
      assertThat(refusals).isPositive();
      for (TestDevice device : devices) {
        device.close();
      }
    }
    assertAllStored();
  }

  @Test
  void overHttpTheTimeIsInTheHeaderAndTheFrame() throws Exception {
    int refusals = 0;
    try (RunningCloud cloud = startFull()) {
      List<CompletableFuture<Integer>> all = new ArrayList<>();
      for (int i = 0; i < DEVICES; i++) {
        for (int sequence = 1; sequence <= BATCHES; sequence++) {
          all.add(post(cloud, "d" + i, sequence, 0));
        }
      }
      for (CompletableFuture<Integer> each : all) {
        refusals += each.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
      }
      assertThat(refusals).isPositive();
    }
    assertAllStored();
  }

  private RunningCloud startFull() {
    CloudLimits room = new CloudLimits(WINDOW, 1, 1, 1 << 20, Set.of());
    return RunningCloud.start(dir, ServerConfig.open().withWindow(WINDOW), room);
  }

  /** Takes so many acknowledgements, sending again what is refused; how often that was. */
  private static int settle(RunningCloud cloud, TestDevice device, String id, int count)
      throws Exception {
    int refusals = 0;
    for (int left = count; left > 0; ) {
      Message message = device.next();
      if (message instanceof BatchAck ack) {
        assertThat(ack.outcomes()).containsOnly(SampleOutcome.STORED);
        left--;
      } else if (message instanceof Refused refused) {
        assertBusy(refused);
        refusals++;
        device.send(cloud.batch(id, refused.sequence(), 1, refused.sequence()));
      }
    }
    return refusals;
  }

  /** Posts until it is taken; how often it was refused. */
  private static CompletableFuture<Integer> post(
      RunningCloud cloud, String device, long sequence, int refusals) {
    return RunningCloud.http()
        .sendAsync(
            cloud
                .request("/v1/features")
                .header("content-type", Answers.FRAME)
                .POST(
                    BodyPublishers.ofByteArray(
                        CODEC.toBytes(cloud.batch(device, sequence, 1, sequence))))
                .build(),
            BodyHandlers.ofByteArray())
        .thenCompose(
            answer ->
                answer.statusCode() == 200
                    ? CompletableFuture.completedFuture(refusals)
                    : post(cloud, device, sequence, refusals + asserted(answer)));
  }

  private static int asserted(HttpResponse<byte[]> answer) {
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValueAsLong("retry-after").orElse(0)).isPositive();
    assertBusy((Refused) CODEC.fromBytes(answer.body()));
    return 1;
  }

  private static void assertBusy(Refused refused) {
    assertThat(refused.error()).isEqualTo(ErrorCode.BUSY);
    assertThat(refused.retryAfterMillis()).isPositive();
  }

  /** Also by a cloud that begins anew with what is on the disk. */
  private void assertAllStored() {
    try (RunningCloud again = RunningCloud.start(dir)) {
      assertThat(again.trainer().featureCounts(RunningCloud.TASK).usable())
          .isEqualTo((long) DEVICES * BATCHES);
    }
  }
}
