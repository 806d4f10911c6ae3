/** The image as Docker runs it. */
@NullMarked
package org.platformnetwork.termexecutor.container;

import org.jspecify.annotations.NullMarked;
