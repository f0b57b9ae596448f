package dev.thaw.demo.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.demo.data.HandwrittenCharacter;
import dev.thaw.edge.gate.Network;
import dev.thaw.edge.gate.Surroundings;
import dev.thaw.protocol.SampleId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** One person writing, with a real device and a real cloud. */
class ProfileIT extends ProfileFixture {
  private final Heard heard = new Heard();
  private String token;
  private Profiles.Lease lease;
  private Profile profile;

  @Test
  void whatIsSavedLeavesAndComesBackAsAPersonalModel() throws Exception {
    openProfile();
    until("the general model", () -> profile.snapshot().model().version() > 0);
    List<HandwrittenCharacter> characters = written(1);
    int rightBefore = 0;
    for (int i = 0; i < characters.size(); i++) {
      Entry entry = write(i, characters.get(i));
      rightBefore += entry.right() ? 1 : 0;
      assertThat(entry.predicted()).as("nothing learned yet").isEqualTo(entry.general());
    }
    until("all has left", () -> profile.snapshot().waiting() == 0);
    until("it is heard", () -> heard.waiting == 0);
    assertThat(profile.snapshot().entries()).allMatch(entry -> entry.leftAt().isPresent());
    assertThat(heard.entries.stream().filter(entry -> entry.leftAt().isPresent()))
        .hasSize(characters.size());

    TrainingRun run = train(profile.deviceId());
    assertThat(run.samples()).isEqualTo(characters.size());
    until("the personal model", () -> profile.snapshot().model().personal());
    RunningModel personal = profile.snapshot().model();
    assertThat(personal.scope()).contains("device/" + profile.deviceId());
    until("the update is heard", () -> heard.models.contains(personal));
    assertThat(profile.snapshot().updates()).last().isEqualTo(personal);
    Recognition again = profile.recognise(ink(characters.get(0)));
    assertThat(again.model()).isEqualTo(personal);
    System.out.println(rightBefore + " of " + characters.size() + " right before the update");
  }

  @Test
  void aRecognitionTellsWhatWouldLeave() {
    openProfile();
    Ink ink = ink(written(1).get(0));
    Recognition recognition = profile.recognise(ink);
    assertThat(recognition.best()).hasSize(5);
    assertThat(recognition.best().get(0).probability())
        .isGreaterThanOrEqualTo(recognition.best().get(4).probability());
    assertThat(recognition.hit()).isFalse();
    assertThat(recognition.micros()).isPositive();
    assertThat(recognition.rawBytes()).isEqualTo(ink.rawBytes());
    Outgoing outgoing = recognition.outgoing();
    assertThat(outgoing).isNotNull();
    assertThat(outgoing.shape()).isEqualTo("[512]");
    assertThat(outgoing.dtype()).isEqualTo("int8");
    assertThat(outgoing.values()).hasSize(512);
    assertThat(outgoing.bytes()).isBetween(100, 700);
    assertThat(profile.recognise(ink).hit()).as("seen before").isTrue();
  }

  @Test
  void aProfileIsFoundAgainAsItWas() {
    openProfile();
    List<HandwrittenCharacter> characters = written(1);
    for (int i = 0; i < 40; i++) {
      write(i, characters.get(i));
    }
    until("all has left", () -> profile.snapshot().waiting() == 0);
    until(
        "it is noted",
        () -> profile.snapshot().entries().stream().allMatch(e -> e.leftAt().isPresent()));
    Snapshot before = profile.snapshot();
    SampleId sample = profile.recognise(ink(characters.get(40))).sample();
    List<String> suggestions = profile.suggestions(20);
    reopen();
    Snapshot after = profile.snapshot();
    assertThat(after.entries()).isEqualTo(before.entries());
    assertThat(after.updates()).isEqualTo(before.updates());
    assertThat(after.model()).isEqualTo(before.model());
    assertThat(after.saved()).isEqualTo(40);
    assertThat(after.since()).isEqualTo(before.since());
    assertThat(after.deviceId()).isEqualTo(before.deviceId());
    assertThat(profile.suggestions(20)).isEqualTo(suggestions);
    assertThat(profile.recognise(ink(characters.get(40))).sample())
        .as("the same context")
        .isEqualTo(sample);
  }

  @Test
  void theSameKeyIsSavedOnce() {
    openProfile();
    HandwrittenCharacter character = written(1).get(0);
    Entry first = write(0, character);
    Entry again = profile.save("k0", ink(character), Optional.empty(), label(character), false);
    assertThat(again.withLeftAt(first.at())).isEqualTo(first.withLeftAt(first.at()));
    assertThat(profile.snapshot().saved()).isEqualTo(1);

    String other = label(character).equals("x") ? "y" : "x";
    assertThat(profile.save("k0", ink(character), Optional.empty(), other, false).label())
        .isEqualTo(other);
    assertThat(profile.snapshot().saved()).isEqualTo(1);
  }

  @Test
  void aLabelThatChangesLeavesAgain() {
    openProfile();
    Entry entry = write(0, written(1).get(0));
    until("it has left", () -> hasLeft("k0"));
    String other = entry.label().equals("x") ? "y" : "x";
    assertThat(profile.relabel("k0", other).label()).isEqualTo(other);
    until("it has left again", () -> hasLeft("k0") && profile.snapshot().waiting() == 0);
    assertThat(profile.snapshot().entries()).extracting(Entry::label).containsExactly(other);
    assertThatThrownBy(() -> profile.relabel("k9", other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("k9");
    reopen();
    assertThat(profile.snapshot().entries()).extracting(Entry::label).containsExactly(other);
  }

  @Test
  void whatAPersonMayNotSayIsRefused() {
    openProfile();
    Ink ink = ink(written(1).get(0));
    assertThatThrownBy(() -> profile.save("k1", ink, Optional.empty(), "ß", false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ß");
    for (String key : List.of("", "a b", "k".repeat(65), "../x")) {
      assertThatThrownBy(() -> profile.save(key, ink, Optional.empty(), "a", false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not a key");
    }
    assertThatThrownBy(() -> profile.suggestions(-1)).hasMessageContaining("-1");
    assertThat(profile.snapshot().saved()).isZero();
  }

  @Test
  void anInkThatIsNotWhatWasShownIsRecognisedItself() {
    openProfile();
    List<HandwrittenCharacter> characters = written(1);
    SampleId shown = profile.recognise(ink(characters.get(0))).sample();
    Entry entry = profile.save("k0", ink(characters.get(1)), Optional.of(shown), "a", false);
    assertThat(entry.sample()).isNotEqualTo(shown);
    Entry unknown = profile.save("k1", ink(characters.get(2)), Optional.of(shown), "a", false);
    assertThat(unknown.bounds()).isEqualTo(ink(characters.get(2)).drawing().bounds());
  }

  @Test
  void aTornHistoryLosesNothingThatWasSaved() throws IOException {
    openProfile();
    List<HandwrittenCharacter> characters = written(1);
    for (int i = 0; i < 5; i++) {
      write(i, characters.get(i));
    }
    lease.close();
    profiles.close();
    Path history = folder(token).resolve("history.jsonl");
    Files.writeString(
        history, "{\"type\":\"saved\",\"key\":\"k5\",\"sa", StandardOpenOption.APPEND);
    profiles = open(8);
    lease();
    assertThat(profile.snapshot().entries())
        .extracting(Entry::key)
        .containsExactly("k0", "k1", "k2", "k3", "k4");
  }

  /** Killed after the device had the correction, before the history had it: the page repeats it. */
  @Test
  void whatThePageSavesAgainAfterACrashIsTheSameSample() throws IOException {
    openProfile();
    List<HandwrittenCharacter> characters = written(1);
    for (int i = 0; i < 4; i++) {
      write(i, characters.get(i));
    }
    lease.close();
    profiles.close();
    Path history = folder(token).resolve("history.jsonl");
    List<String> lines = Files.readAllLines(history);
    SampleId last = savedAs(lines, "k3");
    Files.write(history, lines.stream().filter(line -> !line.contains("\"k3\"")).toList());
    profiles = open(8);
    lease();
    assertThat(profile.snapshot().saved()).isEqualTo(3);
    Entry repeated =
        profile.save(
            "k3", ink(characters.get(3)), Optional.empty(), label(characters.get(3)), true);
    assertThat(repeated.sample()).isEqualTo(last);
  }

  @Test
  void withoutTheCloudCharactersWaitAndLeaveWhenItIsBack() {
    int port = java.net.URI.create(server.url()).getPort();
    openProfile();
    until("online", () -> profile.snapshot().link().equals("online"));
    server.close();
    Entry entry = write(0, written(1).get(0));
    assertThat(entry.leftAt()).isEmpty();
    until("offline", () -> profile.snapshot().link().startsWith("offline"));
    until("it is heard", () -> heard.links.stream().anyMatch(link -> link.startsWith("offline")));
    assertThat(heard.waiting).isEqualTo(1);
    reopen();
    assertThat(profile.snapshot().waiting()).isEqualTo(1);
    assertThat(profile.snapshot().entries().get(0).leftAt()).isEmpty();
    server = serve(port);
    until("it has left", () -> hasLeft("k0"));
  }

  @Test
  void nothingLeavesOverAMeteredNetwork() {
    openProfile();
    until("online", () -> profile.snapshot().link().equals("online"));
    profile.surroundings(new Surroundings(OptionalDouble.of(0.8), false, Network.METERED));
    write(0, written(1).get(0));
    until("the gate is shut", () -> profile.snapshot().link().contains("metered"));
    assertThat(profile.snapshot().waiting()).isEqualTo(1);
    profile.surroundings(Surroundings.PLENTY);
    until("it has left", () -> hasLeft("k0"));
  }

  @Test
  void aListenerThatThrowsOrLeftHarmsNobody() {
    openProfile();
    profile.listen(
        new ProfileListener() {
          @Override
          public void entryChanged(Entry entry) {
            throw new IllegalStateException("broken");
          }

          @Override
          public void modelChanged(RunningModel model) {}

          @Override
          public void linkChanged(String link, int waiting) {}
        });
    Heard gone = new Heard();
    Profile.Subscription subscription = profile.listen(gone);
    subscription.close();
    subscription.close();
    write(0, written(1).get(0));
    assertThat(heard.entries).isNotEmpty();
    assertThat(gone.entries).isEmpty();
  }

  private void openProfile() {
    token = profiles.create();
    lease();
  }

  private void lease() {
    lease = profiles.lease(token).orElseThrow();
    profile = lease.profile();
    profile.listen(heard);
  }

  private void reopen() {
    lease.close();
    restart();
    lease();
  }

  private Entry write(int number, HandwrittenCharacter character) {
    Ink ink = ink(character);
    SampleId sample = profile.recognise(ink).sample();
    Entry entry = profile.save("k" + number, ink, Optional.of(sample), label(character), true);
    assertThat(entry.sample()).isEqualTo(sample);
    assertThat(entry.key()).isEqualTo("k" + number);
    return entry;
  }

  private boolean hasLeft(String key) {
    return profile.snapshot().entries().stream()
        .anyMatch(entry -> entry.key().equals(key) && entry.leftAt().isPresent());
  }

  private static SampleId savedAs(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.contains("\"saved\",\"key\":\"" + key + '"'))
        .map(HistoryJson::read)
        .map(line -> ((HistoryLine.Saved) line).entry().sample())
        .findFirst()
        .orElseThrow();
  }
}
