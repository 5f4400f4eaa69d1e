/** A chat whose users sign in with the tokens of an identity provider. */
@NullMarked
package dev.chatengine.examples.jwt;

import org.jspecify.annotations.NullMarked;
