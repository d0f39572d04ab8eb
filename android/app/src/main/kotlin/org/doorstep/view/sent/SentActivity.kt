package org.doorstep.view.sent

import android.view.View
import android.widget.AbsListView
import android.widget.ListView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.core.Core
import org.doorstep.presenter.sent.SentPresenter
import org.doorstep.presenter.sent.SentScreen
import org.doorstep.view.ScreenActivity

/** Everything made on this phone. */
class SentActivity : ScreenActivity<SentScreen, SentPresenter>(R.layout.sent, R.string.sent_title) {
    private val rows by lazy { SentRows(layoutInflater) }

    override fun present(core: Core) = SentPresenter(core.records, app.today, app.work)

    override fun wire(presenter: SentPresenter) {
        find<ListView>(R.id.rows).apply {
            adapter = rows
            setOnItemClickListener { _, _, position, _ -> rows.row(position)?.let(presenter::open) }
            setOnScrollListener(object : AbsListView.OnScrollListener {
                override fun onScrollStateChanged(list: AbsListView?, state: Int) = Unit

                override fun onScroll(list: AbsListView?, first: Int, visible: Int, total: Int) {
                    if (total > 0 && first + visible >= total - NEAR) presenter.more()
                }
            })
        }
    }

    override fun draw(screen: SentScreen) {
        rows.show(screen)
        find<View>(R.id.empty).visibility = if (screen.read && screen.rows.isEmpty() && screen.trouble == null) View.VISIBLE else View.GONE
        say(screen.trouble)
    }

    private companion object {
        /** Rows before the end at which more is asked for. */
        const val NEAR = 10
    }
}
