package org.platformnetwork.termexecutor.attack;

/**
 * Attacks on how a change is judged. The judge is the same at every level, so they are fought at
 * one of them; {@link VerdictWitness} is fought at all.
 */
interface VerdictAttacks
        extends VerdictWitness,
                CalledFileAttacks,
                ForgeryAttacks,
                HarnessAttacks,
                NodeAttacks,
                PytestAttacks,
                ShadowAttacks {}
