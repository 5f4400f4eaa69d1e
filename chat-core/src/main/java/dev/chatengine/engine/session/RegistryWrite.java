package dev.chatengine.engine.session;

import dev.chatengine.engine.plugin.Callback;

/**
 * The callback of a call that changes a session in the presence registry. A call that ends after
 * its deadline may have undone later changes: the session registers again.
 */
public abstract class RegistryWrite<T> implements Callback<T> {
  private final Session session;

  public RegistryWrite(Session session) {
    this.session = session;
  }

  /** Announces what the registry changed. Also called for an answer after the deadline. */
  protected abstract void changed(T answer);

  /** The call had its effect after its deadline, or may have had it. */
  protected void overtaken() {
    session.execute(session::markStale);
  }

  @Override
  public final void onLateSuccess(T answer) {
    changed(answer);
    overtaken();
  }

  @Override
  public final void onLateFailure() {
    overtaken();
  }
}
