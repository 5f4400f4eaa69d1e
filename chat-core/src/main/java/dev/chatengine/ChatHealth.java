package dev.chatengine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is wrong with the parts of an engine at one moment.
 *
 * @param messageStore why the store cannot be reached, or nothing
 * @param broadcaster why other nodes are not heard, or nothing
 * @param presenceRegistry why the registry cannot be reached, or nothing
 */
public record ChatHealth(
    Optional<String> messageStore,
    Optional<String> broadcaster,
    Optional<String> presenceRegistry) {

  /**
   * Whether something is wrong.
   *
   * @return true if any part cannot be reached
   */
  public boolean isDegraded() {
    return !problems().isEmpty();
  }

  /**
   * What is wrong, to be shown to an operator.
   *
   * @return a line for each part that cannot be reached
   */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    messageStore.ifPresent(why -> problems.add("message store: " + why));
    broadcaster.ifPresent(why -> problems.add("broadcaster: " + why));
    presenceRegistry.ifPresent(why -> problems.add("presence registry: " + why));
    return problems;
  }
}
