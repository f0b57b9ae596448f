package dev.thaw.demo.poison;

import dev.thaw.demo.base.BundledModel;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.data.Writer;
import dev.thaw.model.BaseModel;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.head.Example;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Tensor;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * People who write with the bundled model, their characters run to the freeze point once, so that
 * many fleets can be made of them. Immutable.
 */
record Crowd(List<Person> people) {
  static final BaseModel BASE = BundledModel.handwriting();
  static final String TASK = BASE.task().name();

  /** Where the freeze point of a freshly installed task is. */
  static final int DEPTH = BASE.layers().size() - 2;

  /** A device that lies uploads so many times as much as an honest one. */
  static final int FLOOD = 5;

  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

  /**
   * The writers' first characters are uploaded, the next are never; each of the last {@code floods}
   * people can also flood the cloud with so many times as many.
   */
  static Crowd of(List<Writer> writers, int uploaded, int unseen, int floods) {
    List<Person> people = new ArrayList<>();
    try (LayeredModel model = BASE.model()) {
      for (Writer writer : writers) {
        int flooded = people.size() < writers.size() - floods ? 0 : FLOOD * uploaded;
        List<Feature> written = features(model, writer, Math.max(uploaded + unseen, flooded));
        List<Example> kept =
            written.subList(uploaded, uploaded + unseen).stream().map(Crowd::example).toList();
        people.add(
            new Person(
                "pen-" + (people.size() + 1),
                written.subList(0, uploaded),
                written.subList(0, flooded),
                kept));
      }
    }
    return new Crowd(people);
  }

  private static Example example(Feature feature) {
    return new Example(feature.activation().tensors(), feature.label(), 1);
  }

  private static List<Feature> features(LayeredModel model, Writer writer, int count) {
    List<CharacterInContext> characters = CharacterInContext.of(writer).subList(0, count);
    List<List<Tensor>> inputs = characters.stream().map(CharacterInContext::inputs).toList();
    List<List<Tensor>> activations = model.forwardBatch(0, DEPTH, inputs);
    Digest prefix = model.prefixDigest(DEPTH);
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              Activation activation =
                  new Activation(TASK, sample(writer, i), DEPTH, prefix, START, activations.get(i));
              return new Feature(
                  activation.to(DType.INT8), characters.get(i).classIndex(), START.plusSeconds(i));
            })
        .toList();
  }

  private static SampleId sample(Writer writer, int number) {
    String name = writer.name() + ' ' + number;
    return SampleId.ofInput(Digest.of(name.getBytes(StandardCharsets.UTF_8)));
  }
}
