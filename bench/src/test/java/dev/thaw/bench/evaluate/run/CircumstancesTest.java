package dev.thaw.bench.evaluate.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CircumstancesTest {
  @TempDir private Path tree;

  @Test
  void theCommitIsThatOfTheTreeAndSaysIfFilesDiffer() throws Exception {
    Path below = Files.createDirectories(tree.resolve("bench/target"));
    assertThat(Circumstances.commit(below)).isEqualTo("unknown");
    git("init", "-q");
    Path file = Files.writeString(tree.resolve("file"), "as it was");
    git("add", "file");
    git("-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "-q", "-m", "It was so");

    assertThat(Circumstances.commit(below)).matches("[0-9a-f]{12}");
    Files.writeString(file, "as it is");
    assertThat(Circumstances.commit(below)).matches("[0-9a-f]{12}\\+");
  }

  @Test
  void whatIsStampedComesFromThisMachine() {
    Circumstances now = Circumstances.now("thaw evaluate");

    assertThat(now.command()).isEqualTo("thaw evaluate");
    assertThat(now.machine()).contains("cores");
    assertThat(now.versions()).contains("Java", "PyTorch");
    assertThat(now.commit()).isNotEmpty();
  }

  private void git(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git", "-C", tree.toString()));
    command.addAll(List.of(arguments));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
