package dev.thaw.demo.loop;

import static dev.thaw.demo.loop.Cloud.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeConfig;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.upload.FlushReport;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Tensor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A device whose activations are not what any writing gives. */
class PoisonedDeviceIT extends LoopFixture {
  private static final float FAR_OUT = 1e9f;

  /** So large that the first layer's sums are not finite any more. */
  private static final float OVERFLOW = 3e38f;

  @Test
  void whatIsNotFiniteOrFarOutIsRefusedCountedAndDroppedByTheDevice() throws Exception {
    Cloud cloud = startCloud();
    EdgeConfig config = config("pen-1", cloud.uri());
    EdgeRuntime edge = open(config.withUpload(config.upload().withDtype(DType.FP32)));
    List<CharacterInContext> characters = written(1);

    annotate(edge, characters.get(0), 1);
    annotate(edge, characters.get(1), FAR_OUT);
    annotate(edge, characters.get(2), OVERFLOW);
    annotate(edge, characters.get(3), 1);
    FlushReport report = Await.get(edge.flush());

    assertThat(report.stored()).isEqualTo(2);
    assertThat(report.refused()).isEqualTo(2);
    assertThat(report.remaining()).isZero();
    assertThat(edge.status().outbox()).isZero();
    assertThat(Await.get(edge.flush()).sent()).as("not again").isZero();
    assertThat(cloud.trainer().featureCounts(TASK).usable()).isEqualTo(2);
    assertThat(cloud.trainer().stats().outcomes()).containsEntry(SampleOutcome.BAD_TENSOR, 2L);
    assertThat(metrics(cloud)).contains("thaw_features_total{outcome=\"bad_tensor\"} 2.0");
  }

  /** What was written as {@code character}, with every value of the maps times {@code factor}. */
  private static void annotate(EdgeRuntime edge, CharacterInContext character, float factor) {
    List<Tensor> inputs = character.inputs();
    float[] maps = inputs.get(0).toFloats();
    for (int i = 0; i < maps.length; i++) {
      maps[i] *= factor;
    }
    Tensor changed = Tensor.ofFloats(inputs.get(0).shape(), maps);
    edge.annotate(edge.predict(List.of(changed, inputs.get(1))).sample(), labelOf(character));
  }

  private static String metrics(Cloud cloud) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(cloud.uri() + "/metrics")).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }
}
