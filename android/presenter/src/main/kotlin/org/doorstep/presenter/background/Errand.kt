package org.doorstep.presenter.background

import org.doorstep.presenter.Trouble
import org.doorstep.presenter.phone.Code
import org.doorstep.presenter.phone.Event
import org.doorstep.presenter.phone.Events

/** What is done while nobody looks: sending and receiving, and then telling what came of it. It blocks. */
class Errand(
    private val background: Background,
    private val reminders: Reminders,
    private val teller: Teller,
    private val events: Events,
) {
    /** Sends and tells; says whether it is to be tried again. [seen] while the person has the app before them. */
    fun sync(seen: Boolean): Boolean {
        val end = ended()
        val event = when (end.how) {
            SyncEnd.How.DONE -> Event.SYNCED
            SyncEnd.How.WAITS -> Event.SYNC_WAITS
            SyncEnd.How.REFUSED -> Event.SYNC_REFUSED
        }
        events.note(event, end.why)
        tell(seen)
        return end.how == SyncEnd.How.WAITS
    }

    /** Tells what became due by the mere passing of time. What may not be told now is told when it may. */
    fun tell(seen: Boolean) {
        if (!seen && !teller.may) return
        val due = try {
            reminders.due(seen)
        } catch (_: Trouble) {
            return
        }
        for (reminder in due) {
            teller.tell(reminder)
            events.note(Event.REMINDED, Code.of(reminder.javaClass.simpleName))
        }
    }

    private fun ended() = try {
        background.sync()
    } catch (trouble: Trouble) {
        SyncEnd(if (trouble == Trouble.SignedOut) SyncEnd.How.REFUSED else SyncEnd.How.WAITS, Code.of(trouble))
    }
}

/** Tells a person something while they look elsewhere. */
interface Teller {
    /** Whether the person allows it. */
    val may: Boolean

    fun tell(reminder: Reminder)
}
