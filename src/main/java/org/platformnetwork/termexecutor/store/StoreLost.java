package org.platformnetwork.termexecutor.store;

/**
 * Another service has the database: this one must end.
 *
 * @param reason one sentence for the operator
 */
public record StoreLost(String reason) {}
