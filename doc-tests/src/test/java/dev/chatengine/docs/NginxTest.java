package dev.chatengine.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of nginx in docs/operations.md. */
class NginxTest extends ProxyTest {
  NginxTest(@TempDir Path folder) {
    super(folder);
  }

  @Override
  String language() {
    return "nginx";
  }

  @Override
  ProxyProcess start(String configuration, Upstreams upstreams) {
    Path nginx = Programs.require("nginx");
    int port = ProxyProcess.freePort();
    try {
      Path chain = Files.writeString(folder().resolve("chain.pem"), certificate().certificate());
      Path key = Files.writeString(folder().resolve("key.pem"), certificate().key());
      String site = withUpstreams(configuration, upstreams);
      site = replace(site, "listen 443 ", "listen 127.0.0.1:" + port + " ");
      site = replace(site, "/etc/ssl/chat/fullchain.pem", chain.toString());
      site = replace(site, "/etc/ssl/chat/privkey.pem", key.toString());
      Path siteFile = Files.writeString(folder().resolve("chat.conf"), site);
      // What Debian's own nginx.conf has around it, with files that need no rights.
      Path file =
          Files.writeString(
              folder().resolve("nginx.conf"),
              """
              daemon off;
              worker_processes 1;
              pid %1$s/nginx.pid;
              events { worker_connections 1024; }
              http {
                access_log off;
                client_body_temp_path %1$s/body;
                proxy_temp_path %1$s/proxy;
                fastcgi_temp_path %1$s/fastcgi;
                uwsgi_temp_path %1$s/uwsgi;
                scgi_temp_path %1$s/scgi;
                include %2$s;
              }
              """
                  .formatted(folder(), siteFile));
      return ProxyProcess.start(
          List.of(nginx.toString(), "-e", "stderr", "-c", file.toString()),
          port,
          folder().resolve("nginx.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
