package dev.thaw.demo.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.demo.app.Requests.Written;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.loop.Await;
import dev.thaw.demo.loop.Fragments;
import dev.thaw.demo.loop.RecordingProxy;
import dev.thaw.demo.loop.SentUp;
import dev.thaw.demo.profile.Ink;
import dev.thaw.demo.strokes.StrokeMaps;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What leaves this host when somebody writes on the page, byte for byte (invariant I6). */
class AppWireIT extends AppFixture {
  private static final int ENOUGH = 1_000;
  private static final int TEXT_PIECE = 24;

  private final List<Written> characters = Requests.written(3, 1).subList(0, 30);
  private final List<RecordingProxy> proxies = new ArrayList<>();

  @Test
  void neitherStrokesNorMapsLeave() {
    List<SentUp> sent = write();
    Fragments ink = ink();
    assertThat(ink.size()).isGreaterThan(ENOUGH);
    for (SentUp connection : sent) {
      connection.payloads().forEach(each -> assertNoInk(each, ink));
    }
    List<Feature> features =
        sent.stream()
            .flatMap(connection -> connection.batches().stream())
            .flatMap(batch -> batch.features().stream())
            .toList();
    assertThat(features.stream().map(Feature::sample).distinct()).hasSize(characters.size());
    features.forEach(each -> assertIsNoInput(each.activation(), ink));
  }

  /** The detector, tried on what must never be sent. */
  @Test
  void strokesAndMapsWouldBeNoticed() {
    Fragments ink = ink();
    Written written = characters.get(0);
    for (DType dtype : DType.values()) {
      assertThat(ink.areIn(Fragments.bytes(maps(written).to(dtype)))).isTrue();
    }
    assertThat(ink.areIn(Fragments.bytes(points(longest(written))))).isTrue();
    assertThat(pieces()).allMatch(piece -> piece.length() == TEXT_PIECE).hasSizeGreaterThan(20);
  }

  /** Writes all characters, and waits until they have left through a proxy that listens. */
  private List<SentUp> write() {
    Demo demo = opened(Demo.open(settings(), Clock.systemUTC(), this::throughProxy));
    demo.prepare();
    PageClient page = page(demo);
    for (int i = 0; i < characters.size(); i++) {
      page.ask(Requests.recognise(characters.get(i).strokes()));
      page.ask(Requests.save("k" + i, characters.get(i)));
    }
    Await.until("all have left", () -> left(page) == characters.size());
    demo.close();
    return proxies.get(0).sent().stream().map(SentUp::new).toList();
  }

  private URI throughProxy(URI cloud) {
    proxies.add(opened(new RecordingProxy(cloud, false)));
    return proxies.get(0).uri();
  }

  private static long left(PageClient page) {
    return page.told().stream()
        .map(told -> told.path("entry"))
        .filter(entry -> entry.path("leftAt").isTextual())
        .map(entry -> entry.path("key").asText())
        .distinct()
        .count();
  }

  private void assertNoInk(byte[] payload, Fragments ink) {
    assertThat(ink.areIn(payload)).isFalse();
    String text = new String(payload, ISO_8859_1);
    assertThat(pieces()).noneMatch(text::contains);
  }

  private static void assertIsNoInput(Activation activation, Fragments ink) {
    List<Shape> shapes = activation.tensors().stream().map(Tensor::shape).toList();
    assertThat(activation.cut()).isPositive();
    assertThat(shapes).doesNotContainAnyElementsOf(CharacterInContext.INPUT_SHAPES);
    activation.tensors().forEach(each -> assertThat(ink.areIn(Fragments.bytes(each))).isFalse());
  }

  /** Fragments of the coordinates and of the maps, in every encoding that tensors have. */
  private Fragments ink() {
    Fragments fragments = new Fragments();
    for (Written each : characters) {
      fragments.add(List.of(maps(each)));
      each.strokes().forEach(stroke -> fragments.add(List.of(points(stroke))));
    }
    return fragments;
  }

  /** The beginnings of the strokes as the page writes them. */
  private List<String> pieces() {
    return characters.stream()
        .map(each -> Requests.json(List.of(longest(each))).toString())
        .filter(json -> json.length() > TEXT_PIECE + 2)
        .map(json -> json.substring(2, 2 + TEXT_PIECE))
        .toList();
  }

  private static Tensor maps(Written written) {
    Ink ink = Ink.of(written.strokes());
    return Tensor.ofFloats(
        CharacterInContext.INPUT_SHAPES.get(0), StrokeMaps.rasterise(ink.drawing()));
  }

  private static Tensor points(float[] stroke) {
    return Tensor.ofFloats(Shape.of(stroke.length), stroke);
  }

  private static float[] longest(Written written) {
    return written.strokes().stream()
        .max(Comparator.comparingInt(stroke -> stroke.length))
        .orElseThrow();
  }
}
