package dev.thaw.demo.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeRuntime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A network that lets no WebSocket through. */
class RestFallbackIT extends LoopFixture {
  @Test
  void theLoopGoesAroundOverRestAlone() {
    Cloud cloud = startCloud();
    RecordingProxy proxy = opened(new RecordingProxy(cloud.uri(), true));
    EdgeRuntime edge = open(config("pen-1", proxy.uri()));
    awaitLink(edge, "REST");
    List<CharacterInContext> characters = written(1).subList(0, 62);
    annotateAndFlush(edge, characters);
    assertThat(edge.status().uploads().stored()).isEqualTo(characters.size());
    assertThat(proxy.count("POST /v1/features")).isPositive();
    TrainingRun run = cloud.train("pen-1");
    assertThat(run.verdict().published()).as("%s", run.verdict()).isTrue();
    awaitModel(edge, run.manifest().orElseThrow());
    assertThat(edge.status().link()).startsWith("REST");
    assertThat(cloud.server().connections()).isZero();
  }
}
