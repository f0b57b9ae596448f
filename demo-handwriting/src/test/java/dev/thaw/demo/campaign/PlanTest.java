package dev.thaw.demo.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cache.faults.CrashPoint;
import dev.thaw.demo.campaign.Fault.Death;
import dev.thaw.demo.campaign.Fault.DeathAt;
import dev.thaw.demo.campaign.Fault.Kill;
import dev.thaw.demo.campaign.Plan.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is planned for a seed. */
class PlanTest {
  private static final Set<Kind> ALL = EnumSet.allOf(Kind.class);

  @Test
  void theSameSeedPlansTheSame() {
    Plan one = new Plan(100, ALL, 7);
    Plan other = new Plan(100, ALL, 7);
    assertThat(deaths(one)).isEqualTo(deaths(other)).hasSize(100);
    for (int i = 0; i < 50; i++) {
      assertThat(one.trouble()).isEqualTo(other.trouble());
    }
    assertThat(deaths(new Plan(100, ALL, 8))).isNotEqualTo(deaths(one));
  }

  @Test
  void thirtyKillsHaveEachPointTwiceAndTenAtRandom() {
    List<Death> deaths = deaths(new Plan(30, ALL, 1));
    for (CrashPoint point : CrashPoint.values()) {
      assertThat(deaths)
          .filteredOn(d -> d instanceof DeathAt at && at.point() == point)
          .hasSizeBetween(2, 3);
    }
    assertThat(deaths).filteredOn(Kill.class::isInstance).hasSize(10);
  }

  @Test
  void everySideDiesOfWhatIsItsOwn() {
    Plan plan = new Plan(60, ALL, 3);
    for (Side side : Side.values()) {
      assertThat(plan.of(side)).isNotEmpty().allMatch(death -> death.side() == side);
    }
  }

  @Test
  void everyKindOfTroubleComesUp() {
    Plan plan = new Plan(1, ALL, 5);
    List<Fault> troubles = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      troubles.add(plan.trouble());
    }
    assertThat(troubles.stream().map(Object::getClass).collect(Collectors.toSet())).hasSize(3);
  }

  private static List<Death> deaths(Plan plan) {
    List<Death> deaths = new ArrayList<>(plan.of(Side.CLOUD));
    deaths.addAll(plan.of(Side.DEVICES));
    return deaths;
  }
}
