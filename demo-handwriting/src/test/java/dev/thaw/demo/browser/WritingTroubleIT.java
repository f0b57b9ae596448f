package dev.thaw.demo.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.demo.data.HandwrittenCharacter;
import dev.thaw.demo.strokes.Drawing;
import dev.thaw.demo.strokes.Stroke;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Odd ink, lost servers and strange cookies at the writing page. */
class WritingTroubleIT extends AppFixture {
  private static final Drawing DOT =
      new Drawing(List.of(new Stroke(new float[] {100}, new float[] {-20})));

  @Test
  void theHistoryIsThereAfterAReloadAndAfterARestart() {
    WritingPage page = newPerson();
    save(page, written(6, 3));
    String device = page.device();
    String shares = page.accuracyMine() + page.accuracyGeneral();
    page.reload();
    assertThat(page.saved()).isEqualTo(3);
    expectRefusedConnections(page.browser());
    app.stop();
    app.startAgain();
    page.reload();
    assertThat(page.saved()).isEqualTo(3);
    assertThat(page.device()).isEqualTo(device);
    assertThat(page.accuracyMine() + page.accuracyGeneral()).isEqualTo(shares);
    page.awaitLeft(3);
    assertThat(app.features(device)).isEqualTo(3);
  }

  @Test
  void aCookieFromAnotherInstallationGetsANewProfile() {
    Browser browser = BROWSERS.next();
    browser.command(
        "Network.setCookie",
        Map.of(
            "name",
            "thaw_profile",
            "value",
            "A".repeat(43),
            "url",
            app.page().toString(),
            "httpOnly",
            true));
    WritingPage page = WritingPage.open(browser, app.page());
    page.save(written(10, 1).get(0));
    page.reload();
    assertThat(page.saved()).isEqualTo(1);
  }

  @Test
  void anEmptySheetCannotBeSaved() {
    WritingPage page = newPerson();
    page.type('a');
    page.press(Keys.ENTER);
    page.browser().until("it is said", () -> page.status().contains("Write a character first"));
    assertThat(page.saved()).isZero();
    assertThat(page.browser().find("#undo").isEnabled()).isFalse();
    assertThat(page.browser().find("#clear").isEnabled()).isFalse();
  }

  @Test
  void aDotIsACharacterToo() {
    WritingPage page = newPerson();
    page.save(new HandwrittenCharacter(DOT, 'i', "page"));
    page.awaitLeft(1);
    assertThat(app.features(page.device(), "i")).isEqualTo(1);
  }

  @Test
  void tenThousandPointsAllOverTheSheetAreTaken() {
    WritingPage page = newPerson();
    page.scribble(10_000);
    page.awaitGuesses();
    page.type('w');
    page.awaitLeft(1);
    page.save(written(11, 1).get(0));
    assertThat(page.saved()).isEqualTo(2);
  }

  @Test
  void tooMuchInkIsSaidAndHarmsNothing() {
    WritingPage page = newPerson();
    page.scribble(25_000);
    page.browser().until("it is said", () -> page.status().contains("a lot of ink"));
    page.press(Keys.ESCAPE);
    page.save(written(12, 1).get(0));
  }

  @Test
  void whatIsWrittenWhileTheServerIsAwayArrivesOnce() {
    WritingPage page = newPerson();
    Browser browser = page.browser();
    List<HandwrittenCharacter> characters = written(13, 4);
    page.save(characters.get(0));
    expectRefusedConnections(browser);
    app.stop();
    browser.until("it is said", () -> page.status().startsWith("offline"));
    for (HandwrittenCharacter each : characters.subList(1, 4)) {
      page.draw(each.drawing());
      page.type(each.label());
    }
    browser.until("it is said", () -> page.status().startsWith("offline: 3 characters"));
    assertThat(page.saved()).isEqualTo(1);
    app.startAgain();
    page.awaitLeft(4);
    for (HandwrittenCharacter each : characters) {
      assertThat(app.features(page.device(), String.valueOf(each.label()))).isEqualTo(1);
    }
  }

  @Test
  void whatCouldNotBeSentSurvivesAReload() {
    WritingPage page = newPerson();
    Browser browser = page.browser();
    expectRefusedConnections(browser);
    app.stop();
    browser.until("it is said", () -> page.status().startsWith("offline"));
    page.draw(written(14, 1).get(0).drawing());
    page.type('k');
    app.startAgain();
    page.reload();
    page.awaitLeft(1);
    assertThat(app.features(page.device(), "k")).isEqualTo(1);
  }

  /** What a browser says by itself when nobody answers. */
  private static void expectRefusedConnections(Browser browser) {
    browser.expectInConsole("ERR_CONNECTION_REFUSED");
    browser.expectInConsole("WebSocket connection");
  }
}
