package dev.thaw.demo.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProfileCookieTest {
  private static final String TOKEN = "abc-_".repeat(8) + "xyz";

  @Test
  void whatABrowserWasGivenIsReadFromWhatItSends() {
    String given = ProfileCookie.header(List.of(TOKEN), false);
    String sent = given.substring(0, given.indexOf(';'));
    assertThat(ProfileCookie.tokens(headers(sent))).containsExactly(TOKEN);
    assertThat(ProfileCookie.tokens(headers("a=b;" + sent + "; c=d"))).containsExactly(TOKEN);
    assertThat(ProfileCookie.tokens(headers("a=b").add("cookie", sent))).containsExactly(TOKEN);
  }

  @Test
  void itHoldsTokensOfSeveralInstallations() {
    List<String> many = IntStream.range(0, 10).mapToObj(i -> i + TOKEN.substring(1)).toList();
    String given = ProfileCookie.header(many, false);
    String sent = given.substring(0, given.indexOf(';'));
    assertThat(ProfileCookie.tokens(headers(sent))).isEqualTo(many.subList(0, 8));
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
      assertThat(ProfileCookie.tokens(headers(cookie))).as(cookie).isEmpty();
    }
    assertThat(ProfileCookie.tokens(MultiMap.caseInsensitiveMultiMap())).isEmpty();
  }

  private static MultiMap headers(String cookie) {
    return MultiMap.caseInsensitiveMultiMap().add("Cookie", cookie);
  }
}
