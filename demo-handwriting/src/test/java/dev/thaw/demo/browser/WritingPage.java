package dev.thaw.demo.browser;

import dev.thaw.demo.data.HandwrittenCharacter;
import dev.thaw.demo.strokes.Drawing;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import org.openqa.selenium.Keys;

/** The writing page as one person sees it, in words of writing. Not thread-safe. */
final class WritingPage {
  private final Browser browser;
  private final Sheet sheet;

  private WritingPage(Browser browser, PointerKind kind) {
    this.browser = browser;
    this.sheet = new Sheet(browser, kind);
  }

  /** Opens the page and waits until one can write. */
  static WritingPage open(Browser browser, URI address) {
    return open(browser, address, PointerKind.MOUSE);
  }

  static WritingPage open(Browser browser, URI address, PointerKind kind) {
    browser.open(address);
    WritingPage page = new WritingPage(browser, kind);
    page.awaitReady();
    return page;
  }

  Browser browser() {
    return browser;
  }

  void awaitReady() {
    browser.until("the history is there", () -> !browser.value("#saved-count").isEmpty());
  }

  void reload() {
    browser.reload();
    awaitReady();
  }

  // --- writing

  /** Draws and waits for the guesses. */
  void write(Drawing drawing) {
    draw(drawing);
    awaitGuesses();
  }

  /** Draws and writes as fast as people do, and waits for the guesses. */
  void writeByHand(Drawing drawing) {
    sheet.drawByHand(drawing);
    awaitGuesses();
  }

  /** Draws and waits for nothing. */
  void draw(Drawing drawing) {
    sheet.draw(drawing);
  }

  /**
   * Draws, waits for the guesses, types what it is, and waits until it is saved.
   *
   * @return whether the best guess was right
   */
  boolean save(HandwrittenCharacter character) {
    int before = saved();
    write(character.drawing());
    boolean right = guesses().charAt(0) == character.label();
    type(character.label());
    awaitSaved(before + 1);
    return right;
  }

  /** One stroke of many points all over the sheet. */
  void scribble(int points) {
    sheet.scribble(points);
  }

  /** Begins to practise what the characters spell. */
  void startPractice(List<HandwrittenCharacter> characters) {
    String text =
        characters.stream().map(c -> String.valueOf(c.label())).collect(Collectors.joining());
    browser.fill("#practice-text", text);
    browser.click("#practice-start");
  }

  /**
   * Writes the character that is asked for, and goes on.
   *
   * @return whether the best guess was right
   */
  boolean practise(HandwrittenCharacter character) {
    browser.until("asked for " + character.label(), () -> wanted().equals("" + character.label()));
    int before = saved();
    write(character.drawing());
    boolean right = guesses().charAt(0) == character.label();
    browser.click("#practice-next");
    awaitSaved(before + 1);
    return right;
  }

  /** The character that is asked for, "" if none is. */
  String wanted() {
    return browser.text("#practice-wanted");
  }

  void awaitGuesses() {
    browser.untilInPage(
        "guesses for the ink",
        "document.querySelector('#guesses:not([aria-busy]) button') !== null");
  }

  void type(char key) {
    browser.type(String.valueOf(key));
  }

  void press(Keys key) {
    browser.type(key);
  }

  /** The guesses' labels, best first, joined. */
  String guesses() {
    return browser.string(
        "return [...document.querySelectorAll('#guesses button')].map(b => b.dataset.label).join('')");
  }

  /** Whether the sheet has no finished stroke. */
  boolean isEmpty() {
    return browser.find("#clear").getDomProperty("disabled").equals("true");
  }

  // --- what the page says

  String status() {
    return browser.text("#status");
  }

  int saved() {
    return integer("#saved-count");
  }

  int waiting() {
    return integer("#waiting-count");
  }

  long version() {
    return integer("#model-version");
  }

  String accuracyGeneral() {
    return browser.value("#accuracy-general");
  }

  String accuracyMine() {
    return browser.value("#accuracy-mine");
  }

  void awaitSaved(int count) {
    browser.untilInPage(
        count + " saved",
        "document.getElementById('saved-count').dataset.value === '"
            + count
            + "' && document.querySelector('#recent [data-place=unsaved]') === null");
  }

  void awaitLeft(int count) {
    awaitSaved(count);
    browser.until("nothing waits", () -> waiting() == 0);
  }

  void awaitVersion(long version) {
    browser.until("model version " + version, () -> version() >= version);
  }

  private int integer(String css) {
    String value = browser.value(css);
    return value.isEmpty() ? -1 : Integer.parseInt(value);
  }

  /** The device's id, as the cloud and the operator know it. */
  String device() {
    String words = browser.text("#device");
    return words.replaceFirst(".*device (\\S+?),.*", "$1");
  }
}
