package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thaw.cloud.events.EventKind;
import dev.thaw.cloud.events.EventLog;
import dev.thaw.cloud.events.News;
import dev.thaw.cloud.events.Topic;
import dev.thaw.protocol.Message.BatchAck;
import dev.thaw.protocol.Scope;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EventsIT {
  private static final String EVENTS = "/v1/admin/events";

  @TempDir Path dir;
  private RunningCloud cloud;

  @BeforeEach
  void start() {
    cloud = RunningCloud.start(dir);
  }

  @AfterEach
  void stop() {
    cloud.close();
  }

  @Test
  void deviceThatComesSendsAndGoesIsToldInThatOrder() throws Exception {
    try (EventReader reader = EventReader.open(cloud.server().url())) {
      try (TestDevice device = TestDevice.welcomed(cloud, "writer")) {
        device.send(cloud.batch("writer", 1, 5, 1));
        device.next(BatchAck.class);
        device.send(cloud.batch("writer", 2, 7, 2));
        device.next(BatchAck.class);
        reader.until(event -> event.path("kind").asText().equals("features"));
      }
      reader.until(event -> event.path("kind").asText().equals("device-disconnected"));

      assertThat(kinds(reader.logged()))
          .startsWith("device-connected")
          .contains("features")
          .endsWith("device-disconnected");
      assertThat(reader.logged().get(0).path("text").asText()).isEqualTo("writer is connected");
      assertThat(reader.logged().get(0).path("device").asText()).isEqualTo("writer");
      assertThat(ids(reader.logged())).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void manyBatchesOfADeviceAreOneEventASecondThatAddsThemUp() throws Exception {
    try (TestDevice device = TestDevice.welcomed(cloud, "writer")) {
      for (int sequence = 1; sequence <= 40; sequence++) {
        device.send(cloud.batch("writer", sequence, 3, sequence));
        device.next(BatchAck.class);
      }
    }
    until(() -> features().stream().mapToLong(EventsIT::count).sum() >= 120);

    List<JsonNode> told = features();
    assertThat(told.stream().mapToLong(EventsIT::count).sum()).isEqualTo(120);
    assertThat(told).hasSizeLessThan(20);
  }

  @Test
  void trainingIsToldWithItsVersionAndWhatChangedWithIt() throws Exception {
    try (EventReader reader = EventReader.open(cloud.server().url())) {
      try (TestDevice device = TestDevice.welcomed(cloud, "writer")) {
        device.send(cloud.batch("writer", 1, 16, 1));
        device.next(BatchAck.class);
      }
      cloud.trainer().train("signs", scope("device/writer")).get(60, TimeUnit.SECONDS);

      JsonNode event = reader.until(e -> e.path("kind").asText().equals("published"));
      reader.untilChanged("runs", "models", "status");

      assertThat(event.path("scope").asText()).isEqualTo("device/writer");
      assertThat(event.path("version").asLong()).isEqualTo(1);
      assertThat(event.path("text").asText())
          .startsWith("version 1 of device/writer is published: ");
    }
  }

  @Test
  void newFreezePointIsToldAndTheChangeThatLedThere() throws Exception {
    try (EventReader reader = EventReader.open(cloud.server().url())) {
      cloud.trainer().setDepth("signs", 7).get(60, TimeUnit.SECONDS);

      JsonNode event = reader.until(e -> e.path("kind").asText().equals("freeze"));
      reader.until(e -> e.path("kind").asText().equals("change-ended"));
      reader.untilChanged("freeze");

      assertThat(event.path("text").asText())
          .isEqualTo("the freeze point of signs is at 7, epoch 1");
    }
  }

  @Test
  void readerThatComesBackGetsWhatItMissedAndNothingTwice() throws Exception {
    tell(1, 30);
    String last;
    try (EventReader reader = EventReader.open(cloud.server().url())) {
      reader.until(event -> event.path("id").asLong() == 30);
      last = reader.lastEventId();
    }
    tell(31, 60);

    try (EventReader again = EventReader.open(cloud.server().url(), last)) {
      again.until(event -> event.path("id").asLong() == 60);

      assertThat(ids(again.logged())).isEqualTo(LongStream.rangeClosed(31, 60).boxed().toList());
    }
  }

  @Test
  void newReaderGetsTheLastFiftyFirst() throws Exception {
    tell(1, 200);

    try (EventReader reader = EventReader.open(cloud.server().url())) {
      reader.until(event -> event.path("id").asLong() == 200);

      assertThat(ids(reader.logged())).isEqualTo(LongStream.rangeClosed(151, 200).boxed().toList());
    }
  }

  @Test
  void idOfAnotherProcessCountsAsNone() throws Exception {
    tell(1, 60);

    try (EventReader reader = EventReader.open(cloud.server().url(), "earlier-57")) {
      reader.until(event -> event.path("id").asLong() == 60);

      assertThat(ids(reader.logged())).hasSize(50);
    }
    assertThat(json(get(EVENTS + "?after=earlier-57")).path("events")).hasSize(60);
  }

  @Test
  void listHasTheLastFiveHundredOrThoseAfterAnId() throws Exception {
    tell(1, 600);

    JsonNode all = json(get(EVENTS));
    JsonNode some = json(get(EVENTS + "?after=" + all.path("start").asText() + "-590"));

    assertThat(ids(all)).isEqualTo(LongStream.rangeClosed(101, 600).boxed().toList());
    assertThat(ids(some)).isEqualTo(LongStream.rangeClosed(591, 600).boxed().toList());
    assertThat(ids(json(get(EVENTS + "?after=598")))).containsExactly(599L, 600L);
  }

  @Test
  void whatIsNoIdIsRefused() throws Exception {
    HttpResponse<String> response = get(EVENTS + "?after=yesterday");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("yesterday");
  }

  @Test
  void changesOfManyKindsAreAtMostTwoMessagesASecond() throws Exception {
    EventLog log = cloud.server().events();
    long began = System.nanoTime();
    try (EventReader reader = EventReader.open(cloud.server().url())) {
      for (int i = 0; i < 4; i++) {
        log.changed(Topic.values());
        reader.untilChanged("status", "devices", "features", "models", "runs", "freeze");
      }
      double seconds = (System.nanoTime() - began) / 1e9;

      assertThat(reader.changes()).isLessThanOrEqualTo((int) (2 * seconds) + 2);
    }
  }

  @Test
  void readerThatDoesNotReadIsCutOffAndTheOthersAreServed() throws Exception {
    try (Socket silent = silentReader();
        EventReader reader = EventReader.open(cloud.server().url())) {
      awaitReaders(2);
      long id = 0;
      while (cloud.server().readers() > 1) {
        tell(1, 400);
        id += 400;
        long upTo = id;
        reader.until(event -> event.path("id").asLong() == upTo);
      }

      assertThat(reader.logged()).hasSize((int) id);
      assertThat(silent.isConnected()).isTrue();
    }
  }

  @Test
  void readersAreCountedAndOneTooManyIsToldSo() throws Exception {
    List<EventReader> readers = new ArrayList<>();
    try {
      for (int i = 0; i < EventReaders.MOST; i++) {
        readers.add(EventReader.open(cloud.server().url()));
      }
      awaitReaders(EventReaders.MOST);

      HttpResponse<String> refused =
          RunningCloud.http()
              .send(
                  cloud.request(EVENTS).header("accept", "text/event-stream").build(),
                  BodyHandlers.ofString());

      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("64 readers follow the events already");
      assertThat(get("/metrics").body()).contains("thaw_event_readers 64.0");
    } finally {
      readers.forEach(EventReader::close);
    }
    awaitReaders(0);
  }

  private void tell(int from, int to) {
    IntStream.rangeClosed(from, to)
        .mapToObj(i -> News.of(EventKind.POLICY, "signs", "number " + i + ' ' + "x".repeat(200)))
        .forEach(cloud.server().events()::tell);
  }

  private Socket silentReader() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress("127.0.0.1", cloud.server().port()));
    OutputStream out = socket.getOutputStream();
    String request = "GET " + EVENTS + " HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n";
    out.write(request.getBytes(StandardCharsets.US_ASCII));
    out.flush();
    return socket;
  }

  private void awaitReaders(int count) {
    until(() -> cloud.server().readers() == count);
  }

  /** Polls. */
  private static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("condition within 60 s").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private static Scope scope(String path) {
    return Scope.parse(path);
  }

  private List<JsonNode> features() {
    List<JsonNode> features = new ArrayList<>();
    try {
      json(get(EVENTS)).path("events").forEach(features::add);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    features.removeIf(event -> !event.path("kind").asText().equals("features"));
    return features;
  }

  private static long count(JsonNode event) {
    String text = event.path("text").asText();
    return Long.parseLong(text.substring(0, text.indexOf(' ')));
  }

  private static List<String> kinds(List<JsonNode> events) {
    return events.stream().map(event -> event.path("kind").asText()).toList();
  }

  private static List<Long> ids(Iterable<JsonNode> events) {
    List<Long> ids = new ArrayList<>();
    events.forEach(event -> ids.add(event.path("id").asLong()));
    return ids;
  }

  private static List<Long> ids(JsonNode answer) {
    return ids((Iterable<JsonNode>) answer.path("events"));
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return RunningCloud.http()
        .send(cloud.request(path).timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
  }
}
