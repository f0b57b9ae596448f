package dev.thaw.demo.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.protocol.DType;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The detector, tried on what must never be logged and on what may be. */
class LogScanTest {
  private static final String DEVICE = "pen-1";

  private final LogScan scan = new LogScan();
  private final Tensor activation = tensor(7);

  @BeforeEach
  void fill() {
    for (DType dtype : DType.values()) {
      scan.addPersonal(activation.to(dtype));
    }
    scan.addDevice(DEVICE);
    scan.addSecret("s3cr3t-token");
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void bytesAreFoundHoweverTheyAreWritten(DType dtype) {
    byte[] all = Fragments.bytes(activation.to(dtype));
    for (int from = 0; from < 4; from++) {
      byte[] bytes = Arrays.copyOfRange(all, 60 + from, 60 + from + 24);
      assertFound("x=" + HexFormat.of().formatHex(bytes));
      assertFound("x=" + HexFormat.of().withUpperCase().formatHex(bytes) + " end");
      assertFound("x:" + Base64.getEncoder().encodeToString(bytes));
      assertFound("x " + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
      assertFound("tensor " + Arrays.toString(bytes));
      assertFound("raw " + new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void numbersAreFound() {
    float[] values = Arrays.copyOfRange(activation.toFloats(), 20, 30);

    assertFound("activation " + Arrays.toString(values));
    assertFound("activation " + values[0] + ' ' + values[1] + ' ' + values[2] + ' ' + values[3]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sample refused device=pen-1 reason=label 7 of 4",
        "annotated pen-1 label=q",
        "pen-1 wrote \"q\"",
        "held back scope=device/pen-1 reason=2 of 62 classes have no uploads: q r s",
        "device=pen-1 class 17",
        "token=s3cr3t-token"
      })
  void labelsBesideADeviceAndSecretsAreFound(String event) {
    assertFound(event);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trained task=handwriting run=4 scope=device/pen-1 version=2 depth=6 samples=62 published=true",
        "device connected task=handwriting device=pen-1 cohort=- manifest=0fe1a0b2c3d4e5f60718293a4b5c6d7e",
        "62 classes covered by a b c",
        "repairs asked device=pen-1 samples=12 depth=5 epoch=1",
        "-Dio.netty.buffer: [0, 1, 2, 3, 4, 5, 6, 7]"
      })
  void whatMayBeLoggedIsNotFound(String event) {
    assertThat(scan.violations(List.of(event))).isEmpty();
  }

  @Test
  void otherActivationsAreNotFound() {
    byte[] other = Fragments.bytes(tensor(8));

    assertThat(scan.violations(List.of(HexFormat.of().formatHex(other)))).isEmpty();
  }

  @Test
  void captureHearsEveryLoggerAtEveryLevelWithArgumentsAndExceptions() {
    byte[] bytes = Arrays.copyOf(Fragments.bytes(activation), 40);
    try (LogCapture capture = new LogCapture()) {
      Logger foreign = LoggerFactory.getLogger("org.example.Other");
      LoggerFactory.getLogger("dev.thaw.Planted").trace("no place for it", (Object) bytes);
      foreign.trace("failed", new IllegalStateException("with s3cr3t-token"));

      assertThat(scan.violations(capture.events())).hasSize(2);
    }
  }

  private void assertFound(String event) {
    assertThat(scan.violations(List.of("harmless", event))).as(event).hasSize(1);
  }

  private static Tensor tensor(long seed) {
    Random random = new Random(seed);
    float[] values = new float[128];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.ofFloats(Shape.of(128), values);
  }
}
