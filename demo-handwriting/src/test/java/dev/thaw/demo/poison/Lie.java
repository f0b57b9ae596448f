package dev.thaw.demo.poison;

import dev.thaw.demo.data.Alphabet;
import java.util.Random;

/** How devices that lie label what was written. */
enum Lie {
  /** Any other class, each time anew. */
  RANDOM {
    @Override
    int label(int truth, Random random) {
      return (truth + 1 + random.nextInt(Alphabet.SIZE - 1)) % Alphabet.SIZE;
    }
  },

  /** Always the same other class, and all of them agree on it. */
  PERMUTED {
    @Override
    int label(int truth, Random random) {
      return (truth + 17) % Alphabet.SIZE;
    }
  };

  abstract int label(int truth, Random random);
}
