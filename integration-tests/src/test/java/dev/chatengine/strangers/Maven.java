package dev.chatengine.strangers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Maven that builds ChatEngine, as a process of its own that knows nothing of that build. */
final class Maven {
  private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

  private final StrangersRepository repository;

  Maven(StrangersRepository repository) {
    this.repository = repository;
  }

  /** Runs goals in a project, and returns what was printed. */
  String run(Path project, String... goals) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(
        Path.of(System.getProperty("maven.home"), "bin", WINDOWS ? "mvn.cmd" : "mvn").toString());
    command.addAll(List.of("-B", "-ntp"));
    command.add("-Dmaven.repo.local=" + repository.directory());
    if (System.getProperty("maven.offline").equals("offline true")) {
      command.add("-o");
    }
    Path settings = Path.of(System.getProperty("maven.settings").substring("settings ".length()));
    if (Files.isRegularFile(settings)) {
      command.addAll(List.of("-s", settings.toString()));
    }
    command.addAll(List.of(goals));
    return Processes.run(project, command);
  }
}
