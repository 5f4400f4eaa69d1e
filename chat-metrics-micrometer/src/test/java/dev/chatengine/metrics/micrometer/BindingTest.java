package dev.chatengine.metrics.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.ChatEngine;
import dev.chatengine.testkit.RecordingConnection;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a host can rely on about the meters, whatever they show. */
class BindingTest {
  private final Nodes nodes = new Nodes();
  private final MeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void oddRoomsUsersCodesAndFramesBringNoMeter() {
    ChatEngine engine = nodes.start();
    PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new ChatEngineMetrics(engine).bindTo(prometheus);
    long meters = prometheus.getMeters().size();
    long lines = prometheus.scrape().lines().count();

    for (int i = 0; i < 200; i++) {
      RecordingConnection client = nodes.member(engine, "odd name " + i, "odd room " + i);
      nodes.say(client, "hello");
      nodes.send(client, "{'type':'odd type " + i + "'}");
      nodes.send(client, "{'type':'join_room','room':" + i + "}");
      nodes.send(client, "{'type':'private_message','targetId':'nobody" + i + "'}");
      if (i % 2 == 0) {
        client.disconnect();
      }
    }
    nodes.scheduler.runUntilIdle();

    assertThat(prometheus.getMeters()).hasSize((int) meters);
    assertThat(prometheus.scrape().lines().count()).isEqualTo(lines);
    assertThat(prometheus.scrape()).doesNotContain("odd ", "nobody");
  }

  @Test
  void everyMeterHasADescriptionAndANameOfTheConvention() {
    new ChatEngineMetrics(nodes.start()).bindTo(registry);

    for (Meter meter : registry.getMeters()) {
      Meter.Id id = meter.getId();
      assertThat(id.getName()).matches("chat(\\.[a-z]+)+");
      assertThat(id.getDescription()).as(id.getName()).isNotBlank();
      id.getTags()
          .forEach(tag -> assertThat(tag.getValue()).as(id.getName()).matches("[a-z_0-9]+"));
    }
  }

  @Test
  void twoEnginesOfOneRegistryAreToldApartByAHostsTag() {
    ChatEngine one = nodes.start();
    ChatEngine two = nodes.start();
    new ChatEngineMetrics(one, Tags.of("node", "one")).bindTo(registry);
    new ChatEngineMetrics(two, Tags.of("node", "two")).bindTo(registry);

    RecordingConnection ann = nodes.member(one, "ann", "tea");
    nodes.say(ann, "hello");

    assertThat(stored("one")).isEqualTo(1);
    assertThat(stored("two")).isZero();
    assertThat(appended("one")).isEqualTo(1);
    assertThat(appended("two")).isZero();
  }

  private double stored(String node) {
    return registry
        .get("chat.messages")
        .tags("node", node, "outcome", "stored")
        .functionCounter()
        .count();
  }

  private long appended(String node) {
    return registry
        .get("chat.store.append")
        .tags("node", node, "outcome", "answered")
        .timer()
        .count();
  }

  @Test
  void aSecondEngineWithoutATagOfItsOwnIsRefusedAndLeavesNothing() {
    new ChatEngineMetrics(nodes.start()).bindTo(registry);
    List<Meter> before = List.copyOf(registry.getMeters());
    ChatEngineMetrics second = new ChatEngineMetrics(nodes.start());

    assertThatThrownBy(() -> second.bindTo(registry))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("chat.connections");
    assertThat(registry.getMeters()).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void bindingTwiceIsBindingOnce() {
    ChatEngine engine = nodes.start();
    ChatEngineMetrics metrics = new ChatEngineMetrics(engine);
    metrics.bindTo(registry);
    metrics.bindTo(registry);

    nodes.say(nodes.member(engine, "ann", "tea"), "hello");

    assertThat(registry.get("chat.store.append.batch").summary().count()).isEqualTo(1);
  }

  @Test
  void whatIsClosedIsGoneAndCanBeBoundAgain() {
    ChatEngine engine = nodes.start();
    RecordingConnection ann = nodes.member(engine, "ann", "tea");
    registry.counter("of.the.host").increment();
    ChatEngineMetrics metrics = new ChatEngineMetrics(engine);
    metrics.bindTo(registry);
    var summary = registry.get("chat.store.append.batch").summary();

    metrics.close();
    nodes.say(ann, "hello");

    assertThat(registry.getMeters())
        .extracting(meter -> meter.getId().getName())
        .containsExactly("of.the.host");
    assertThat(summary.count()).as("appends recorded after it was closed").isZero();

    new ChatEngineMetrics(engine).bindTo(registry);
    nodes.say(ann, "hello");
    assertThat(registry.get("chat.store.append.batch").summary().count()).isEqualTo(1);
  }

  @Test
  void severalRegistriesShowTheSame() {
    ChatEngine engine = nodes.start();
    MeterRegistry other = new SimpleMeterRegistry();
    ChatEngineMetrics metrics = new ChatEngineMetrics(engine);
    metrics.bindTo(registry);
    metrics.bindTo(other);

    nodes.say(nodes.member(engine, "ann", "tea"), "hello");

    assertThat(registry.get("chat.store.append.batch").summary().count()).isEqualTo(1);
    assertThat(other.get("chat.store.append.batch").summary().count()).isEqualTo(1);
  }

  @Test
  void theMetersOfAClosedEngineStandStill() {
    ChatEngine engine = nodes.start();
    nodes.say(nodes.member(engine, "ann", "tea"), "hello");
    new ChatEngineMetrics(engine, Tags.of("node", "one")).bindTo(registry);

    var ended = engine.shutdown(java.time.Duration.ofSeconds(1)).toCompletableFuture();
    nodes.scheduler.advance(java.time.Duration.ofSeconds(5));

    assertThat(ended).isCompleted();
    assertThat(stored("one")).isEqualTo(1);
    assertThat(registry.get("chat.connections").gauge().value()).isZero();
  }
}
