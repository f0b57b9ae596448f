package dev.thaw.demo.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.demo.data.HandwrittenCharacter;
import dev.thaw.demo.strokes.Bounds;
import dev.thaw.demo.strokes.Stroke;
import dev.thaw.demo.synthetic.SyntheticWriters;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What pages ask for, written by made-up people. Stateless. */
final class Requests {
  private static final long SEED = 20_264;
  private static final float CAPITAL = 100;

  private Requests() {}

  /** A character as a page sends it. */
  record Written(String label, List<float[]> strokes) {}

  /** What person {@code number} writes, in guide units: every class {@code perClass} times. */
  static List<Written> written(int number, int perClass) {
    List<Written> written = new ArrayList<>();
    for (HandwrittenCharacter each :
        new SyntheticWriters(SEED).writer(number, perClass).characters()) {
      written.add(new Written(String.valueOf(each.label()), inGuideUnits(each)));
    }
    return written;
  }

  static ObjectNode recognise(List<float[]> strokes) {
    return request("recognise").set("strokes", json(strokes));
  }

  static ObjectNode save(String key, Written written) {
    ObjectNode request = request("save").put("key", key).put("label", written.label());
    return request.put("practice", false).set("strokes", json(written.strokes()));
  }

  static ObjectNode relabel(String key, String label) {
    return request("relabel").put("key", key).put("label", label);
  }

  static ObjectNode request(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  /** One stroke all over the page. */
  static List<float[]> scribble(int points, Random random) {
    float[] stroke = new float[2 * points];
    for (int i = 0; i < stroke.length; i++) {
      stroke[i] = i % 2 == 0 ? random.nextFloat() * 900 : random.nextFloat() * 300 - 200;
    }
    return List.of(stroke);
  }

  static ArrayNode json(List<float[]> strokes) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (float[] stroke : strokes) {
      ArrayNode values = all.addArray();
      for (float value : stroke) {
        values.add(value);
      }
    }
    return all;
  }

  /** Standing on the base line, as high as a capital. */
  private static List<float[]> inGuideUnits(HandwrittenCharacter character) {
    Bounds bounds = character.drawing().bounds();
    float scale = CAPITAL / bounds.size();
    return character.drawing().strokes().stream()
        .map(stroke -> moved(stroke, bounds, scale))
        .toList();
  }

  private static float[] moved(Stroke stroke, Bounds bounds, float scale) {
    float[] pairs = new float[2 * stroke.size()];
    for (int i = 0; i < stroke.size(); i++) {
      pairs[2 * i] = (stroke.x(i) - bounds.left()) * scale;
      pairs[2 * i + 1] = (stroke.y(i) - bounds.bottom()) * scale;
    }
    return pairs;
  }
}
