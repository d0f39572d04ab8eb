package org.doorstep.presenter.core

/** How far somebody walks in a millisecond. */
private const val WALK = 1.5f / 1_000

/** The oldest that is still of use. */
const val FRESH_MILLIS = 5 * 60_000L

/** The fix that says most surely where the phone is by now: an old one is as much less sure as one may have walked since. */
fun Iterable<Fix>.best(): Fix? =
    filter { it.ageMillis in 0..FRESH_MILLIS }.minByOrNull { it.accuracyMetres + it.ageMillis * WALK }
