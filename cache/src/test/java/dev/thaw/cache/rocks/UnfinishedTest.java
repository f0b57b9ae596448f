package dev.thaw.cache.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process leaves that is killed while it opens a database. */
class UnfinishedTest {
  @TempDir Path directory;

  @Test
  void theNextOpeningRemovesIt() throws Exception {
    open();
    Path left = Files.writeString(directory.resolve("OPTIONS-000033.dbtmp"), "half of it");
    open();
    assertThat(left).doesNotExist();
    assertThat(directory.resolve("CURRENT")).exists();
  }

  private void open() {
    RocksDatabase.open(directory, List.of("rows"), RocksSettings.LARGE).close();
  }
}
