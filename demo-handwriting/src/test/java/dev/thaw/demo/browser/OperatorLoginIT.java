package dev.thaw.demo.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.edge.EdgeRuntime;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** Logging in to the operator's page. */
@NeedsChromium
class OperatorLoginIT {
  @RegisterExtension static final Browsers BROWSERS = new Browsers();

  private static final String TOKEN = "operator-5d1f";
  private static final String LOOKING = "viewer-77aa";

  @TempDir static Path directory;

  private static OperatedCloud cloud;
  private static EdgeRuntime anna;
  private LoginDoor door;
  private Browser browser;

  @BeforeAll
  static void startACloudWithADeviceThatHasAModelOfItsOwn() {
    cloud = OperatedCloud.start(directory);
    anna = cloud.device("tablet-anna");
    OperatedCloud.correct(anna, OperatedCloud.written(1).subList(0, 40));
    cloud.train(anna);
  }

  @AfterAll
  static void stopIt() {
    cloud.close();
  }

  @BeforeEach
  void openThePageBehindADoor() {
    door = new LoginDoor(cloud.page());
    door.add(TOKEN, "olga", "operator");
    door.add(LOOKING, "victor", "viewer");
    browser = BROWSERS.next();
    browser.expectInConsole("401");
    browser.open(door.page());
    browser.until("the form is there", this::isAsked);
  }

  @AfterEach
  void close() {
    door.close();
  }

  @Test
  void theTokenIsAskedForAndWorksByKeyboardAlone() {
    assertThat(browser.text("#features-total")).as("nothing is shown before").isEqualTo("–");
    assertThat(focused()).isEqualTo("token");
    browser.type("no such token", Keys.ENTER);
    browser.until("refused", () -> browser.text("#login-problem").contains("does not know"));
    assertThat(focused()).isEqualTo("token");
    browser.type(Keys.ESCAPE);
    assertThat(isAsked()).as("there is no way around it").isTrue();
    browser.type(TOKEN, Keys.ENTER);
    showsThePage();
    assertThat(browser.text("#who-name")).isEqualTo("olga, operator");
  }

  @Test
  void theTokenIsRememberedInNoPlaceThatAScriptCanRead() {
    logIn(TOKEN);
    assertThat(browser.string("return document.cookie")).isEmpty();
    assertThat(browser.string("return JSON.stringify([{...localStorage}, {...sessionStorage}])"))
        .isEqualTo("[{},{}]");
    assertThat(browser.string("return document.getElementById('token').value")).isEmpty();
    browser.reload();
    showsThePage();
    assertThat(isAsked()).as("the cookie is enough").isFalse();
  }

  @Test
  void whenALoginEndsTheFormComesBackAndThePlaceIsKept() {
    logIn(TOKEN);
    browser.run("window.stillHere = true; document.getElementById('models-part').scrollIntoView()");
    browser.fill("#model-filter", "device");
    assertThat(isInSight("#model-filter")).isTrue();
    door.endSessions();
    cloud.train(anna);
    browser.until("asked again", this::isAsked);
    browser.type(TOKEN, Keys.ENTER);
    browser.until("closed", () -> !isAsked());
    showsThePage();
    assertThat(browser.run("return window.stillHere")).isEqualTo(true);
    assertThat(isInSight("#model-filter")).isTrue();
    assertThat(browser.string("return document.getElementById('model-filter').value"))
        .isEqualTo("device");
    browser.until("no complaint is left", () -> browser.text("[data-problem=models]").isEmpty());
  }

  @Test
  void aViewerSeesEverythingAndIsToldWhyButtonsAreOff() {
    logIn(LOOKING);
    browser.until("a model", () -> browser.has("#models button.withdraw"));
    assertThat(isOff("#depth-slider")).isTrue();
    assertThat(isOff("#policy-switch")).isTrue();
    assertThat(isOff("#advise")).isTrue();
    assertThat(isOff("#models button.withdraw")).isTrue();
    assertThat(browser.text("#freeze-part p[data-needs]"))
        .isEqualTo("This takes the role operator; you are logged in as viewer.");
    assertThat(browser.attribute("#models button.withdraw", "title")).contains("role operator");
    browser.click("#logout");
    browser.until("asked again", this::isAsked);
    browser.type(TOKEN, Keys.ENTER);
    showsThePage();
    browser.until("on again", () -> !isOff("#models button.withdraw"));
    assertThat(isOff("#depth-slider")).isFalse();
    assertThat(browser.text("#freeze-part p[data-needs]")).isEmpty();
  }

  @Test
  void loggedOutNothingStaysOnThePage() {
    logIn(TOKEN);
    browser.click("#logout");
    browser.until("asked again", this::isAsked);
    browser.until("nothing is shown", () -> browser.text("#features-total").equals("–"));
    browser.reload();
    browser.until("the cookie is gone", this::isAsked);
  }

  @Test
  void theFormFitsADeskAndAPhoneInTheDark() {
    browser.screenshot("operator-login");
    browser.emulatePhone();
    browser.emulateDark(true);
    assertThat(browser.overflowsSideways()).isFalse();
    browser.screenshot("operator-login-phone");
    browser.emulateDark(false);
    logIn(LOOKING);
    assertThat(browser.overflowsSideways()).isFalse();
    browser.screenshot("operator-viewer-phone");
  }

  private void logIn(String token) {
    browser.fill("#token", token);
    browser.type(Keys.ENTER);
    showsThePage();
  }

  private void showsThePage() {
    browser.until("the features", () -> browser.value("#features-total").equals("40"));
    browser.until("the stream is open", () -> browser.text("#connection").equals("live"));
  }

  private boolean isAsked() {
    return browser.has("#login[open]");
  }

  /** Also if what it stands in is. */
  private boolean isOff(String css) {
    return browser.run("return document.querySelector(arguments[0]).matches(':disabled')", css)
        == Boolean.TRUE;
  }

  private boolean isInSight(String css) {
    return browser.run(
            "const {top} = document.querySelector(arguments[0]).getBoundingClientRect();"
                + " return scrollY > 0 && top >= 0 && top < innerHeight",
            css)
        == Boolean.TRUE;
  }

  private String focused() {
    return browser.string("return document.activeElement.id");
  }
}
