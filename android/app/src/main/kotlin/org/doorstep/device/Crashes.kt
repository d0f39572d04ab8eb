package org.doorstep.device

import org.doorstep.presenter.phone.Code
import org.doorstep.presenter.phone.Event
import org.doorstep.presenter.phone.Events

/** Notes the fault that ends the app, and lets it end. */
internal class Crashes private constructor(private val events: Events, private val next: Thread.UncaughtExceptionHandler?) :
    Thread.UncaughtExceptionHandler {

    override fun uncaughtException(thread: Thread, fault: Throwable) {
        events.note(Event.CRASHED, Code.of(fault))
        next?.uncaughtException(thread, fault)
    }

    companion object {
        /** In place of one that was there before. */
        fun note(events: Events) {
            val stands = Thread.getDefaultUncaughtExceptionHandler()
            Thread.setDefaultUncaughtExceptionHandler(Crashes(events, if (stands is Crashes) stands.next else stands))
        }
    }
}
