package dev.chatengine.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A module, as {@code modules.txt} describes it.
 *
 * @param folder its folder
 * @param root the package of its root
 * @param uses the packages of other modules that it may use, or null for any
 * @param layers its packages, from the lowest layer to the highest
 */
record ModuleLayout(
    String folder, String root, @Nullable List<String> uses, List<List<String>> layers) {

  static List<ModuleLayout> all() {
    List<ModuleLayout> modules = new ArrayList<>();
    for (String line : Tables.lines("modules.txt")) {
      List<String> words = List.of(line.strip().split(" +", -1));
      if (!line.startsWith(" ")) {
        modules.add(new ModuleLayout(words.get(0), words.get(1), null, new ArrayList<>()));
        continue;
      }
      ModuleLayout last = modules.remove(modules.size() - 1);
      List<String> rest = words.subList(1, words.size());
      if (words.get(0).equals("uses")) {
        modules.add(new ModuleLayout(last.folder, last.root, rest, last.layers));
      } else {
        last.layers.add(words.stream().map(last::qualified).toList());
        modules.add(last);
      }
    }
    return modules;
  }

  private String qualified(String name) {
    return name.equals(".") ? root : root + "." + name;
  }

  List<String> packages() {
    return layers.stream().flatMap(List::stream).toList();
  }

  /** The number of the layer that holds a package, from 0 for the lowest. */
  Optional<Integer> layer(String packageName) {
    return IntStream.range(0, layers.size())
        .filter(index -> layers.get(index).contains(packageName))
        .boxed()
        .findFirst();
  }
}
