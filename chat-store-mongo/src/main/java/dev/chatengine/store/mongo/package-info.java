/**
 * Keeps messages in MongoDB: {@link dev.chatengine.store.mongo.MongoMessageStore}.
 *
 * <p><b>Status: experimental</b>, like the interfaces that it implements. The project's {@code
 * docs/store-mongo.md} describes the collections.
 */
@NullMarked
package dev.chatengine.store.mongo;

import org.jspecify.annotations.NullMarked;
