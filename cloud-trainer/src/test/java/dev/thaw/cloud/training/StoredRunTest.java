package dev.thaw.cloud.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.registry.Verdict;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.model.head.CurvePoint;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Scope;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StoredRunTest {
  private static final LearningCurve CURVE =
      new LearningCurve(
          List.of(new CurvePoint(0, 2, 1.75, 0.5), new CurvePoint(1, 0.25, Double.NaN, Double.NaN)),
          Optional.of(new Validation(8, 0.5, 0.875, 1.25)));

  private static final Optional<Crowd> CROWD = Optional.of(new Crowd(20, 4, 240, 18, 0.046875));

  /** What all formats have in common. */
  private static final String FIELDS =
      "00000000000000070000000c6465766963652f70686f6e65000000006b0036401dcd65000000"
          + "000600000000000000280000000000000014000000000000003c3ff80000000000003fd00000"
          + "00000000010000000b616c6c20636f7665726564010000000000000003010001020304050607"
          + "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

  /** Stored format 1, which is on disks. Never changes. */
  private static final String VERSION_1 = "01" + FIELDS;

  /** What formats 2 and 3 have in common after that. */
  private static final String WITH_CURVE =
      FIELDS
          + "0100000000000000083fe00000000000003fec0000000000003ff40000000000000000000200"
          + "00000040000000000000003ffc0000000000003fe0000000000000000000013fd00000000000"
          + "007ff80000000000007ff8000000000000";

  /** Stored format 2, which is on disks. Never changes. */
  private static final String VERSION_2 = "02" + WITH_CURVE;

  /** Stored format 3. Never changes; another format gets another version. */
  private static final String VERSION_3 =
      "03"
          + WITH_CURVE
          + "010000000000000014000000000000000400000000000000f000000000000000123fa8000000000000";

  @Test
  void theStoredFormatIsAsItWas() {
    assertThat(HexFormat.of().formatHex(StoredRun.toBytes(run(CURVE, CROWD)))).isEqualTo(VERSION_3);
  }

  @Test
  void aRunReadsBackAsItWasWritten() {
    for (TrainingRun run : List.of(run(CURVE, CROWD), run(CURVE), run(LearningCurve.NONE))) {
      assertThat(StoredRun.fromBytes("letters", StoredRun.toBytes(run))).isEqualTo(run);
    }
  }

  @Test
  void aRunOfFormerVersionsReadsBackWithoutCurve() {
    byte[] former = HexFormat.of().parseHex(VERSION_1);

    assertThat(StoredRun.fromBytes("letters", former)).isEqualTo(run(LearningCurve.NONE));
  }

  @Test
  void aRunOfTheVersionBeforeReadsBackWithoutCrowd() {
    byte[] former = HexFormat.of().parseHex(VERSION_2);

    assertThat(StoredRun.fromBytes("letters", former)).isEqualTo(run(CURVE));
  }

  @Test
  void aRunThatIsCutShortOrOfALaterVersionIsRefused() {
    byte[] whole = StoredRun.toBytes(run(CURVE, CROWD));
    for (int length = 0; length < whole.length; length++) {
      assertRefused(Arrays.copyOf(whole, length));
    }
    whole[0] = 4;
    assertRefused(whole);
  }

  @Test
  void theLongestCurveTakesLessThanSixThousandBytes() {
    List<CurvePoint> points =
        IntStream.range(0, 1_000).mapToObj(i -> new CurvePoint(i, 1, 1, 1)).toList();
    LearningCurve longest = new LearningCurve(points, CURVE.validation());

    assertThat(StoredRun.toBytes(run(longest)).length).isBetween(5_600, 6_000);
  }

  private static void assertRefused(byte[] stored) {
    assertThatThrownBy(() -> StoredRun.fromBytes("letters", stored))
        .isInstanceOfSatisfying(
            CloudException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE));
  }

  private static TrainingRun run(LearningCurve curve) {
    return run(curve, Optional.empty());
  }

  private static TrainingRun run(LearningCurve curve, Optional<Crowd> crowd) {
    byte[] digest = new byte[Digest.BYTES];
    for (int i = 0; i < digest.length; i++) {
      digest[i] = (byte) i;
    }
    return new TrainingRun(
        7,
        "letters",
        new Scope.OfDevice("phone"),
        Instant.parse("2026-11-20T12:00:00.5Z"),
        6,
        40,
        20,
        60,
        1.5,
        0.25,
        new Verdict.Published("all covered"),
        Optional.of(3L),
        Optional.of(Digest.fromBytes(digest)),
        curve,
        crowd);
  }
}
