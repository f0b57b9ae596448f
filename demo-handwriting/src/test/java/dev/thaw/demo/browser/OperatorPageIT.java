package dev.thaw.demo.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thaw.edge.EdgeRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The operator's page on a real cloud with real devices. */
@NeedsChromium
class OperatorPageIT {
  @RegisterExtension static final Browsers BROWSERS = new Browsers();

  private static final String ANNA = "tablet-anna";
  private static final String BERT = "tablet-bert";

  @TempDir Path directory;

  private OperatedCloud cloud;
  private EdgeRuntime anna;
  private Browser browser;

  @BeforeEach
  void openAPageOnTwoDevicesOfWhichOneHasAModelOfItsOwn() {
    cloud = OperatedCloud.start(directory);
    anna = cloud.device(ANNA);
    OperatedCloud.correct(anna, OperatedCloud.written(1).subList(0, 40));
    OperatedCloud.correct(cloud.device(BERT), OperatedCloud.written(2).subList(0, 10));
    cloud.train(anna);
    browser = BROWSERS.next().open(cloud.page());
    browser.until("the stream is open", () -> browser.text("#connection").equals("live"));
    showsBothDevices();
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void itsNumbersAreThoseOfTheApi() {
    JsonNode status = cloud.api("status");
    JsonNode task = status.path("tasks").path(0);
    showsValue("#depth-now", task.path("freeze").path("depth").asText());
    showsValue("#epoch-now", task.path("freeze").path("epoch").asText());
    showsValue("#devices-online", status.path("devices").path("connected").asText());
    showsText(device(ANNA, "outbox"), "0");
    showsText(device(ANNA, "battery"), Math.round(100 * OperatedCloud.BATTERY) + "%");
    showsText(device(ANNA, "model"), "personal v1");
    showsText("#scopes tr[data-scope=global] [data-field=usable]", "50");
    showsText("#scopes tr[data-scope='device/" + BERT + "'] [data-field=usable]", "10");
    assertThat(shown("#models tbody tr", "scope")).isEqualTo(told("models", "models", "scope"));
    assertThat(shown("#models tbody tr", "version")).isEqualTo(told("models", "models", "version"));
    assertThat(shown("#runs tbody tr", "run")).isEqualTo(told("runs", "runs", "id"));
    assertThat(browser.text("#models tr[data-scope=global] summary"))
        .isEqualTo(task.path("globalManifest").asText().substring(0, 12));
  }

  @Test
  void aCorrectionAppearsWithoutReloading() {
    browser.run("window.stillHere = true");
    OperatedCloud.correct(anna, OperatedCloud.written(1).subList(40, 45));
    showsValue("#features-total", "55");
    showsApiCount();
    browser.until("an event", () -> browser.has("#log li[data-kind=features]"));
    cloud.train(anna);
    browser.until("another version", () -> browser.has(model(2)));
    browser.until("it is installed", () -> text(device(ANNA, "model")).equals("personal v2"));
    assertThat(browser.run("return window.stillHere")).isEqualTo(true);
  }

  @Test
  void theSliderTellsWhatItWouldDoBeforeItActs() {
    move(Keys.ARROW_LEFT);
    browser.until("a dry run", () -> browser.text("#dry-run").contains("From 6 to 5"));
    assertThat(browser.text("#dry-run")).containsPattern("[0-9]+ samples are sent again");
    assertThat(browser.text("#freeze-cli")).isEqualTo("thaw freeze set 5");
    assertThat(cloud.api("freeze").path("depth").asInt()).isEqualTo(6);
    tabTo("depth-apply");
    browser.type(Keys.ENTER);
    showsValue("#depth-now", "5");
    assertThat(cloud.api("freeze").path("depth").asInt()).isEqualTo(5);
    browser.until("an event", () -> browser.has("#log li[data-kind=freeze]"));
    showsApiCount();
  }

  @Test
  void anEarlierVersionIsGoneBackToWithOneClickAndOneAnswer() {
    OperatedCloud.correct(anna, OperatedCloud.written(1).subList(40, 60));
    cloud.train(anna);
    browser.click(model(1) + " button.rollback");
    assertThat(browser.text("#confirm-text")).contains("head of version 1 again");
    assertThat(browser.text("#confirm-cli"))
        .isEqualTo("thaw rollback --scope device/" + ANNA + " --to 1");
    browser.click("#confirm-yes");
    browser.until("version 3", () -> text(model(3) + " [data-field=state]").equals("current"));
    browser.until("the device runs it", () -> text(device(ANNA, "model")).equals("personal v3"));
    JsonNode models = cloud.api("models?scope=device/" + ANNA).path("models");
    assertThat(models.path(0).path("version").asInt()).isEqualTo(3);
    assertThat(models.path(0).path("layers")).isEqualTo(models.path(2).path("layers"));
  }

  @Test
  void aRunShowsItsCurvesAndAccuracy() {
    JsonNode run = cloud.api("runs").path("runs").path(0);
    browser.click("#runs tr[data-run='" + run.path("id").asText() + "'] button");
    browser.until(
        "a curve", () -> browser.attribute("#right-curve", "aria-label").contains("right"));
    String after = Math.round(100 * run.path("validationAfter").asDouble()) + "%";
    assertThat(browser.attribute("#right-curve", "aria-label")).contains("to " + after);
    assertThat(text(model(1) + " [data-field=accuracy]")).endsWith(after);
  }

  @Test
  void aServerThatGoesAwayIsWaitedFor() {
    browser.expectInConsole("ERR_");
    int port = cloud.stopServing();
    browser.until("said so", () -> browser.text("#connection").startsWith("connection lost"));
    cloud.serveAgain(port);
    browser.until("back", () -> browser.text("#connection").equals("live"));
    OperatedCloud.correct(anna, OperatedCloud.written(1).subList(40, 42));
    showsValue("#features-total", "52");
  }

  @Test
  void theDepthsAreMeasuredWhenAskedFor() {
    browser.click("#advise");
    browser.until("all depths", () -> browser.findAll("#advice-table tbody tr").size() == 7);
    assertThat(browser.text("#advice-notes")).contains("Energy is estimated");
    assertThat(browser.text("#advice-table tr[data-depth='6'] [data-field=note]")).contains("now");
    assertThat(browser.text("#advice-state")).isEmpty();
  }

  @Test
  void aRefusalIsShownInTheApisWords() {
    browser.expectInConsole("409");
    OperatedCloud.correct(anna, OperatedCloud.written(1).subList(40, 60));
    cloud.train(anna);
    browser.click(model(1) + " button.rollback");
    cloud.rollBack(anna, 1);
    browser.click("#confirm-yes");
    browser.until("refused", () -> browser.text("#models-outcome").contains("current one"));
  }

  @Test
  void itFitsADeskAndAPhoneInTheDark() {
    EdgeRuntime clara = cloud.device("phone-clara");
    OperatedCloud.correct(clara, OperatedCloud.written(3));
    OperatedCloud.recognise(clara, OperatedCloud.written(3));
    cloud.train(clara);
    OperatedCloud.correct(anna, OperatedCloud.written(1).subList(40, 60));
    OperatedCloud.recognise(anna, OperatedCloud.written(1).subList(0, 50));
    cloud.train(anna);
    showsValue("#features-total", "132");
    browser.until("all runs", () -> browser.findAll("#runs tbody tr").size() == 3);
    browser.until("all switched", () -> browser.text("#freeze-now").contains("3 of 3 devices"));
    move(Keys.ARROW_LEFT);
    browser.until("a dry run", () -> browser.text("#dry-run").contains("From 6 to 5"));
    browser.resize(Browser.WIDTH, height());
    browser.screenshot("operator");
    browser.emulatePhone();
    browser.emulateDark(true);
    assertThat(browser.overflowsSideways()).isFalse();
    browser.screenshot("operator-phone");
  }

  private int height() {
    return (int) browser.number("return document.documentElement.scrollHeight");
  }

  private void move(Keys key) {
    tabTo("depth-slider");
    browser.type(key);
  }

  private void showsApiCount() {
    browser.until(
        "the API's count",
        () ->
            browser.value("#features-total").equals(cloud.api("features").path("usable").asText()));
  }

  private void showsBothDevices() {
    showsApiCount();
    browser.until("all devices", () -> browser.findAll("#devices tbody tr").size() == 2);
  }

  private void showsValue(String css, String value) {
    browser.until(css + " is " + value, () -> browser.value(css).equals(value));
  }

  private void showsText(String css, String text) {
    browser.until(css + " says " + text, () -> text(css).equals(text));
  }

  private String text(String css) {
    return browser.text(css);
  }

  private static String device(String id, String field) {
    return "#devices tr[data-device='" + id + "'] [data-field=" + field + "]";
  }

  private static String model(int version) {
    return "#models tr[data-scope='device/" + ANNA + "'][data-version='" + version + "']";
  }

  /** A data attribute of all rows, sorted. */
  private List<String> shown(String rows, String name) {
    List<String> values = new ArrayList<>();
    browser.findAll(rows).forEach(row -> values.add(row.getAttribute("data-" + name)));
    return values.stream().sorted().toList();
  }

  /** The same as the API tells it. */
  private List<String> told(String path, String array, String field) {
    List<String> values = new ArrayList<>();
    cloud.api(path).path(array).forEach(row -> values.add(row.path(field).asText()));
    return values.stream().sorted().toList();
  }

  private void tabTo(String id) {
    for (int i = 0; i < 40; i++) {
      if (browser.string("return document.activeElement.id").equals(id)) {
        return;
      }
      browser.type(Keys.TAB);
    }
    throw new AssertionError("the tab key does not reach " + id);
  }
}
