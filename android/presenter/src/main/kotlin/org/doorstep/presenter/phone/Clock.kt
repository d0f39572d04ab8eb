package org.doorstep.presenter.phone

import java.time.Instant

/** The phone's clocks. */
interface Clock {
    /** As a person may have set it. */
    fun now(): Instant

    /** Since the phone was started, deep sleep included. */
    fun monotonicMillis(): Long

    /** Names the start of the phone; another after each. */
    fun boot(): String

    fun utcOffsetMinutes(): Int
}
