package dev.thaw.demo.browser;

import dev.thaw.demo.data.HandwrittenCharacter;
import dev.thaw.demo.data.Writer;
import dev.thaw.demo.synthetic.SyntheticWriters;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** One demo for all tests of a class, browsers for its people, and what made-up people write. */
@NeedsChromium
abstract class AppFixture {
  static final long SEED = 20_261;

  private static final int PER_CLASS = 4;

  @RegisterExtension static final Browsers BROWSERS = new Browsers();

  @TempDir static Path folder;

  static App app;

  @BeforeAll
  static void start() {
    app = App.start(folder);
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  /** Somebody whom the app has never seen. */
  static WritingPage newPerson() {
    return WritingPage.open(BROWSERS.next(), app.page());
  }

  /** The first characters that made-up person {@code number} writes, on the guide line. */
  static List<HandwrittenCharacter> written(int number, int count) {
    Writer writer = new SyntheticWriters(SEED).writer(number, PER_CLASS);
    GuideLine line = new GuideLine(writer);
    return IntStream.range(0, count).mapToObj(line::character).toList();
  }

  /** Returns how many the best guess was right for. */
  static int save(WritingPage page, List<HandwrittenCharacter> characters) {
    return (int) characters.stream().filter(page::save).count();
  }

  /** Returns how many the best guess was right for. */
  static int practise(WritingPage page, List<HandwrittenCharacter> characters) {
    page.startPractice(characters);
    return (int) characters.stream().filter(page::practise).count();
  }
}
