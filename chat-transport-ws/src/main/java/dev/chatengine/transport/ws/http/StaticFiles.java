package dev.chatengine.transport.ws.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Serves a page and its files from the class path. All files are read before the first request, so
 * this {@link HttpHandler} never blocks. Immutable, and safe for use by several threads.
 *
 * <p>Only the given names are served; all other paths are answered with 404. Each file is sent with
 * its content type, with an {@code ETag} by which a browser checks its copy, and with {@code
 * X-Content-Type-Options: nosniff}. Nothing is compressed.
 *
 * <p>A host that answers other paths, too, writes its own handler, which calls this one last.
 */
public final class StaticFiles implements HttpHandler {
  private static final String INDEX = "index.html";

  /**
   * Names that browsers send without encoding, so that a request's path can be compared with them.
   */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*");

  private static final Map<String, String> CONTENT_TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("map", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("webp", "image/webp"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"));

  private final Map<String, File> files;

  private record File(String tag, HttpResponse response, HttpResponse notModified) {
    boolean isKnown(HttpRequest request) {
      for (String known : request.header("If-None-Match").orElse("").split(",", -1)) {
        // A proxy that compresses makes the tag a weak one.
        if (known.strip().replaceFirst("^W/", "").equals(tag)) {
          return true;
        }
      }
      return false;
    }
  }

  private StaticFiles(Map<String, File> files) {
    this.files = Map.copyOf(files);
  }

  /**
   * Reads files of the class path or the module path.
   *
   * <p>A module hides the files in its packages, but not those in {@code META-INF/resources}, which
   * is not a package.
   *
   * @param loader the loader of the files, such as the host's {@code Main.class.getClassLoader()}
   * @param folder the folder of the files, such as {@code META-INF/resources}; without a slash at
   * @param names the paths of the files below the folder, such as {@code
   *     chat-client/chat-client.js}: ASCII letters, digits, dots, tildes, underscores and hyphens,
   *     separated by slashes. Each is served at {@code "/"} and its name, and {@code index.html}
   *     also at its folder's path. The content type follows from the extension; it is {@code
   *     application/octet-stream} if that is unknown
   * @return a handler
   * @throws IllegalArgumentException if there is no such file, or a name cannot be served
   * @throws UncheckedIOException if a file cannot be read
   */
  public static StaticFiles ofClassPath(ClassLoader loader, String folder, String... names) {
    Objects.requireNonNull(loader, "loader");
    Objects.requireNonNull(folder, "folder");
    Map<String, File> files = new HashMap<>();
    for (String name : names) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("no path of a file can be " + name);
      }
      File file = file(name, read(loader, folder + "/" + name));
      files.put("/" + name, file);
      if (name.equals(INDEX) || name.endsWith("/" + INDEX)) {
        files.put("/" + name.substring(0, name.length() - INDEX.length()), file);
      }
    }
    return new StaticFiles(files);
  }

  /**
   * Reads the files that a list on the class path names. A library can contain such a list, so that
   * hosts need not know its files.
   *
   * @param loader the loader of the files
   * @param folder the folder of the files, as for {@link #ofClassPath}
   * @param list the path of the list below the folder, such as {@code chat-client/files}. The list
   *     is text in UTF-8 with one file on each line, relative to the folder of the list; blank
   *     lines are skipped. So {@code lib/util.js} in {@code chat-client/files} is served at {@code
   *     /chat-client/lib/util.js}. The list itself is not served
   * @return a handler
   * @throws IllegalArgumentException if there is no such list, it names no file, or one of its
   *     files is missing or cannot be served
   * @throws UncheckedIOException if a file cannot be read
   */
  public static StaticFiles ofClassPathList(ClassLoader loader, String folder, String list) {
    Objects.requireNonNull(loader, "loader");
    Objects.requireNonNull(folder, "folder");
    Objects.requireNonNull(list, "list");
    String resource = folder + "/" + list;
    String base = list.substring(0, list.lastIndexOf('/') + 1);
    String[] names =
        new String(read(loader, resource), StandardCharsets.UTF_8)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .map(line -> base + line)
            .toArray(String[]::new);
    if (names.length == 0) {
      throw new IllegalArgumentException(resource + " names no file");
    }
    return ofClassPath(loader, folder, names);
  }

  /**
   * Serves the files of another handler as well.
   *
   * @param other may use another class loader or folder
   * @return a handler with the files of both
   * @throws IllegalArgumentException if both have a file for the same path
   */
  public StaticFiles and(StaticFiles other) {
    Map<String, File> both = new HashMap<>(files);
    other.files.forEach(
        (path, file) -> {
          if (both.put(path, file) != null) {
            throw new IllegalArgumentException("two files for the path " + path);
          }
        });
    return new StaticFiles(both);
  }

  @Override
  public HttpResponse handle(HttpRequest request) {
    File file = files.get(request.path());
    if (file == null) {
      return HttpResponse.notFound();
    }
    return file.isKnown(request) ? file.notModified : file.response;
  }

  private static File file(String name, byte[] content) {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    String contentType = CONTENT_TYPES.getOrDefault(ending, "application/octet-stream");
    String tag = '"' + digest(content) + '"';
    return new File(
        tag,
        headed(HttpResponse.of(200, contentType, content), tag),
        headed(HttpResponse.of(304, contentType, new byte[0]), tag));
  }

  /** A browser may cache the file, but checks each time whether it is current. */
  private static HttpResponse headed(HttpResponse response, String tag) {
    return response
        .withHeader("ETag", tag)
        .withHeader("Cache-Control", "no-cache")
        .withHeader("X-Content-Type-Options", "nosniff");
  }

  private static byte[] read(ClassLoader loader, String resource) {
    try (InputStream file = loader.getResourceAsStream(resource)) {
      if (file == null) {
        throw new IllegalArgumentException("the class path has no " + resource);
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }

  private static String digest(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(hash, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Shows the number of paths. */
  @Override
  public String toString() {
    return "StaticFiles[" + files.size() + " paths]";
  }
}
