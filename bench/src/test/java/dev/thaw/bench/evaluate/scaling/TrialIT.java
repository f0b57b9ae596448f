package dev.thaw.bench.evaluate.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.data.Variety;
import dev.thaw.demo.base.BundledModel;
import dev.thaw.model.BaseModel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialIT {
  private static final int FEATURES = 20;

  @TempDir Path directory;

  @Test
  void generatorsUploadAndInstallTheirHeadsAsDevicesDo() throws Exception {
    BaseModel base = BundledModel.handwriting();
    Variety variety = Variety.synthetic(1);
    Setup setup = new Setup(Kind.GENERATOR, 3, FEATURES, 1);
    Row row =
        new Trial(setup, base, variety, Uploads.of(base, variety), directory).run(share -> {});
    assertThat(row.conditions()).containsEntry("devices", "3");
    assertThat(row.figure("bytes up per device")).isBetween(FEATURES * 200.0, FEATURES * 1_000.0);
    assertThat(row.figure("bytes down per device")).isBetween(20_000.0, 100_000.0);
    assertThat(row.figure("published share")).isPositive();
    assertThat(row.figure("installed p95 ms"))
        .isGreaterThanOrEqualTo(row.figure("installed p50 ms"))
        .isPositive();
    assertThat(row.figure("training samples per s")).isGreaterThan(row.figure("heads per s"));
    assertThat(row.figure("server idle MB")).isBetween(50.0, 1_500.0);
  }
}
