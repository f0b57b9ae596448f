package dev.thaw.bench.evaluate.caching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static final long SEED = 5;
  private static final int DRAWS = 20_000;

  @Test
  void aRankComesInverselyToItsPlace() {
    Zipf zipf = new Zipf(100, SEED);
    int[] counts = new int[100];
    IntStream.range(0, DRAWS).forEach(i -> counts[zipf.next()]++);

    assertThat((double) counts[0] / counts[9]).isCloseTo(10, within(1.5));
    assertThat((double) counts[1] / counts[3]).isCloseTo(2, within(0.25));
  }

  @Test
  void theSameSeedDrawsTheSame() {
    assertThat(places(new Arrivals(0.5, SEED))).isEqualTo(places(new Arrivals(0.5, SEED)));
    assertThat(places(new Arrivals(0.5, SEED))).isNotEqualTo(places(new Arrivals(0.5, SEED + 1)));
  }

  @Test
  void withoutFavouritesNothingComesAgain() {
    Arrivals arrivals = new Arrivals(0, SEED);

    assertThat(places(arrivals)).doesNotHaveDuplicates();
    assertThat(arrivals.repeatedShare()).isZero();
  }

  @Test
  void theRepeatedShareIsOfThoseThatCameBefore() {
    Arrivals arrivals = new Arrivals(0.8, SEED);
    List<Integer> places = places(arrivals);
    Set<Integer> distinct = new HashSet<>(places);

    assertThat(arrivals.repeatedShare())
        .isCloseTo(1 - (double) distinct.size() / places.size(), within(1e-9));
    arrivals.restart();
    assertThat(arrivals.repeatedShare()).isZero();
  }

  private static List<Integer> places(Arrivals arrivals) {
    return Stream.generate(arrivals::next).limit(2_000).toList();
  }
}
