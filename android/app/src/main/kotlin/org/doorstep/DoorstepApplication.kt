package org.doorstep

import android.app.Application
import java.time.LocalDate
import org.doorstep.presenter.today.Agenda
import org.doorstep.presenter.today.TodayPresenter

/** Where the screens find their presenters. */
class DoorstepApplication : Application() {
    /** Replaced by the core's, and by a test's. */
    var agenda: Agenda = InventedAgenda(LocalDate::now)
    var today: () -> LocalDate = LocalDate::now

    fun todayPresenter() = TodayPresenter(agenda, today)
}
