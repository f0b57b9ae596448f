package dev.thaw.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cache.CacheStats;
import dev.thaw.edge.canary.CanaryReport;
import dev.thaw.edge.canary.Evidence;
import dev.thaw.edge.predict.PredictCounts;
import dev.thaw.edge.upload.RepairCounts;
import dev.thaw.edge.upload.UploadCounts;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Message;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EdgeStatusTest {
  @Test
  void ofTheDeepestModelTheFiguresNearestToTheFreezePointFitAMessage() {
    List<Repairable> all =
        IntStream.range(1, Manifest.MAX_LAYERS)
            .mapToObj(cut -> new Repairable(cut, 7, 100.0 * cut))
            .toList();
    Map<String, Double> figures = status(200, all).asMap();
    figures.put("battery", 0.5);
    Message.Status message = new Message.Status(Optional.empty(), figures);
    assertThat(message.status())
        .containsEntry("repairable.200", 7.0)
        .containsEntry("repair.flops.200", 20_000.0)
        .containsKeys("repairable.191", "repair.flops.191", "repairable.209")
        .doesNotContainKeys("repairable.189", "repairable.211");
  }

  @Test
  void meanTimesAreThereOnceThereIsSomethingToMean() {
    assertThat(status(6, List.of()).asMap())
        .containsEntry("miss.ms", 2.5)
        .containsEntry("canary.fell_back", 1.0)
        .containsEntry("canary.general_right", 9.0)
        .doesNotContainKeys("hit.ms", "repairable.1");
  }

  private static EdgeStatus status(int depth, List<Repairable> repairable) {
    return new EdgeStatus(
        "pen-1",
        "online",
        Optional.empty(),
        0,
        Optional.of(new FreezeState(depth, 0, Digest.of(new byte[0]), Instant.EPOCH)),
        new CacheStats(0, 0, 0, Map.of(), 0, 0, 0, 0, 0),
        new PredictCounts(0, 0, 2, 0, 0, 5_000_000),
        new UploadCounts(0, 0, 0, 0, 0, 0, 0),
        new RepairCounts(0, 0, 0, 0),
        repairable,
        Optional.of(new CanaryReport(CanaryReport.State.FELL_BACK, new Evidence(9, 1))),
        new EdgeStatus.Traffic(0, 0, 0, 0, 0),
        0,
        0,
        Optional.empty());
  }
}
