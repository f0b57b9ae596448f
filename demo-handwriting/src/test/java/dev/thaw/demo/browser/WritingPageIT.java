package dev.thaw.demo.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thaw.demo.data.HandwrittenCharacter;
import dev.thaw.demo.strokes.Drawing;
import dev.thaw.demo.strokes.Stroke;
import dev.thaw.demo.synthetic.SyntheticWriters;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** People at the writing page. */
class WritingPageIT extends AppFixture {
  private static Stroke stroke(float... pairs) {
    float[] x = new float[pairs.length / 2];
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = pairs[2 * i];
      y[i] = pairs[2 * i + 1];
    }
    return new Stroke(x, y);
  }

  @Test
  void guessesAppearAndOneTapSaves() {
    WritingPage page = newPerson();
    page.write(written(1, 1).get(0).drawing());
    assertThat(page.guesses()).hasSize(5);
    char best = page.guesses().charAt(0);
    page.browser().click("#guesses button");
    page.awaitLeft(1);
    assertThat(page.isEmpty()).isTrue();
    assertThat(app.features(page.device())).isEqualTo(1);
    assertThat(app.features(page.device(), String.valueOf(best))).isEqualTo(1);
  }

  @Test
  void typingWhatItIsCorrects() {
    WritingPage page = WritingPage.open(BROWSERS.next(), app.page(), PointerKind.PEN);
    page.write(written(2, 1).get(0).drawing());
    char other = page.guesses().indexOf('q') < 0 ? 'q' : 'x';
    page.type(other);
    page.awaitLeft(1);
    assertThat(app.features(page.device(), String.valueOf(other))).isEqualTo(1);
    assertThat(page.accuracyMine()).isEqualTo("0.0000");
  }

  @Test
  void enterTakesTheBestGuess() {
    WritingPage page = newPerson();
    page.write(written(3, 1).get(0).drawing());
    char best = page.guesses().charAt(0);
    page.press(Keys.ENTER);
    page.awaitLeft(1);
    assertThat(app.features(page.device(), String.valueOf(best))).isEqualTo(1);
    assertThat(page.accuracyMine()).isEqualTo("1.0000");
  }

  @Test
  void undoTakesAStrokeAndClearTakesAll() {
    WritingPage page = newPerson();
    Browser browser = page.browser();
    page.write(new Drawing(List.of(stroke(60, -80, 60, 0))));
    page.draw(new Drawing(List.of(stroke(60, -40, 100, -40))));
    browser.until("guesses for two", () -> browser.has("#guesses[data-strokes='2']"));
    browser.click("#undo");
    browser.until("guesses for one", () -> browser.has("#guesses[data-strokes='1']"));
    page.press(Keys.BACK_SPACE);
    assertThat(page.isEmpty()).isTrue();
    page.draw(new Drawing(List.of(stroke(60, -80, 60, 0), stroke(60, -40, 100, -40))));
    browser.click("#clear");
    assertThat(page.isEmpty()).isTrue();
    assertThat(page.guesses()).isEmpty();
    assertThat(page.saved()).isZero();
  }

  @Test
  void aRecentCharacterCanBeCorrected() {
    WritingPage page = newPerson();
    page.write(written(4, 1).get(0).drawing());
    page.type('a');
    page.awaitLeft(1);
    page.browser().click("#recent button[data-place=left]");
    page.browser().click("#chooser-labels button[value=b]");
    page.browser().until("it is a b", () -> page.browser().has("#recent [data-label=b]"));
    page.browser().until("the cloud knows", () -> app.features(page.device(), "b") == 1);
    assertThat(app.features(page.device())).isEqualTo(1);
    assertThat(page.saved()).isEqualTo(1);
  }

  @Test
  void practiceAsksForATextAndSavesIt() {
    WritingPage page = newPerson();
    Browser browser = page.browser();
    List<HandwrittenCharacter> characters = written(5, 4);
    practise(page, characters);
    browser.until("the summary", () -> browser.find("#practice-summary").isDisplayed());
    page.awaitLeft(4);
    for (HandwrittenCharacter each : characters) {
      assertThat(app.features(page.device(), String.valueOf(each.label()))).isEqualTo(1);
    }
  }

  @Test
  void aNewcomerIsAskedForThirtyCharactersAndNeedsOnlyThePen() {
    WritingPage page = newPerson();
    Browser browser = page.browser();
    browser.click("#practice-start");
    browser.until("one is wanted", () -> !page.wanted().isEmpty());
    assertThat(browser.text("#practice-count")).isEqualTo("1 of 30");
    String wanted = page.wanted();
    page.write(written(5, 1).get(0).drawing());
    browser.until("the next", () -> browser.text("#practice-count").equals("2 of 30"));
    page.awaitLeft(1);
    assertThat(app.features(page.device(), wanted)).isEqualTo(1);
  }

  @Test
  void theSameInkAgainIsAnsweredFromTheCache() {
    WritingPage page = newPerson();
    Drawing drawing = written(18, 1).get(0).drawing();
    page.write(drawing);
    assertThat(page.browser().text("#how")).startsWith("The frozen layers ran");
    String guesses = page.guesses();
    page.press(Keys.ESCAPE);
    page.write(drawing);
    assertThat(page.browser().text("#how")).startsWith("From the cache");
    assertThat(page.guesses()).isEqualTo(guesses);
  }

  @Test
  void whatOneTabSavesAppearsInTheOther() {
    WritingPage page = newPerson();
    Browser browser = page.browser();
    String first = browser.newTab();
    browser.open(app.page());
    page.awaitReady();
    save(page, written(7, 2));
    browser.goTo(first);
    page.awaitLeft(2);
    browser.until("both are there", () -> browser.findAll("#recent button").size() == 2);
    page.save(written(7, 3).get(2));
    page.awaitLeft(3);
    assertThat(app.features(page.device())).isEqualTo(3);
  }

  @Test
  void twoPeopleDoNotMix() {
    WritingPage one = newPerson();
    WritingPage other = newPerson();
    save(one, written(8, 2));
    save(other, written(9, 1));
    one.awaitLeft(2);
    other.awaitLeft(1);
    assertThat(one.device()).isNotEqualTo(other.device());
    assertThat(app.features(one.device())).isEqualTo(2);
    assertThat(app.features(other.device())).isEqualTo(1);
  }

  @Test
  void theModelIsTrainedAndThePageSaysSoInTheNumbersOfTheOperator() {
    WritingPage page = newPerson();
    PractisedText text =
        PractisedText.of(new SyntheticWriters(SEED).writer(2, 8), 24).orElseThrow();
    int right = practise(page, text.practice()) + save(page, text.after());
    int saved = text.practice().size() + text.after().size();
    page.awaitLeft(saved);
    page.awaitVersion(1);
    agreesWithTheOperator(page, saved);
    assertThat(page.accuracyMine()).isEqualTo(String.format("%.4f", (double) right / saved));
    page.write(text.practice().get(0).drawing());
    photograph(page.browser());
  }

  private static void agreesWithTheOperator(WritingPage page, int saved) {
    String device = page.device();
    Browser browser = page.browser();
    browser.until("the cloud's version", () -> app.version(device) == page.version());
    browser.until("a report", () -> figure(device, "outbox") == page.waiting());
    browser.until("a report", () -> figure(device, "model.version") == page.version());
    assertThat(app.features(device)).isEqualTo(saved).isEqualTo(page.saved());
  }

  private static double figure(String device, String name) {
    return app.device(device).path("status").path(name).asDouble(-1);
  }

  /** With the chart as it is now, which is not drawn at every character. */
  private static void photograph(Browser browser) {
    browser.until(
        "the chart says it too",
        () -> browser.attribute("#chart", "aria-label").contains(browser.text("#accuracy-words")));
    browser.resize(Browser.WIDTH, 1_160);
    browser.screenshot("writing");
    browser.emulateDark(true);
    browser.screenshot("writing-dark");
    browser.emulateDark(false);
    browser.emulatePhone();
    assertThat(browser.overflowsSideways()).isFalse();
    browser.screenshot("writing-phone");
  }

  /**
   * A frame's times are differences, so how soon one decides makes it a little shorter or longer.
   */
  @Test
  void whatThePageSaysLeavesIsWhatTheCloudReceives() {
    WritingPage page = newPerson();
    page.write(written(16, 1).get(0).drawing());
    String said = page.browser().attribute("#leaves", "data-bytes");
    long before = featureBytes();
    page.press(Keys.ENTER);
    page.awaitLeft(1);
    assertThat(featureBytes() - before).isCloseTo(Long.parseLong(said), within(2L));
    page.browser()
        .until("it is listed", () -> page.browser().text("#departures").contains(said + " bytes"));
  }

  private static long featureBytes() {
    JsonNode traffic = app.get("/v1/admin/status").path("traffic");
    return traffic.path("features").path("bytes").asLong();
  }

  @Test
  void aPhoneIsWideEnoughAndAFingerWrites() {
    Browser browser = BROWSERS.next();
    browser.emulatePhone();
    WritingPage page = WritingPage.open(browser, app.page(), PointerKind.FINGER);
    assertThat(browser.overflowsSideways()).isFalse();
    page.write(written(17, 1).get(0).drawing());
    assertThat(browser.overflowsSideways()).isFalse();
    browser.click("#guesses button");
    page.awaitSaved(1);
  }

  @Test
  void strokesNeverLeaveInWhatThePageLoads() {
    Browser browser = newPerson().browser();
    Object foreign =
        browser.run(
            "return performance.getEntriesByType('resource').map(r => r.name)"
                + ".filter(name => !name.startsWith(location.origin))");
    assertThat((List<?>) foreign).as("what the page loads from elsewhere").isEmpty();
  }
}
