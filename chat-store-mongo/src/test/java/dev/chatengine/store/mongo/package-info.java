/** Tests of the MongoDB store, over an embedded server or over the one that is given. */
@NullMarked
package dev.chatengine.store.mongo;

import org.jspecify.annotations.NullMarked;
