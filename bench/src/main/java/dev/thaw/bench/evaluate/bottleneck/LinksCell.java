package dev.thaw.bench.evaluate.bottleneck;

import dev.thaw.bench.Waiting;
import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Need;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Workplace;
import dev.thaw.bench.evaluate.data.Variety;
import dev.thaw.bench.evaluate.wire.Link;
import dev.thaw.bench.evaluate.wire.Tap;
import dev.thaw.cloud.training.TrainerKind;
import dev.thaw.demo.base.BundledModel;
import dev.thaw.model.BaseModel;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** The same transfers without a link, then over each. Immutable. */
record LinksCell(Sizes sizes, Need need) implements Cell {
  static final List<Link> LINKS = List.of(Link.LTE, Link.WIFI, Link.SLOW);

  private static final Sizes WARM_UP = new Sizes(List.of(1, 32), 1, List.of("fc2"), List.of(), 0);
  private static final int PER_CLASS = 1;

  @Override
  public String name() {
    return "links";
  }

  @Override
  public List<Row> run(Workplace place) {
    Vertx vertx = Vertx.vertx();
    BaseModel base = BundledModel.handwriting();
    Path directory = place.directory();
    try (Cloud closed = new Cloud(directory.resolve("closed"), base, TrainerKind.CLOSED_FORM);
        Cloud descent = new Cloud(directory.resolve("descent"), base, TrainerKind.SGD)) {
      Site site = new Site(closed, descent, base, Variety.synthetic(PER_CLASS), directory, vertx);
      return rows(site, place);
    } finally {
      Waiting.get("closing", vertx.close().toCompletionStage().toCompletableFuture());
    }
  }

  private List<Row> rows(Site site, Workplace place) {
    site.measure("first", WARM_UP, Tap::new);
    Map<String, Transfer> work = site.measure("none", sizes, Tap::new);
    List<Row> rows = new ArrayList<>();
    for (Link link : LINKS) {
      place.progress().accept((1.0 + LINKS.indexOf(link)) / (1 + LINKS.size()));
      site.measure(link.name(), sizes, port -> Tap.over(link, port))
          .forEach((what, transfer) -> rows.add(row(link, what, transfer, work)));
    }
    return rows;
  }

  private static Row row(Link link, String what, Transfer transfer, Map<String, Transfer> without) {
    Transfer alone = without.getOrDefault(what, transfer);
    Map<String, Double> measured =
        Map.of(
            "transfer s", transfer.seconds(),
            "size bytes", transfer.size(),
            "up bytes", transfer.up(),
            "down bytes", transfer.down(),
            "without link s", alone.seconds());
    Map<String, Double> estimated =
        Map.of(
            "predicted s", transfer.predicted(link),
            "round trips", transfer.roundTrips(),
            "predicted whole s", transfer.predictedWhole(link, alone.seconds()));
    return new Row(
        Arm.SPLIT.title(), Map.of("link", link.name(), "transfer", what), 0, measured, estimated);
  }

  /** Two clouds, and what devices before them need. */
  private record Site(
      Cloud closed, Cloud descent, BaseModel base, Variety variety, Path directory, Vertx vertx) {
    Map<String, Transfer> measure(String name, Sizes sizes, IntFunction<Tap> link) {
      Transfers transfers = new Transfers(sizes, variety);
      before(closed, name, link, transfers::ofPlace);
      if (sizes.hasLarge()) {
        before(descent, name, link, transfers::ofDescent);
      }
      return transfers.medians();
    }

    private void before(Cloud cloud, String name, IntFunction<Tap> link, Consumer<Place> measured) {
      try (Tap tap = link.apply(cloud.port())) {
        String folder = cloud == closed ? "closed-devices" : "descent-devices";
        measured.accept(new Place(cloud, tap, name, base, directory.resolve(folder), vertx));
      }
    }
  }
}
