package org.platformnetwork.termexecutor.attack;

/** Attacks that every level withstands, even one where agents are the service's own user. */
interface SandboxAttacks extends GitAttacks, ProcessAttacks, TreeAttacks, VerificationAttacks {}
