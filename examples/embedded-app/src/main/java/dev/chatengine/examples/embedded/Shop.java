package dev.chatengine.examples.embedded;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpCookie;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A shop on the JDK's own HTTP server. Sign in with {@code POST /sign-in} (the body is your name),
 * list products with {@code GET /products}, buy with {@code POST /orders} (the body is a product),
 * and list requests to support with {@code GET /tickets}.
 */
public final class Shop implements AutoCloseable {
  static final String SESSION_COOKIE = "session";
  private static final List<String> PRODUCTS = List.of("teapot", "cup", "tray");
  private static final int MAX_BODY_BYTES = 1_000;

  private final Customers customers = new Customers();
  private final Tickets tickets = new Tickets();
  private final SupportChat chat;
  private final HttpServer server;

  private Shop(int shopPort, int chatPort) throws IOException {
    server = HttpServer.create(new InetSocketAddress(shopPort), 0);
    server.createContext("/sign-in", this::signIn);
    server.createContext("/products", exchange -> answer(exchange, 200, lines(PRODUCTS)));
    server.createContext("/orders", this::order);
    server.createContext("/tickets", exchange -> answer(exchange, 200, lines(tickets.all())));
    chat =
        new SupportChat(
            customers, tickets, chatPort, "http://localhost:" + server.getAddress().getPort());
    server.start();
  }

  /**
   * Opens the shop until the process ends.
   *
   * @param args the port of the shop and the port of its chat; 8080 and 3000 if left out
   * @throws IOException if the shop's port is taken
   */
  public static void main(String[] args) throws IOException {
    int shopPort = args.length > 0 ? Integer.parseInt(args[0]) : 8080;
    int chatPort = args.length > 1 ? Integer.parseInt(args[1]) : 3000;
    Shop shop = new Shop(shopPort, chatPort);
    Runtime.getRuntime().addShutdownHook(new Thread(shop::close));
    System.out.println(
        "Shop on http://localhost:%d/products, support chat on ws://localhost:%d/"
            .formatted(shop.server.getAddress().getPort(), shop.chat.port()));
  }

  private void signIn(HttpExchange exchange) throws IOException {
    String name = body(exchange);
    if (name.isBlank()) {
      answer(exchange, 400, "Your name?\n");
      return;
    }
    String session = customers.signIn(name);
    exchange
        .getResponseHeaders()
        .add("Set-Cookie", SESSION_COOKIE + "=" + session + "; HttpOnly; SameSite=Strict");
    answer(exchange, 200, "Welcome, " + name + "\n");
  }

  private void order(HttpExchange exchange) throws IOException {
    Optional<Customer> customer =
        session(exchange.getRequestHeaders()).flatMap(customers::bySession);
    String product = body(exchange);
    if (customer.isEmpty()) {
      answer(exchange, 401, "Sign in first\n");
    } else if (!PRODUCTS.contains(product)) {
      answer(exchange, 404, "We have no such thing\n");
    } else {
      chat.ordered(customer.get(), product);
      answer(exchange, 201, "Ordered\n");
    }
  }

  private static Optional<String> session(Headers headers) {
    return headers.getOrDefault("Cookie", List.of()).stream()
        .flatMap(header -> List.of(header.split(";", -1)).stream())
        .flatMap(pair -> HttpCookie.parse(pair.trim()).stream())
        .filter(cookie -> cookie.getName().equals(SESSION_COOKIE))
        .map(HttpCookie::getValue)
        .findFirst();
  }

  private static String body(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES);
    return new String(bytes, StandardCharsets.UTF_8).trim();
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    // The JDK's server takes -1 for an empty body.
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String lines(List<String> lines) {
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  @Override
  public void close() {
    server.stop(0);
    chat.close();
  }
}
