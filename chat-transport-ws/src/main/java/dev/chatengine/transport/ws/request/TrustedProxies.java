package dev.chatengine.transport.ws.request;

import dev.chatengine.spi.ConnectionRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that are trusted to name the address of a client. Each proxy adds its peer's address
 * to the right end of the header {@code X-Forwarded-For}. A client may have forged everything left
 * of that, so the header is read from the right, up to the first address that is not a trusted
 * proxy.
 */
public final class TrustedProxies {
  public static final TrustedProxies NONE = new TrustedProxies(List.of());

  private static final String HEADER = "X-Forwarded-For";

  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
  private static final Pattern WITH_PORT = Pattern.compile("\\[([^]]*)](?::\\d+)?|([^:]*):\\d+");

  private final List<Network> networks;

  private TrustedProxies(List<Network> networks) {
    this.networks = networks;
  }

  /** The addresses with one prefix. */
  private record Network(InetAddress address, int bits) {
    boolean contains(InetAddress other) {
      byte[] own = address.getAddress();
      byte[] others = other.getAddress();
      if (own.length != others.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> bit % Byte.SIZE;
        if (((own[bit / Byte.SIZE] ^ others[bit / Byte.SIZE]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * From a list of addresses and networks.
   *
   * @throws IllegalArgumentException if one is neither
   */
  public static TrustedProxies of(List<String> proxies) {
    List<Network> networks = new ArrayList<>();
    for (String proxy : proxies) {
      networks.add(network(proxy));
    }
    return new TrustedProxies(List.copyOf(networks));
  }

  private static Network network(String text) {
    int slash = text.indexOf('/');
    InetAddress address = address(slash < 0 ? text : text.substring(0, slash));
    if (address != null) {
      int all = address.getAddress().length * Byte.SIZE;
      String length = slash < 0 ? Integer.toString(all) : text.substring(slash + 1);
      if (length.matches("\\d{1,3}") && Integer.parseInt(length) <= all) {
        return new Network(address, Integer.parseInt(length));
      }
    }
    throw new IllegalArgumentException(
        "trustedProxies must be addresses, or networks as in 10.0.0.0/8, but one is '"
            + text
            + "'");
  }

  /** Parses an address; null for any other text, which is never looked up. */
  private static @Nullable InetAddress address(String text) {
    if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
      return null;
    }
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  public boolean trusts(InetAddress peer) {
    for (Network network : networks) {
      if (network.contains(peer)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Finds the client behind a peer.
   *
   * @param peer the other end of the socket
   * @param request the request of the peer
   * @return the address of the client; that of the last known proxy if the header ends there or is
   *     malformed; that of the peer if it is not trusted
   */
  public InetAddress client(InetAddress peer, ConnectionRequest request) {
    if (!trusts(peer)) {
      return peer;
    }
    InetAddress client = peer;
    String[] hops = String.join(",", request.headers(HEADER)).split(",", -1);
    for (int i = hops.length - 1; i >= 0 && trusts(client); i--) {
      InetAddress hop = address(withoutPort(hops[i].strip()));
      if (hop == null) {
        break;
      }
      client = hop;
    }
    return client;
  }

  private static String withoutPort(String hop) {
    Matcher matcher = WITH_PORT.matcher(hop);
    if (!matcher.matches()) {
      return hop;
    }
    return matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
  }
}
