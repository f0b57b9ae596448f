package dev.thaw.demo.loop;

import static dev.thaw.demo.loop.Cloud.BASE;
import static dev.thaw.demo.loop.Cloud.TASK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.install.PullOutcome;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.codec.ManifestCodec;
import dev.thaw.protocol.codec.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Predict, correct, upload, train, publish, pull: once around. */
class LoopIT extends LoopFixture {
  private static final String ID = "pen-1";

  @Test
  void correctionsComeBackAsAPersonalHeadOfOneLayer() throws Exception {
    Cloud cloud = startCloud();
    RecordingProxy proxy = opened(new RecordingProxy(cloud.uri(), false));
    EdgeRuntime edge = open(config(ID, proxy.uri()));
    EdgeRuntime other = open(config("pen-2", cloud.uri()));
    Digest general = globalManifest(cloud).digest();
    awaitModel(edge, general);
    awaitModel(other, general);
    assertThat(edge.status().traffic().layersDown()).as("all were bundled").isZero();

    List<CharacterInContext> characters = written(1);
    int before = recognised(edge, characters);
    annotateAndFlush(edge, characters);
    assertThat(edge.status().uploads().stored()).isEqualTo(characters.size());
    assertThat(edge.status().link()).isEqualTo("online");
    assertThat(proxy.count("POST /v1/features")).as("all by WebSocket").isZero();

    TrainingRun run = cloud.train(ID);
    assertThat(run.verdict().published()).as("%s", run.verdict()).isTrue();
    assertThat(run.samples()).isEqualTo(characters.size());
    awaitModel(edge, run.manifest().orElseThrow());
    long backboneRuns = edge.layerRuns(0);
    int after = recognised(edge, characters);
    System.out.println(before + " of " + characters.size() + " right before, " + after + " after");
    assertThat(after).isGreaterThan(before);
    assertThat(edge.layerRuns(0)).as("all hits").isEqualTo(backboneRuns);

    Manifest personal = download(cloud, ID).manifest();
    assertThat(personal.scope()).isEqualTo(new Scope.OfDevice(ID));
    assertOnlyTheHeadWasFetched(edge, proxy, personal);
    assertLayersHaveTheirDigests(cloud, personal);
    assertThat(download(cloud, "pen-2").manifest().scope()).isEqualTo(Scope.GLOBAL);
    assertThat(Await.get(other.sync())).isEqualTo(new PullOutcome.Unchanged());
    assertThat(other.status().model()).contains(general);
  }

  @Test
  void aManifestIsWorthNothingWithOneBitChanged() throws Exception {
    Cloud cloud = startCloud();
    byte[] envelope = get(cloud, manifestPath(ID));
    for (int at : new int[] {envelope.length / 4, envelope.length / 2, envelope.length - 10}) {
      byte[] changed = envelope.clone();
      changed[at] ^= 1;
      assertThatThrownBy(() -> ManifestCodec.verify(changed, cloud.trainer().publicKey()))
          .isInstanceOf(ProtocolException.class);
    }
  }

  private static void assertOnlyTheHeadWasFetched(
      EdgeRuntime edge, RecordingProxy proxy, Manifest personal) {
    List<LayerEntry> head =
        personal.layers().subList(BASE.layers().size(), personal.layers().size());
    assertThat(head).extracting(LayerEntry::name).containsExactly("residual");
    assertThat(proxy.count("GET /v1/layers/")).isEqualTo(head.size());
    for (LayerEntry layer : head) {
      assertThat(proxy.count("GET /v1/layers/" + layer.digest().hex())).isEqualTo(1);
    }
    long bytes = head.stream().mapToLong(LayerEntry::sizeBytes).sum();
    assertThat(edge.status().traffic().layersDown()).isEqualTo(bytes);
  }

  private static void assertLayersHaveTheirDigests(Cloud cloud, Manifest personal)
      throws Exception {
    for (int i = 0; i < personal.layers().size(); i++) {
      LayerEntry layer = personal.layers().get(i);
      assertThat(Digest.of(get(cloud, "/v1/layers/" + layer.digest().hex())))
          .isEqualTo(layer.digest());
      if (i < BASE.layers().size()) {
        assertThat(layer.digest()).as("layer %s", i).isEqualTo(Digest.of(BASE.layers().get(i)));
      }
    }
  }

  private static int recognised(EdgeRuntime edge, List<CharacterInContext> characters) {
    return (int)
        characters.stream().filter(c -> predict(edge, c).label().equals(labelOf(c))).count();
  }

  private static SignedManifest globalManifest(Cloud cloud) throws Exception {
    return download(cloud, "nobody");
  }

  private static SignedManifest download(Cloud cloud, String device) throws Exception {
    return ManifestCodec.verify(get(cloud, manifestPath(device)), cloud.trainer().publicKey());
  }

  private static String manifestPath(String device) {
    return "/v1/tasks/" + TASK + "/manifest?device=" + device;
  }

  private static byte[] get(Cloud cloud, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(cloud.uri() + path)).build();
    HttpResponse<byte[]> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    return response.body();
  }
}
