package org.platformnetwork.termexecutor.attack;

/** Attacks that every level withstands, even one where agents are the service's own user. */
interface SandboxAttacks
        extends GitAttacks,
                OperatorAttacks,
                ProcessAttacks,
                SystemCallAttacks,
                TreeAttacks,
                VerificationAttacks {}
