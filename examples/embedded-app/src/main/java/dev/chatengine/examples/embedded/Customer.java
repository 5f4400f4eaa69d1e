package dev.chatengine.examples.embedded;

/** A user who has signed in to the shop. */
record Customer(String id, String name) {}
