/** Holds the pages to what is there: code, commands, configuration, links and names. */
@NullMarked
package dev.chatengine.docs;

import org.jspecify.annotations.NullMarked;
