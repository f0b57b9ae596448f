package dev.thaw.demo.loop;

import static dev.thaw.demo.loop.Cloud.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.CloudConfig;
import dev.thaw.cloud.CloudLimits;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.server.CloudServer;
import dev.thaw.cloud.server.ServerConfig;
import dev.thaw.cloud.training.TrainerKind;
import dev.thaw.cloud.training.TrainingMoment.OnArrival;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.cloud.training.TrainingPolicy.ScopeKind;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeListener;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.ModelInfo;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Scope;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A device and a cloud that trains in closed form on arrival. With {@code -Dthaw.measure=true}
 * prints how long after its acknowledgement a correction's model runs on the device.
 */
class ArrivalIT extends LoopFixture {
  private static final String ID = "pen-1";
  private static final Scope OWN = new Scope.OfDevice(ID);
  private static final boolean MEASURED = Boolean.getBoolean("thaw.measure");
  private static final int CORRECTIONS = MEASURED ? 31 : 3;
  private static final int KEPT = 2;

  /** When the device heard what, in the order of hearing. */
  private static final class Heard implements EdgeListener {
    private final BlockingQueue<Long> acknowledged = new LinkedBlockingQueue<>();
    private final BlockingQueue<Long> installed = new LinkedBlockingQueue<>();

    @Override
    public void uploaded(List<SampleId> samples, Instant at) {
      acknowledged.add(System.nanoTime());
    }

    @Override
    public void installed(ModelInfo model) {
      if (model.scope().equals(Optional.of(OWN))) {
        installed.add(System.nanoTime());
      }
    }
  }

  @Test
  void eachCorrectionIsFollowedByAModelThatHasLearntIt() throws InterruptedException {
    Cloud cloud = start();
    Heard heard = new Heard();
    EdgeRuntime edge = open(config(ID, cloud.uri()).withListener(heard));
    awaitLink(edge, "online");
    List<Double> millis = new ArrayList<>();
    for (CharacterInContext character : written(1).subList(0, CORRECTIONS)) {
      annotateAndFlush(edge, List.of(character));
      long acknowledged = next(heard.acknowledged);
      millis.add((next(heard.installed) - acknowledged) / 1e6);
    }
    assertThat(edge.model().flatMap(ModelInfo::scope)).contains(OWN);
    assertThat(samples(cloud)).hasSize(CORRECTIONS).doesNotHaveDuplicates();
    if (MEASURED) {
      report(millis);
    }
  }

  @Test
  void aBurstIsFewRunsAndTheDeviceEndsWithWhatAllOfItTaught() {
    Cloud cloud = start();
    EdgeRuntime edge = open(config(ID, cloud.uri()));
    List<CharacterInContext> burst = new ArrayList<>(written(1));
    burst.addAll(written(2));
    annotateAndFlush(edge, burst.subList(0, 200));

    Await.until("all are trained on", () -> samples(cloud).contains(200L));
    Await.until("nothing waits", () -> cloud.trainer().stats().waitingScopes() == 0);

    assertThat(samples(cloud)).doesNotHaveDuplicates().hasSizeLessThan(20);
    awaitModel(edge, cloud.trainer().manifestFor(TASK, ID, Optional.empty()).digest());
  }

  @Test
  void aLayerOfAVersionThatIsNoLongerKeptIsAnsweredWithWhatToDo() throws Exception {
    Cloud cloud = start();
    EdgeRuntime edge = open(config(ID, cloud.uri()));
    List<CharacterInContext> characters = written(1);
    List<Digest> heads = new ArrayList<>();
    for (int i = 0; i <= KEPT; i++) {
      annotateAndFlush(edge, characters.subList(i, i + 1));
      long samples = i + 1;
      Await.until("sample " + samples, () -> samples(cloud).contains(samples));
      heads.add(head(cloud));
    }
    HttpResponse<String> gone = layer(cloud, heads.get(0));
    assertThat(gone.statusCode()).isEqualTo(404);
    assertThat(gone.body()).contains("ask for the manifest again");
    assertThat(layer(cloud, heads.get(1)).statusCode()).isEqualTo(200);
  }

  private Cloud start() {
    TrainingPolicy policy = new TrainingPolicy(Set.of(ScopeKind.DEVICE), new OnArrival());
    CloudConfig config =
        CloudConfig.in(cloudDirectory())
            .with(policy)
            .with(CloudLimits.defaults().withKeptVersions(KEPT))
            .with(TrainingSettings.defaults().with(TrainerKind.CLOSED_FORM).suiting(policy));
    CloudTrainer trainer = CloudTrainer.open(config, Clock.systemUTC());
    trainer.install(Cloud.BASE);
    ServerConfig server = ServerConfig.open().at("127.0.0.1", 0);
    return opened(new Cloud(trainer, CloudServer.start(server, trainer)));
  }

  private static List<Long> samples(Cloud cloud) {
    return cloud.trainer().runs(TASK).stream().map(TrainingRun::samples).toList();
  }

  private static Digest head(Cloud cloud) {
    List<LayerEntry> layers =
        cloud.trainer().manifestFor(TASK, ID, Optional.empty()).manifest().layers();
    return layers.get(layers.size() - 1).digest();
  }

  private static HttpResponse<String> layer(Cloud cloud, Digest digest) throws Exception {
    URI uri = cloud.uri().resolve("/v1/layers/" + digest.hex());
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static long next(BlockingQueue<Long> times) throws InterruptedException {
    Long time = times.poll(Await.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(time).as("heard within %s", Await.PATIENCE).isNotNull();
    return time;
  }

  /** Without the first, which waits for classes to be loaded. */
  private static void report(List<Double> millis) {
    List<Double> sorted = millis.stream().skip(1).sorted().toList();
    System.out.printf(
        Locale.ROOT,
        "acknowledged to installed, %d corrections: median %.0f ms, worst %.0f ms; the first"
            + " of a process %.0f ms%n",
        sorted.size(),
        sorted.get(sorted.size() / 2),
        sorted.get(sorted.size() - 1),
        millis.get(0));
  }
}
