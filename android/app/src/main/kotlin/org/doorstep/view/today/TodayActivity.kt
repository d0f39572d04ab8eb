package org.doorstep.view.today

import android.view.View
import android.widget.Button
import android.widget.ListView
import android.widget.TextView
import java.time.format.DateTimeFormatter
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.core.Core
import org.doorstep.presenter.today.TodayPresenter
import org.doorstep.presenter.today.TodayScreen
import org.doorstep.view.ScreenActivity

/** The first screen of a worker's day. It draws what its presenter says. */
class TodayActivity : ScreenActivity<TodayScreen, TodayPresenter>(R.layout.today, R.string.today_title) {
    override val hasBack = false

    override fun present(core: Core) = TodayPresenter(core.agenda, app.today, app.work)

    override fun draw(screen: TodayScreen) {
        val locale = resources.configuration.locales[0]
        val count = screen.rows.size
        find<TextView>(R.id.date).text = screen.date.format(DateTimeFormatter.ofPattern(getString(R.string.today_date), locale))
        find<TextView>(R.id.count).text = resources.getQuantityString(R.plurals.today_count, count, count)
        find<ListView>(R.id.due).adapter = DueVisits(this, screen.rows)
        find<Button>(R.id.next).apply {
            visibility = if (screen.next == null) View.GONE else View.VISIBLE
            text = screen.next?.let { getString(R.string.today_next, it.name) }
        }
        say(screen.trouble)
    }
}
