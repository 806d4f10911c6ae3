package org.platformnetwork.termexecutor.sandbox;

/** Whose commands a sandbox runs, and so what they may change. */
public enum Role {
    /** Install commands: what they leave behind becomes the layer. */
    PREPARE,
    /** The agent, on a copy of the layer. */
    AGENT,
    /** The hidden tests, on another copy of the layer. */
    VERIFY
}
