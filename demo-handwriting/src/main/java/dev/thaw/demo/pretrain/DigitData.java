package dev.thaw.demo.pretrain;

import dev.thaw.demo.data.DataFileException;
import dev.thaw.demo.mnist.GreyDigit;
import dev.thaw.demo.mnist.Mnist;
import dev.thaw.model.BatchSource;
import dev.thaw.model.GeneralSample;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.TaskSpec;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * MNIST's digits as general data for the grey-only architecture. Where both of its parts are there,
 * learns from the one and is scored on the other; else a fifth of the images is held out. Not
 * thread-safe.
 */
final class DigitData implements GeneralData {
  /** The task: ten labels from one grey map. */
  static final TaskSpec TASK =
      new TaskSpec(
          "digits",
          "handwriting-grey",
          IntStream.range(0, 10).mapToObj(Integer::toString).toList(),
          List.of(Mnist.IMAGE_SHAPE));

  private static final int HELD_OUT_ONE_IN = 5;
  private static final String ATTRIBUTION =
      "MNIST handwritten digits, by Yann LeCun, Corinna Cortes and Christopher J. C. Burges";

  private final List<GreyDigit> learned;
  private final List<GreyDigit> heldOut;
  private final long seed;
  private final DigitBatches batches;

  private DigitData(List<GreyDigit> learned, List<GreyDigit> heldOut, long seed) {
    this.learned = learned;
    this.heldOut = heldOut;
    this.seed = seed;
    this.batches = new DigitBatches(learned, BATCH, seed);
  }

  /**
   * Reads the parts of MNIST that a directory has: at least one.
   *
   * @throws DataFileException if a file is not what it should be, or there is a single digit
   */
  static DigitData read(Path directory, long seed) {
    if (Mnist.has(directory, Mnist.Part.TRAIN) && Mnist.has(directory, Mnist.Part.TEST)) {
      List<GreyDigit> test = Mnist.read(directory, Mnist.Part.TEST);
      return new DigitData(Mnist.read(directory, Mnist.Part.TRAIN), test, seed);
    }
    Mnist.Part only = Mnist.has(directory, Mnist.Part.TRAIN) ? Mnist.Part.TRAIN : Mnist.Part.TEST;
    List<GreyDigit> digits = Mnist.read(directory, only);
    if (digits.size() < 2) {
      throw new DataFileException(directory, "holds too few digits to hold some out: 1");
    }
    return split(digits, seed);
  }

  /** Holds a fifth of the digits out, at least one, by the seed's shuffle. */
  private static DigitData split(List<GreyDigit> digits, long seed) {
    List<GreyDigit> shuffled = new ArrayList<>(digits);
    Collections.shuffle(shuffled, new Random(seed));
    int held = Math.max(1, digits.size() / HELD_OUT_ONE_IN);
    return new DigitData(shuffled.subList(held, digits.size()), shuffled.subList(0, held), seed);
  }

  /** The digits that are never learned from. */
  List<GreyDigit> heldOut() {
    return heldOut;
  }

  @Override
  public TaskSpec task() {
    return TASK;
  }

  @Override
  public String summary() {
    return String.format("%d digits to learn from, %d held out", learned.size(), heldOut.size());
  }

  @Override
  public BatchSource batches() {
    return batches;
  }

  @Override
  public int batchesPerEpoch() {
    return Math.max(1, learned.size() / BATCH);
  }

  @Override
  public String progress(LayeredModel model) {
    return String.format(Locale.ROOT, "held out %.1f", 100 * score(model));
  }

  @Override
  public ModelCard card(LayeredModel model, JsonObject facts) {
    JsonObject accuracy = new JsonObject().put("heldOut", Accuracy.rounded(score(model)));
    String data = ATTRIBUTION + "; " + summary();
    return new ModelCard(TASK.name(), data, seed, List.of(), List.of(), facts, accuracy);
  }

  @Override
  public IntFunction<List<GeneralSample>> samples() {
    return perClass ->
        IntStream.range(0, TASK.labels().size())
            .boxed()
            .flatMap(c -> learned.stream().filter(d -> d.label() == c).limit(perClass))
            .map(DigitData::sample)
            .toList();
  }

  /** The share of the held-out digits that a model recognises. */
  double score(LayeredModel model) {
    List<float[]> logits = Logits.of(model, heldOut, digit -> List.of(digit.image()));
    long right =
        IntStream.range(0, heldOut.size())
            .filter(i -> Logits.best(logits.get(i), 0) == heldOut.get(i).label())
            .count();
    return (double) right / heldOut.size();
  }

  private static GeneralSample sample(GreyDigit digit) {
    return new GeneralSample(digit.label(), List.of(digit.image().to(DType.INT8)));
  }
}
