package dev.thaw.demo.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.edge.gate.Network;
import dev.thaw.edge.gate.Surroundings;
import dev.thaw.protocol.SampleId;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What is wrong with a request, {@link AppServerIT} sends. */
class PageRequestReaderTest {
  private static final String SAMPLE = "00112233445566778899aabbccddeeff";

  @Test
  void aDrawingIsRead() {
    PageRequest request = read("{'type':'recognise','id':3,'strokes':[[1,-2,3.5,4],[9,9]]}");
    PageRequest.Recognise asked = (PageRequest.Recognise) request;
    assertThat(asked.id()).isEqualTo(3);
    assertThat(asked.ink().drawing().strokes()).hasSize(2);
    assertThat(asked.ink().drawing().strokes().get(0).x(1)).isEqualTo(3.5f);
    assertThat(asked.ink().drawing().strokes().get(0).y(0)).isEqualTo(-2);
  }

  @Test
  void aSaveIsReadWithOrWithoutASample() {
    String save = "{'type':'save','id':1,'key':'k','strokes':[[1,2]],'label':'a'";
    PageRequest.Save bare = (PageRequest.Save) read(save + '}');
    assertThat(bare.sample()).isEmpty();
    assertThat(bare.practice()).isFalse();
    PageRequest.Save full =
        (PageRequest.Save) read(save + ",'practice':true,'sample':'" + SAMPLE + "'}");
    assertThat(full.sample()).contains(SampleId.fromHex(SAMPLE));
    assertThat(full.practice()).isTrue();
    assertThat(full.key()).isEqualTo("k");
    assertThat(full.label()).isEqualTo("a");
  }

  @Test
  void theOthersAreRead() {
    assertThat(read("{'type':'relabel','id':1,'key':'k','label':'b'}"))
        .isEqualTo(new PageRequest.Relabel(1, "k", "b"));
    assertThat(read("{'type':'suggest','id':1,'count':30}"))
        .isEqualTo(new PageRequest.Suggest(1, 30));
    assertThat(read("{'type':'surroundings','id':1,'battery':0.5,'charging':true,'metered':true}"))
        .isEqualTo(
            new PageRequest.Surrounded(
                1, new Surroundings(OptionalDouble.of(0.5), true, Network.METERED)));
    assertThat(read("{'type':'surroundings','id':1,'charging':false,'metered':false}"))
        .isEqualTo(
            new PageRequest.Surrounded(
                1, new Surroundings(OptionalDouble.empty(), false, Network.UNMETERED)));
  }

  @Test
  void whatIsWrongIsNamedUnderTheRequestsNumber() {
    PageRequest request = read("{'type':'suggest','id':9,'count':'many'}");
    assertThat(request).isInstanceOf(PageRequest.Wrong.class);
    assertThat(request.id()).isEqualTo(9);
    assertThat(((PageRequest.Wrong) request).problem()).contains("count");
  }

  private static PageRequest read(String json) {
    return PageRequestReader.read(json.replace('\'', '"'));
  }
}
