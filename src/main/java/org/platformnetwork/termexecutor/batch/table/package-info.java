/** Batches and tasks in the database. */
@NullMarked
package org.platformnetwork.termexecutor.batch.table;

import org.jspecify.annotations.NullMarked;
