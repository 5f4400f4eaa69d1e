/** Uses what is published as strangers do, who have neither this repository nor its parent POM. */
@NullMarked
package dev.chatengine.strangers;

import org.jspecify.annotations.NullMarked;
