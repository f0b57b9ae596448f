package dev.thaw.model.closedform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.model.ModelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  private static final int COLUMNS = 9;
  private static final int LABELS = 4;
  private static final long SEED = 20261122;

  private final Random random = new Random(SEED);

  @Test
  void theOrderOfExamplesDoesNotMatterAndTakingAwayIsExact() {
    List<Contribution> kept = contributions(40);
    List<Contribution> gone = contributions(25);
    byte[] expected = bytes(kept);
    for (int round = 0; round < 20; round++) {
      List<Contribution> all = new ArrayList<>(kept);
      all.addAll(gone);
      Collections.shuffle(all, random);
      Statistics sums = sums(all);
      Collections.shuffle(gone, random);
      gone.forEach(sums::remove);
      assertThat(sums.toBytes()).as("seed %d, round %d", SEED, round).isEqualTo(expected);
    }
  }

  @Test
  void theyAreTheSumsOfWhatWasAdded() {
    List<Contribution> all = contributions(12);
    Statistics sums = sums(all);
    int at = 0;
    for (int row = 0; row < COLUMNS; row++) {
      for (int column = row; column < COLUMNS; column++) {
        long sum = 0;
        for (Contribution each : all) {
          sum += (long) each.phi()[row] * each.phi()[column];
        }
        assertThat(sums.gram()[at++]).isEqualTo(sum);
      }
      for (int label = 0; label < LABELS; label++) {
        long sum = 0;
        for (Contribution each : all) {
          sum += (long) each.phi()[row] * each.error()[label];
        }
        assertThat(sums.right()[row * LABELS + label]).isEqualTo(sum);
      }
    }
    assertThat(at).isEqualTo(sums.gram().length);
    assertThat(sums.samples()).isEqualTo(12);
    assertThat(sums.loss()).isEqualTo(all.stream().mapToLong(Contribution::loss).sum());
    assertThat(sums.recognised()).isEqualTo(all.stream().filter(Contribution::right).count());
  }

  @Test
  void theLargestValuesHaveRoomForAsManyExamplesAsAreTaken() {
    float[] ones = new float[COLUMNS];
    Arrays.fill(ones, 1.0000001f);
    Contribution largest = Contribution.of(ones, new double[] {0, 1e9, 0, 0}, 0);
    assertThat(largest.phi()).containsOnly(Contribution.ONE);
    assertThat(largest.error()[0]).isEqualTo((short) Contribution.ONE);
    assertThat(largest.loss()).isPositive();
    long most = Integer.MAX_VALUE;
    Math.multiplyExact(most, (long) Contribution.ONE * Contribution.ONE);
    Math.multiplyExact(most, (long) largest.loss());
    Statistics full = sums(List.of(largest));
    full.restore(most, 0, 0);
    assertThatThrownBy(() -> full.add(largest))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no room");
  }

  @Test
  void theyAreReadAsTheyWereWritten() {
    for (int count : new int[] {0, 1, 30}) {
      Statistics sums = sums(contributions(count));
      Statistics read = Statistics.fromBytes(sums.toBytes());
      assertThat(read.toBytes()).isEqualTo(sums.toBytes());
      assertThat(read.gram()).isEqualTo(sums.gram());
      assertThat(read.right()).isEqualTo(sums.right());
      assertThat(read.samples()).isEqualTo(count);
    }
    Statistics extremes = new Statistics(2, 1);
    extremes.gram()[0] = Long.MAX_VALUE;
    extremes.gram()[1] = Long.MIN_VALUE;
    assertThat(Statistics.fromBytes(extremes.toBytes()).gram())
        .containsExactly(Long.MAX_VALUE, Long.MIN_VALUE, 0);
  }

  @Test
  void theirFormatStays() {
    Statistics sums = new Statistics(2, 1);
    sums.add(Contribution.of(new float[] {0.5f, -1}, new double[] {3}, 0));
    sums.add(Contribution.of(new float[] {0.25f, 0}, new double[] {-1}, 0));
    assertThat(HexFormat.of().formatHex(sums.toBytes()))
        .isEqualTo(
            "54484d5301"
                + "0000000200000001"
                + "0000000000000002"
                + "0000000000000000"
                + "0000000000000002"
                + "80808005"
                + "ffffff07"
                + "80808010"
                + "0000"
                + "a0c52806");
  }

  @Test
  void anyDamageIsFound() {
    byte[] whole = bytes(contributions(5));
    for (int at = 0; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) (1 << random.nextInt(8));
      assertRefused(flipped);
      assertRefused(Arrays.copyOf(whole, at));
    }
    assertRefused(Arrays.copyOf(whole, whole.length + 1));
  }

  @Test
  void aMarkTellsOneContributionFromAnother() {
    float[] phi = {0.1f, 0.2f, 0.3f};
    double[] logits = {1, 2, 3};
    long mark = Contribution.of(phi, logits, 1).mark();
    assertThat(Contribution.of(phi, logits, 1).mark()).isEqualTo(mark);
    assertThat(Contribution.of(phi, logits, 2).mark()).isNotEqualTo(mark);
    assertThat(Contribution.of(new float[] {0.2f, 0.1f, 0.3f}, logits, 1).mark())
        .isNotEqualTo(mark);
    assertThat(contributions(2_000).stream().map(Contribution::mark).distinct()).hasSize(2_000);
  }

  @Test
  void whatDoesNotFitOrIsNotThereIsRefused() {
    Statistics sums = new Statistics(COLUMNS, LABELS);
    Contribution other = Contribution.of(new float[] {1}, new double[] {0, 1}, 0);
    assertThatThrownBy(() -> sums.add(other)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sums.remove(contributions(1).get(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no example");
    for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1.1f}) {
      assertThatThrownBy(() -> Contribution.of(new float[] {odd}, new double[] {0}, 0))
          .isInstanceOf(ModelException.class);
    }
    assertThatThrownBy(() -> Contribution.of(new float[] {1}, new double[] {0, Double.NaN}, 0))
        .isInstanceOf(ModelException.class);
  }

  private List<Contribution> contributions(int count) {
    List<Contribution> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] phi = new float[COLUMNS];
      for (int column = 0; column < COLUMNS; column++) {
        phi[column] = random.nextInt(3) == 0 ? 0 : random.nextFloat() * 2 - 1;
      }
      double[] logits = random.doubles(LABELS, -5, 5).toArray();
      all.add(Contribution.of(phi, logits, random.nextInt(LABELS)));
    }
    return all;
  }

  private static Statistics sums(List<Contribution> all) {
    Statistics sums = new Statistics(COLUMNS, LABELS);
    all.forEach(sums::add);
    return sums;
  }

  private static byte[] bytes(List<Contribution> all) {
    return sums(all).toBytes();
  }

  private static void assertRefused(byte[] bytes) {
    assertThatThrownBy(() -> Statistics.fromBytes(bytes))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("damaged");
  }
}
