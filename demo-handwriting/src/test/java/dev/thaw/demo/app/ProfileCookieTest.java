package dev.thaw.demo.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;

class ProfileCookieTest {
  private static final String TOKEN = "abc-_".repeat(8) + "xyz";

  @Test
  void whatABrowserWasGivenIsReadFromWhatItSends() {
    String given = ProfileCookie.header(TOKEN);
    String sent = given.substring(0, given.indexOf(';'));
    assertThat(ProfileCookie.token(headers(sent))).contains(TOKEN);
    assertThat(ProfileCookie.token(headers("a=b;" + sent + "; c=d"))).contains(TOKEN);
    assertThat(ProfileCookie.token(headers("a=b").add("cookie", sent))).contains(TOKEN);
  }

  @Test
  void whatCannotBeATokenIsNone() {
    for (String cookie :
        new String[] {
          "",
          ";",
          "=",
          "thaw_profile",
          "thaw_profile=",
          "thaw_profile=" + TOKEN + "x",
          "thaw_profile=" + TOKEN.replace('x', '/'),
          "xthaw_profile=" + TOKEN
        }) {
      assertThat(ProfileCookie.token(headers(cookie))).as(cookie).isEmpty();
    }
    assertThat(ProfileCookie.token(MultiMap.caseInsensitiveMultiMap())).isEmpty();
  }

  private static MultiMap headers(String cookie) {
    return MultiMap.caseInsensitiveMultiMap().add("Cookie", cookie);
  }
}
