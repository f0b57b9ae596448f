package dev.thaw.demo.data;

import dev.thaw.demo.strokes.StrokeMaps;
import dev.thaw.demo.strokes.WriterContext;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;

/** A character with the 20 context scalars its writer's earlier characters gave it. Immutable. */
public final class CharacterInContext {
  private static final Shape MAPS_SHAPE =
      Shape.of(StrokeMaps.CHANNELS, StrokeMaps.SIDE, StrokeMaps.SIDE);

  private static final Shape CONTEXT_SHAPE = Shape.of(WriterContext.LENGTH);

  /** What the handwriting net reads: maps, then context. */
  public static final List<Shape> INPUT_SHAPES = List.of(MAPS_SHAPE, CONTEXT_SHAPE);

  private final HandwrittenCharacter character;
  private final float[] context;

  /**
   * Puts a character into a context.
   *
   * @param context fp32 {@code [20]}, see {@link WriterContext}
   * @throws IllegalArgumentException if it has another length
   */
  public CharacterInContext(HandwrittenCharacter character, float[] context) {
    if (context.length != WriterContext.LENGTH) {
      throw new IllegalArgumentException("context has " + context.length + " scalars, not 20");
    }
    this.character = character;
    this.context = context.clone();
  }

  /** The character. */
  public HandwrittenCharacter character() {
    return character;
  }

  /** A copy of the context scalars. */
  public float[] context() {
    return context.clone();
  }

  /** All characters of a writer, each in the context of those before it. */
  public static List<CharacterInContext> of(Writer writer) {
    WriterContext context = new WriterContext();
    List<CharacterInContext> result = new ArrayList<>(writer.characters().size());
    String page = "";
    for (HandwrittenCharacter character : writer.characters()) {
      if (!character.page().equals(page)) {
        context.startPage();
        page = character.page();
      }
      result.add(new CharacterInContext(character, context.describe(character.drawing())));
      context.observe(character.drawing());
    }
    return result;
  }

  /** The maps, fp32 {@code [11, 28, 28]}, drawn anew at each call. */
  public float[] maps() {
    return StrokeMaps.rasterise(character.drawing());
  }

  /** What the handwriting net reads: maps fp32 {@code [11, 28, 28]} and context fp32 [20]. */
  public List<Tensor> inputs() {
    return List.of(Tensor.ofFloats(MAPS_SHAPE, maps()), Tensor.ofFloats(CONTEXT_SHAPE, context));
  }

  /** The class of the label, 0 to 61. */
  public int classIndex() {
    return character.classIndex();
  }
}
