package org.platformnetwork.termexecutor.attack;

/** What every level holds, even one where agents are the service's own user. */
interface AnywhereAttacks
        extends CalledFileAttacks,
                ForgeryAttacks,
                GitAttacks,
                HarnessAttacks,
                NodeAttacks,
                ProcessAttacks,
                PytestAttacks,
                ShadowAttacks,
                TreeAttacks,
                VerificationAttacks {}
