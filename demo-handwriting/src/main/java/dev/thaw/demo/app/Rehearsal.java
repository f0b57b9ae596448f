package dev.thaw.demo.app;

import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.data.HandwrittenCharacter;
import dev.thaw.demo.profile.Ink;
import dev.thaw.demo.strokes.WriterContext;
import dev.thaw.model.BaseModel;
import dev.thaw.model.LayeredModel;

/**
 * What answering a drawing takes, done a few times before anybody waits for it: the first times are
 * the slow ones. Stateless.
 */
final class Rehearsal {
  private static final int TIMES = 5;
  private static final int POINTS = 60;

  private Rehearsal() {}

  /** Blocks for about as long as loading the model takes. */
  static void hold(BaseModel base) {
    String request = request();
    try (LayeredModel model = base.model()) {
      for (int i = 0; i < TIMES; i++) {
        if (PageRequestReader.read(request) instanceof PageRequest.Recognise drawn) {
          model.forward(0, model.layerCount(), input(drawn.ink()).inputs());
        }
      }
    }
  }

  private static CharacterInContext input(Ink ink) {
    return new CharacterInContext(
        new HandwrittenCharacter(ink.drawing(), 'o', "rehearsal"), new float[WriterContext.LENGTH]);
  }

  /** A circle. */
  private static String request() {
    StringBuilder points = new StringBuilder("0,0");
    for (int i = 0; i < POINTS; i++) {
      double angle = 2 * Math.PI * i / POINTS;
      points.append(',').append(50 * Math.sin(angle)).append(',').append(50 * Math.cos(angle));
    }
    return "{\"type\":\"recognise\",\"id\":1,\"strokes\":[[" + points + "]]}";
  }
}
