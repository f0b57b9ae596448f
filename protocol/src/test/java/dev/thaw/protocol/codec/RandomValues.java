package dev.thaw.protocol.codec;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Arbitrary small valid values of every kind, from a seed. */
final class RandomValues {
  private static final String NAME_CHARACTERS = "abcXYZ019._-";

  private final Random random;

  RandomValues(long seed) {
    random = new Random(seed);
  }

  Message message() {
    return switch (random.nextInt(9)) {
      case 0 ->
          new Message.Hello(name(), name(), maybe(this::name), maybe(this::digest), figures());
      case 1 -> new Message.Welcome(freeze(), digest(), random.nextInt(100), 1 + number());
      case 2 -> new Message.BatchAck(number(), outcomes(), freeze(), random.nextInt(100));
      case 3 -> new Message.Notice(name(), freeze(), digest());
      case 4 -> new Message.Status(maybe(this::digest), figures());
      case 5 -> new Message.Refused(error(), text(), number() - 1L, number() - 1L);
      case 6 -> new Message.Repair(name(), freeze(), samples());
      case 7 -> new Message.Lost(name(), name(), random.nextInt(9), digest(), samples());
      default -> batch();
    };
  }

  Message.FeatureBatch batch() {
    String task = name();
    int cut = random.nextInt(9);
    Digest prefix = digest();
    List<List<Shape>> shapes = List.of(shapes(), shapes());
    boolean same = random.nextBoolean();
    List<Feature> features = new ArrayList<>();
    for (int i = 0, n = 1 + random.nextInt(5); i < n; i++) {
      List<Tensor> tensors = tensors(shapes.get(same ? 0 : random.nextInt(2)));
      Activation activation = new Activation(task, sample(), cut, prefix, time(), tensors);
      features.add(new Feature(activation, random.nextInt(62), time()));
    }
    return new Message.FeatureBatch(name(), number(), features);
  }

  Feature feature() {
    return new Feature(activation(), random.nextInt(65_535), time());
  }

  Activation activation() {
    return new Activation(name(), sample(), random.nextInt(9), digest(), time(), tensors(shapes()));
  }

  Manifest manifest() {
    List<LayerEntry> layers =
        IntStream.rangeClosed(0, 1 + random.nextInt(8))
            .mapToObj(i -> new LayerEntry("layer" + i, digest(), number()))
            .toList();
    int depth = random.nextInt(layers.size());
    Digest prefix =
        Digest.ofPrefix(layers.subList(0, depth).stream().map(LayerEntry::digest).toList());
    return new Manifest(
        task(),
        random.nextBoolean() ? Scope.GLOBAL : new Scope.OfDevice(name()),
        1 + number(),
        new FreezeState(depth, number(), prefix, time()),
        layers,
        time(),
        figures());
  }

  TaskSpec task() {
    List<String> labels =
        IntStream.rangeClosed(0, 1 + random.nextInt(30)).mapToObj(i -> "ä" + i).toList();
    return new TaskSpec(name(), name(), labels, shapes());
  }

  FreezeState freeze() {
    return new FreezeState(random.nextInt(9), number(), digest(), time());
  }

  private List<Tensor> tensors(List<Shape> shapes) {
    return shapes.stream().map(this::tensor).toList();
  }

  private Tensor tensor(Shape shape) {
    float[] values = new float[shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(3) == 0 ? 0 : (float) random.nextGaussian();
    }
    return Tensor.ofFloats(shape, values).to(DType.values()[random.nextInt(3)]);
  }

  private List<Shape> shapes() {
    Shape vector = Shape.of(1 + random.nextInt(40));
    Shape maps = Shape.of(1 + random.nextInt(3), 1 + random.nextInt(4), 1 + random.nextInt(4));
    return random.nextBoolean() ? List.of(vector) : List.of(maps, vector);
  }

  private List<SampleOutcome> outcomes() {
    SampleOutcome[] all = SampleOutcome.values();
    return random.ints(random.nextInt(9), 0, all.length).mapToObj(i -> all[i]).toList();
  }

  private ErrorCode error() {
    return ErrorCode.values()[random.nextInt(ErrorCode.values().length)];
  }

  private Map<String, Double> figures() {
    Map<String, Double> figures = new TreeMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      figures.put(name(), random.nextGaussian());
    }
    return figures;
  }

  private String name() {
    StringBuilder name = new StringBuilder("n");
    for (int i = random.nextInt(12); i > 0; i--) {
      name.append(NAME_CHARACTERS.charAt(random.nextInt(NAME_CHARACTERS.length())));
    }
    return name.toString();
  }

  private String text() {
    return "ünï ✓ " + name() + " \ud83d\ude00";
  }

  private <T> Optional<T> maybe(Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }

  private Digest digest() {
    byte[] raw = new byte[Digest.BYTES];
    random.nextBytes(raw);
    return Digest.fromBytes(raw);
  }

  private List<SampleId> samples() {
    return Stream.generate(this::sample).limit(1 + random.nextInt(9)).toList();
  }

  private SampleId sample() {
    return SampleId.ofInput(digest());
  }

  private Instant time() {
    return Instant.ofEpochMilli(1_700_000_000_000L + number());
  }

  /** Small or large, never negative, below the largest int. */
  private int number() {
    return random.nextInt(Integer.MAX_VALUE) >>> random.nextInt(31);
  }
}
