package dev.chatengine.examples.embedded;

/** Somebody who has signed in to the shop. */
record Customer(String id, String name) {}
