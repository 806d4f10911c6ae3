package org.platformnetwork.termexecutor.attack;

/** Attacks of one kind. */
interface Theme {

    Arena arena();

    default Judged fight(Duel duel) {
        return arena().fight(duel);
    }

    default Judged fightHanging(Duel duel) {
        return arena().fightHanging(duel);
    }
}
