package dev.thaw.demo.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thaw.demo.Thaw;
import dev.thaw.demo.app.Requests.Written;
import dev.thaw.demo.data.Alphabet;
import dev.thaw.demo.loop.Await;
import dev.thaw.demo.loop.ChildJvm;
import dev.thaw.demo.loop.StoredSamples;
import dev.thaw.protocol.Feature;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** {@code kill -9} of {@code thaw demo} while somebody saves. */
class DemoCrashIT extends AppFixture {
  private static final int KILLS = 3;
  private static final int AT_ONCE = 20;
  private static final int SIGTERM_CODE = 143;

  private final List<Written> characters = Requests.written(5, 2);
  private final Map<String, String> answered = new HashMap<>();

  @Test
  void whatAPageSawSavedIsThereAfterKillsAndInTheCloudOnce() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    String token = "";
    for (int kill = 0; kill < KILLS; kill++) {
      try (ChildJvm demo = startDemo(kill)) {
        token = kill == 0 ? newToken(uri(demo)) : token;
        saveSome(demo, token, 1 + random.nextInt(AT_ONCE - 1), (kill + 1) * AT_ONCE);
      }
    }
    String device;
    try (ChildJvm demo = startDemo(KILLS)) {
      PageClient page = page(uri(demo), token);
      assertThat(labels(page.state())).containsAllEntriesOf(answered);
      saveRest(page);
      page = page(uri(demo), token);
      device = page.state().path("device").asText();
      assertThat(labels(page.state())).isEqualTo(answered).hasSize(KILLS * AT_ONCE);
      awaitInCloud(page.state(), answered.size());
      demo.process().destroy();
      assertThat(demo.process().waitFor()).isEqualTo(SIGTERM_CODE);
    }
    assertInCloudOnce(device);
  }

  /** Sends up to {@code end} what was not answered, and kills after some answers. */
  private void saveSome(ChildJvm demo, String token, int enough, int end) {
    PageClient page = page(uri(demo), token);
    assertThat(labels(page.state())).containsAllEntriesOf(answered);
    int before = answered.size();
    sendMissing(page, end);
    Await.until(
        enough + " answers",
        () -> {
          noteAnswers(page);
          return answered.size() >= before + enough;
        });
    demo.kill();
    noteAnswers(page);
  }

  private void saveRest(PageClient page) {
    sendMissing(page, KILLS * AT_ONCE);
    Await.until(
        "all answers",
        () -> {
          noteAnswers(page);
          return answered.size() == KILLS * AT_ONCE;
        });
  }

  private void sendMissing(PageClient page, int end) {
    for (int i = 0; i < end; i++) {
      if (!answered.containsKey("k" + i)) {
        page.send(Requests.save("k" + i, characters.get(i)));
      }
    }
  }

  private void noteAnswers(PageClient page) {
    assertThat(page.told()).noneMatch(PageClient::isProblem);
    page.told().stream()
        .filter(told -> told.path("type").asText().equals("saved"))
        .map(told -> told.path("entry"))
        .forEach(entry -> answered.put(key(entry), entry.path("label").asText()));
  }

  private void awaitInCloud(JsonNode state, int count) {
    URI features = URI.create(state.path("operator").asText()).resolve("/v1/admin/features");
    Await.until(
        count + " features in the cloud",
        () ->
            json(get(features, OperatorToken.header(directory.resolve("demo"))).body())
                    .path("usable")
                    .asInt()
                == count);
  }

  /** Fails if a sample is there twice. */
  private void assertInCloudOnce(String device) {
    Path cloud = directory.resolve("demo").resolve("cloud");
    List<Feature> stored = StoredSamples.atFreezePoint(cloud, device);
    assertThat(stored.stream().map(Feature::sample)).doesNotHaveDuplicates();
    assertThat(stored.stream().map(DemoCrashIT::label).sorted())
        .isEqualTo(answered.values().stream().sorted().toList());
  }

  private static String label(Feature feature) {
    return String.valueOf(Alphabet.labelOf(feature.label()));
  }

  private static Map<String, String> labels(JsonNode state) {
    return StreamSupport.stream(state.path("entries").spliterator(), false)
        .collect(Collectors.toMap(DemoCrashIT::key, entry -> entry.path("label").asText()));
  }

  private static String key(JsonNode entry) {
    return entry.path("key").asText();
  }

  private ChildJvm startDemo(int number) {
    ChildJvm demo =
        ChildJvm.start(
            Thaw.class,
            directory.resolve("demo-" + number + ".log"),
            "demo",
            "--port",
            "0",
            "--cloud-port",
            "0",
            "--data-dir",
            directory.resolve("demo").toString());
    demo.awaitLine("open http://");
    return demo;
  }

  private static URI uri(ChildJvm demo) {
    String line =
        demo.lines().stream().filter(each -> each.startsWith("open ")).findFirst().orElseThrow();
    return URI.create(line.split(" ", -1)[1]);
  }

  private PageClient page(URI server, String token) {
    return PageClient.open(sockets, server, token);
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }
}
