/** TODO pipeline.dependency */
@NullMarked
package org.platformnetwork.termexecutor.pipeline.dependency;

import org.jspecify.annotations.NullMarked;
