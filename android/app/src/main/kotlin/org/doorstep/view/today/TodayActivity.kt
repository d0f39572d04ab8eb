package org.doorstep.view.today

import android.app.AlertDialog
import android.view.View
import android.view.ViewGroup
import android.widget.AbsListView
import android.widget.Button
import android.widget.ListView
import android.widget.PopupMenu
import android.widget.TextView
import java.time.format.DateTimeFormatter
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.Destination
import org.doorstep.presenter.core.Core
import org.doorstep.presenter.today.Draft
import org.doorstep.presenter.today.TodayPresenter
import org.doorstep.presenter.today.TodayRow
import org.doorstep.presenter.today.TodayScreen
import org.doorstep.view.FieldWords
import org.doorstep.view.ScreenActivity

/** The first screen of a worker's day. It draws what its presenter says. */
class TodayActivity : ScreenActivity<TodayScreen, TodayPresenter>(R.layout.today, R.string.today_title) {
    private val due by lazy { DueVisits(layoutInflater) }
    private lateinit var head: View
    private var door: AlertDialog? = null

    override val hasBack = false

    override fun present(core: Core) = TodayPresenter(core.agenda, app.location, app.today, app.work)

    override fun wire(presenter: TodayPresenter) {
        val list = find<ListView>(R.id.due)
        head = layoutInflater.inflate(R.layout.today_head, list, false)
        list.addHeaderView(head, null, false)
        list.adapter = due
        list.setOnItemClickListener { _, _, position, _ -> due.rows.getOrNull(position - 1)?.let(presenter::visit) }
        list.setOnItemLongClickListener { _, _, position, _ -> due.rows.getOrNull(position - 1)?.let(presenter::file) != null }
        list.setOnScrollListener(object : AbsListView.OnScrollListener {
            override fun onScrollStateChanged(list: AbsListView?, state: Int) = Unit

            override fun onScroll(list: AbsListView?, first: Int, visible: Int, total: Int) {
                if (total > 1 && first + visible >= total - NEAR) presenter.more()
            }
        })
        find<View>(R.id.find).setOnClickListener { presenter.lead(Destination.Find) }
        find<View>(R.id.records).setOnClickListener { presenter.lead(Destination.Sent) }
        find<View>(R.id.more).setOnClickListener { menu(it, presenter) }
    }

    private fun menu(at: View, presenter: TodayPresenter) = PopupMenu(this, at).run {
        inflate(R.menu.today)
        setOnMenuItemClickListener {
            presenter.lead(
                when (it.itemId) {
                    R.id.to_new_person -> Destination.NewPerson()
                    R.id.to_colleague -> Destination.SignForColleague
                    R.id.to_hours -> Destination.Hours
                    R.id.to_sync -> Destination.Sync
                    else -> Destination.Settings
                },
            )
            true
        }
        show()
    }

    override fun draw(screen: TodayScreen) {
        val locale = resources.configuration.locales[0]
        val count = screen.rows.size
        val counted = if (screen.next == null) R.plurals.today_count else R.plurals.today_count_more
        head.find<TextView>(R.id.date).text = screen.date.format(DateTimeFormatter.ofPattern(getString(R.string.today_date), locale))
        head.find<TextView>(R.id.count).text = resources.getQuantityString(counted, count, count)
        head.find<View>(R.id.nobody).visibility = if (screen.read && screen.rows.isEmpty()) View.VISIBLE else View.GONE
        drawNotices(screen)
        due.rows = screen.rows
        find<Button>(R.id.next).apply {
            val first = screen.first
            visibility = if (first == null) View.GONE else View.VISIBLE
            text = first?.let { getString(R.string.today_visit, FieldWords(resources).name(it.visit.name)) }
            setOnClickListener { first?.let { presenter?.visit(it) } }
        }
        askWhom(screen.door)
        say(screen.trouble)
    }

    private fun drawNotices(screen: TodayScreen) {
        val list = head.find<ViewGroup>(R.id.notices)
        list.removeAllViews()
        val waiting = screen.waiting
        notice(list, R.plurals.today_returned, waiting.returned, R.style.Type_Danger, R.drawable.notice_danger, Destination.Sent)
        notice(list, R.plurals.today_clashes, waiting.clashes, R.style.Type_Danger, R.drawable.notice_danger, Destination.Clashes)
        notice(list, R.plurals.today_parked, waiting.parked, R.style.Type_Danger, R.drawable.notice_danger, Destination.Sync)
        notice(list, R.plurals.today_waiting, waiting.records, R.style.Type_Caution, R.drawable.notice_caution, Destination.Sync)
        for (draft in screen.drafts.take(MOST_DRAFTS)) {
            notice(list, getString(R.string.today_go_on, words(draft)), R.style.Type_Done, R.drawable.notice_done) { presenter?.goOn(draft) }
        }
    }

    private fun words(draft: Draft): String {
        val field = FieldWords(resources)
        val what = draft.purpose?.let(field::of)
        return listOfNotNull(what, draft.name ?: field.name(null).takeIf { what == null }).joinToString(" · ")
    }

    private fun notice(list: ViewGroup, words: Int, count: Int, style: Int, ground: Int, where: Destination) {
        if (count > 0) notice(list, resources.getQuantityString(words, count, count), style, ground) { presenter?.lead(where) }
    }

    private fun notice(list: ViewGroup, words: String, style: Int, ground: Int, tap: () -> Unit) {
        val view = layoutInflater.inflate(R.layout.today_notice, list, false) as TextView
        view.text = words
        view.setTextAppearance(style)
        view.setBackgroundResource(ground)
        view.setOnClickListener { tap() }
        list.addView(view)
    }

    private fun askWhom(rows: List<TodayRow>) {
        if (rows.isEmpty() || door != null) return
        val words = Words(resources)
        val names = FieldWords(resources)
        val lines = rows.map { "${names.name(it.visit.name)}\n${words.of(it.visit)}" }.toTypedArray<CharSequence>()
        door = AlertDialog.Builder(this)
            .setTitle(R.string.today_door)
            .setItems(lines) { _, which -> presenter?.begin(rows[which]) }
            .setNegativeButton(R.string.common_cancel) { _, _ -> presenter?.leaveDoor() }
            .setOnCancelListener { presenter?.leaveDoor() }
            .setOnDismissListener { door = null }
            .show()
    }

    override fun onDestroy() {
        door?.setOnDismissListener(null)
        door?.dismiss()
        super.onDestroy()
    }

    private companion object {
        /** Rows before the end at which more is asked for. */
        const val NEAR = 10
        const val MOST_DRAFTS = 3
    }
}
