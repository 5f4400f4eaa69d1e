/**
 * Messages in MongoDB: {@link dev.chatengine.store.mongo.MongoMessageStore}.
 *
 * <p><b>Status: experimental</b>, as the interfaces that it implements are. What is written is
 * described in the project's {@code docs/store-mongo.md}.
 */
@NullMarked
package dev.chatengine.store.mongo;

import org.jspecify.annotations.NullMarked;
