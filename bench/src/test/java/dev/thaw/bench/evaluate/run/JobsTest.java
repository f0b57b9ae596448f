package dev.thaw.bench.evaluate.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Question;
import dev.thaw.bench.evaluate.Questions;
import dev.thaw.bench.evaluate.Scale;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobsTest {
  @ParameterizedTest
  @CsvSource({"TINY, 150", "QUICK, 300", "FULL, 10800"})
  void cellsDoNotAskForMoreTimeThanARunMayTake(Scale scale, double seconds) {
    for (Optional<Path> data : Set.of(Optional.<Path>empty(), Optional.of(Path.of("data")))) {
      Jobs jobs = Jobs.of(plan(scale, data));
      assertThat(jobs.all().stream().mapToDouble(job -> job.cell().need().seconds()).sum())
          .isPositive()
          .isLessThanOrEqualTo(seconds);
    }
  }

  private static Plan plan(Scale scale, Optional<Path> data) {
    Set<String> arms = Arrays.stream(Arm.values()).map(Arm::family).collect(Collectors.toSet());
    Set<String> questions = Questions.ALL.stream().map(Question::name).collect(Collectors.toSet());
    return new Plan(scale, data, data, arms, questions);
  }
}
