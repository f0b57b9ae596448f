package dev.thaw.bench;

import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.data.Writer;
import java.util.ArrayList;
import java.util.List;

/**
 * The people whose characters are measured with. Immutable.
 *
 * @param name what to call the data
 */
record Hands(String name, List<Writer> writers) {
  Hands {
    writers = List.copyOf(writers);
    if (writers.isEmpty()) {
      throw new IllegalArgumentException("nobody wrote anything in " + name);
    }
  }

  /** The first {@code most} characters of a person; with few people, several have one hand. */
  List<CharacterInContext> of(int person, int most) {
    List<CharacterInContext> all =
        CharacterInContext.of(writers.get(Math.floorMod(person, writers.size())));
    return all.subList(0, Math.min(most, all.size()));
  }

  /** Characters of as many people as it takes, from the first again if all are not enough. */
  List<CharacterInContext> ofMany(int count) {
    List<CharacterInContext> chosen = new ArrayList<>();
    for (int person = 0; chosen.size() < count; person++) {
      chosen.addAll(of(person, count - chosen.size()));
    }
    return chosen;
  }
}
