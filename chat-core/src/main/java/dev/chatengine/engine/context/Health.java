package dev.chatengine.engine.context;

import dev.chatengine.engine.plugin.Availability;
import dev.chatengine.engine.plugin.PluginOutage;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.Scheduler;
import java.util.Optional;

/** Whether the store, the bus and the presence registry can be reached. Safe for all threads. */
public final class Health {
  public final Availability store;
  public final Availability presence;
  public final Availability bus;

  /** The outage that the broadcaster reports by itself. */
  private final Availability busReport;

  private final Broadcaster broadcaster;

  Health(Scheduler scheduler, Broadcaster broadcaster) {
    this.broadcaster = broadcaster;
    store = new Availability(scheduler);
    presence = new Availability(scheduler);
    bus = new Availability(scheduler);
    busReport = new Availability(scheduler);
  }

  /** The store's present outage, as its last calls show. */
  public Optional<PluginOutage> storeOutage() {
    return store.outage();
  }

  /** The presence registry's present outage, as its last calls show. */
  public Optional<PluginOutage> presenceOutage() {
    return presence.outage();
  }

  /** The bus's present outage. Asks the broadcaster, which may report one by itself. */
  public Optional<PluginOutage> busOutage() {
    Optional<String> reported = broadcaster.outage();
    if (reported.isPresent()) {
      busReport.failed(reported.get());
    } else {
      busReport.markBack();
    }
    return busReport.outage().or(bus::outage);
  }
}
