package dev.thaw.demo.pretrain;

import dev.thaw.demo.data.Alphabet;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.data.Writer;
import dev.thaw.model.GeneralSample;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Chooses the few general samples that ship with a base model: per class as many different writers
 * as there are places. Immutable once made; the same writers and seed give the same choice.
 */
final class GeneralSamples {
  private final List<List<CharacterInContext>> byClass = new ArrayList<>();

  GeneralSamples(List<Writer> writers, long seed) {
    Random random = new Random(seed);
    List<Map<Integer, List<CharacterInContext>>> hands = new ArrayList<>();
    for (Writer writer : writers) {
      List<CharacterInContext> characters = new ArrayList<>(CharacterInContext.of(writer));
      Collections.shuffle(characters, random);
      hands.add(byClass(characters));
    }
    for (int label = 0; label < Alphabet.SIZE; label++) {
      Collections.shuffle(hands, random);
      byClass.add(inTurn(hands, label));
    }
  }

  /** The first {@code perClass} of each class, maps as int8 and context as fp32. */
  List<GeneralSample> take(int perClass) {
    List<GeneralSample> samples = new ArrayList<>();
    for (List<CharacterInContext> candidates : byClass) {
      candidates.stream().limit(perClass).map(GeneralSamples::sample).forEach(samples::add);
    }
    return samples;
  }

  private static Map<Integer, List<CharacterInContext>> byClass(List<CharacterInContext> all) {
    Map<Integer, List<CharacterInContext>> result = new TreeMap<>();
    for (CharacterInContext character : all) {
      result.computeIfAbsent(character.classIndex(), k -> new ArrayList<>()).add(character);
    }
    return result;
  }

  /** First one character of every writer, then a second one of every writer who has it, ... */
  private static List<CharacterInContext> inTurn(
      List<Map<Integer, List<CharacterInContext>>> hands, int label) {
    List<CharacterInContext> result = new ArrayList<>();
    boolean more = true;
    for (int round = 0; more; round++) {
      more = false;
      for (Map<Integer, List<CharacterInContext>> hand : hands) {
        List<CharacterInContext> own = hand.getOrDefault(label, List.of());
        if (round < own.size()) {
          result.add(own.get(round));
          more = true;
        }
      }
    }
    return result;
  }

  private static GeneralSample sample(CharacterInContext character) {
    List<Tensor> inputs = character.inputs();
    return new GeneralSample(
        character.classIndex(), List.of(inputs.get(0).to(DType.INT8), inputs.get(1)));
  }
}
