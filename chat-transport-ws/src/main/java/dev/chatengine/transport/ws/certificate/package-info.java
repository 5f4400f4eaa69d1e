/** Loads the certificate and key for TLS, and loads them again when their files change. */
@NullMarked
package dev.chatengine.transport.ws.certificate;

import org.jspecify.annotations.NullMarked;
