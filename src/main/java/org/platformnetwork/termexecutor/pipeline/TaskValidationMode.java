package org.platformnetwork.termexecutor.pipeline;

/** When tasks are validated. */
public enum TaskValidationMode {
    /** When a verdict asks for it. */
    AUTO,
    /** Whole, before the agent. */
    ALWAYS,
    /** Never. */
    OFF
}
