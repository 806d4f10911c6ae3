/** TODO pipeline.control */
@NullMarked
package org.platformnetwork.termexecutor.pipeline.control;

import org.jspecify.annotations.NullMarked;
