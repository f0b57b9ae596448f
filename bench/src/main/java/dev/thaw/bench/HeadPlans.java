package dev.thaw.bench;

import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.model.GeneralSample;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadExamples;
import dev.thaw.model.head.HeadOptions;
import dev.thaw.model.head.HeadPlan;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Heads as a cloud would train them, one for each person: uploads at int8, and the general features
 * that are mixed in. Where there are fewer hands than people, several people have one hand and
 * upload different characters of it. Immutable.
 *
 * @param uploads of a person, a fifth more or less
 */
record HeadPlans(Hands hands, int heads, int uploads) {
  private static final int GENERAL = 10;
  private static final float ABSENT = 0.5f;
  private static final float PRESENT = 0.1f;

  /** The plans at a depth. */
  List<HeadPlan> at(LayeredModel model, int depth) {
    List<Example> general = general(model, depth);
    List<HeadPlan> plans = new ArrayList<>();
    for (int person = 0; person < heads; person++) {
      List<Example> examples = new ArrayList<>(uploads(model, depth, person));
      Set<Integer> seen = examples.stream().map(Example::label).collect(Collectors.toSet());
      general.forEach(each -> examples.add(weighted(each, seen.contains(each.label()))));
      HeadOptions options = HeadOptions.forThawed(model.layerCount() - depth);
      HeadExamples all = new HeadExamples(examples, List.of());
      plans.add(new HeadPlan(model, depth, all, options, Fleet.SEED));
    }
    return plans;
  }

  private List<Example> uploads(LayeredModel model, int depth, int person) {
    Random random = new Random(Fleet.SEED + person);
    List<CharacterInContext> characters = new ArrayList<>(hands.of(person, Integer.MAX_VALUE));
    Collections.shuffle(characters, random);
    int wanted = uploads - uploads / 5 + random.nextInt(2 * uploads / 5 + 1);
    List<CharacterInContext> sent =
        characters.subList(0, Math.min(characters.size(), Math.max(1, wanted)));
    List<List<Tensor>> activations =
        model.forwardBatch(0, depth, sent.stream().map(CharacterInContext::inputs).toList());
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < sent.size(); i++) {
      List<Tensor> small = activations.get(i).stream().map(t -> t.to(DType.INT8)).toList();
      examples.add(new Example(small, sent.get(i).classIndex(), 1));
    }
    return examples;
  }

  private static List<Example> general(LayeredModel model, int depth) {
    Map<Integer, Integer> taken = new HashMap<>();
    List<GeneralSample> chosen =
        Fleet.BASE.samples().stream()
            .filter(sample -> taken.merge(sample.label(), 1, Integer::sum) <= GENERAL)
            .toList();
    List<List<Tensor>> activations =
        model.forwardBatch(0, depth, chosen.stream().map(GeneralSample::inputs).toList());
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < chosen.size(); i++) {
      examples.add(new Example(activations.get(i), chosen.get(i).label(), 1));
    }
    return examples;
  }

  private static Example weighted(Example general, boolean uploaded) {
    return new Example(general.activation(), general.label(), uploaded ? PRESENT : ABSENT);
  }
}
