package dev.chatengine.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds knots: groups of classes of one package that all depend on each other, directly or through
 * others of the group. Nested classes count as the class that they are nested in.
 */
final class Knots {
  private final Map<String, Set<String>> uses = new TreeMap<>();

  private Knots() {}

  /** The largest knot of each package that has one. */
  static Map<String, Set<String>> largest(Collection<JavaClass> classes) {
    Knots knots = new Knots();
    for (JavaClass each : classes) {
      Set<String> used = knots.uses.computeIfAbsent(topLevel(each), name -> new TreeSet<>());
      for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (target.getPackageName().equals(each.getPackageName())) {
          used.add(topLevel(target));
        }
      }
    }
    return knots.largest();
  }

  private Map<String, Set<String>> largest() {
    Map<String, Set<String>> reachable = new HashMap<>();
    uses.keySet().forEach(name -> reachable.put(name, reachable(name)));
    Map<String, Set<String>> largest = new TreeMap<>();
    for (String name : uses.keySet()) {
      Set<String> knot = new TreeSet<>(reachable.getOrDefault(name, Set.of()));
      knot.removeIf(other -> !reachable.getOrDefault(other, Set.of()).contains(name));
      String packageName = name.substring(0, name.lastIndexOf('.'));
      if (knot.size() > largest.getOrDefault(packageName, Set.of()).size()) {
        largest.put(packageName, knot);
      }
    }
    return largest;
  }

  private Set<String> reachable(String from) {
    Set<String> found = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    open.add(from);
    while (!open.isEmpty()) {
      for (String next : uses.getOrDefault(open.remove(), Set.of())) {
        if (found.add(next)) {
          open.add(next);
        }
      }
    }
    return found;
  }

  private static String topLevel(JavaClass javaClass) {
    String name = javaClass.getName();
    int nested = name.indexOf('$', name.lastIndexOf('.') + 1);
    return nested < 0 ? name : name.substring(0, nested);
  }
}
