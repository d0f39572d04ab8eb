package org.doorstep.presenter.core

import org.doorstep.presenter.CalledOff

/** A phone that stands where a test says. */
class FakeLocation(
    override var allowed: Boolean = true,
    override var switchedOn: Boolean = true,
    /** What the providers last said. */
    var fixes: List<Fix> = emptyList(),
) : Location {
    private val following = mutableListOf<(Fix) -> Unit>()

    /** Whether somebody still listens, which costs battery. */
    val followed get() = following.isNotEmpty()

    override fun now(): Fix? = if (allowed && switchedOn) fixes.best() else null

    override fun follow(heard: (Fix) -> Unit): CalledOff {
        following += heard
        return CalledOff { following -= heard }
    }

    /** A provider says something. */
    fun says(fix: Fix) {
        fixes = fixes + fix
        following.toList().forEach { it(fix) }
    }
}
