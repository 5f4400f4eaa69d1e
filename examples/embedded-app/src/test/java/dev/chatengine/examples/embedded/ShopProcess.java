package dev.chatengine.examples.embedded;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The shop as a process of its own, started from the jars that the build made. */
final class ShopProcess implements AutoCloseable {
  private static final Pattern STARTED =
      Pattern.compile("Shop on (http://\\S+)/products, support chat on (ws://\\S+)");

  private static final Path JDK = Path.of(System.getProperty("java.home"));
  private static final String MAIN = ShopImage.MODULE + "/" + Shop.class.getName();

  private final Process process;
  private final URI shop;
  private final URI chat;

  private ShopProcess(Path home, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin").resolve("java").toString());
    command.addAll(arguments);
    command.addAll(List.of("0", "0"));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = String.valueOf(out.readLine());
    Matcher started = STARTED.matcher(line);
    if (!started.matches()) {
      process.destroyForcibly();
      throw new IllegalStateException("the shop did not start, but said: " + line);
    }
    shop = URI.create(started.group(1));
    chat = URI.create(started.group(2));
  }

  static ShopProcess onTheClassPath() throws IOException {
    return new ShopProcess(JDK, List.of("-cp", jars(), Shop.class.getName()));
  }

  static ShopProcess onTheModulePath() throws IOException {
    return new ShopProcess(JDK, List.of("-p", jars(), "-m", MAIN));
  }

  /** In an image of its own, with the modules of the JDK that it needs and no others. */
  static ShopProcess ofAnImage(Path folder) throws IOException {
    List<Path> jars = Stream.of(jars().split(File.pathSeparator, -1)).map(Path::of).toList();
    return new ShopProcess(ShopImage.link(jars, folder), List.of("-m", MAIN));
  }

  URI shop() {
    return shop;
  }

  URI chat() {
    return chat;
  }

  /** Asks the process to end, and waits until it has. */
  boolean ends() throws InterruptedException {
    process.destroy();
    return process.waitFor(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static String jars() throws IOException {
    String dependencies = Files.readString(Path.of(System.getProperty("shop.dependencies"))).trim();
    return System.getProperty("shop.jar") + File.pathSeparator + dependencies;
  }
}
