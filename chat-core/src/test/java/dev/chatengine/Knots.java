package dev.chatengine;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds the groups of classes each of which leads to each other: strongly connected components. */
final class Knots {
  private final Map<String, Set<String>> dependencies = new LinkedHashMap<>();
  private final Map<String, Integer> found = new HashMap<>();
  private final Map<String, Integer> lowest = new HashMap<>();
  private final Deque<String> open = new ArrayDeque<>();
  private final List<Set<String>> knots = new ArrayList<>();

  private Knots() {}

  /** The knots of top-level classes in a package and those below it. */
  static List<Set<String>> in(JavaClasses classes, String root) {
    Knots knots = new Knots();
    for (JavaClass one : classes) {
      if (isIn(one, root)) {
        Set<String> known =
            knots.dependencies.computeIfAbsent(topLevel(one), name -> new TreeSet<>());
        for (Dependency dependency : one.getDirectDependenciesFromSelf()) {
          if (isIn(dependency.getTargetClass(), root)) {
            known.add(topLevel(dependency.getTargetClass()));
          }
        }
      }
    }
    for (String name : List.copyOf(knots.dependencies.keySet())) {
      if (!knots.found.containsKey(name)) {
        knots.visit(name);
      }
    }
    return knots.knots;
  }

  private static boolean isIn(JavaClass one, String root) {
    String name = one.getPackageName();
    return name.equals(root) || name.startsWith(root + ".");
  }

  private static String topLevel(JavaClass one) {
    String name = one.getBaseComponentType().getName();
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }

  /** Tarjan's algorithm. */
  private void visit(String name) {
    int index = found.size();
    found.put(name, index);
    int low = index;
    open.push(name);
    for (String known : dependencies.getOrDefault(name, Set.of())) {
      if (!found.containsKey(known)) {
        visit(known);
      }
      if (open.contains(known)) {
        low = Math.min(low, lowest.getOrDefault(known, found.getOrDefault(known, index)));
      }
    }
    lowest.put(name, low);
    if (low == index) {
      Set<String> knot = new TreeSet<>();
      String last;
      do {
        last = open.pop();
        knot.add(last);
      } while (!last.equals(name));
      if (knot.size() > 1) {
        knots.add(knot);
      }
    }
  }
}
