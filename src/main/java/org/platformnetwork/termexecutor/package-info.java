/** The service's entry point; each package below is one module of it. */
@NullMarked
package org.platformnetwork.termexecutor;

import org.jspecify.annotations.NullMarked;
