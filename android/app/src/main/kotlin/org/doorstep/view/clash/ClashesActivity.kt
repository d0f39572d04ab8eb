package org.doorstep.view.clash

import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.TextView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.clash.Clash
import org.doorstep.presenter.clash.ClashesPresenter
import org.doorstep.presenter.clash.ClashesScreen
import org.doorstep.presenter.clash.Keep
import org.doorstep.presenter.core.Core
import org.doorstep.presenter.edit.Part
import org.doorstep.view.FieldWords
import org.doorstep.view.ScreenActivity
import org.doorstep.view.part.PartWords

/** What two people changed at once: a card each, with both values and a choice. */
class ClashesActivity : ScreenActivity<ClashesScreen, ClashesPresenter>(R.layout.clashes, R.string.clash_title) {
    private val words by lazy { PartWords(resources) }

    override fun present(core: Core) = ClashesPresenter(core.clashes, app.work)

    override fun wire(presenter: ClashesPresenter) = find<View>(R.id.more).setOnClickListener { presenter.more() }

    override fun draw(screen: ClashesScreen) {
        find<View>(R.id.none).shown(screen.none)
        find<View>(R.id.why).shown(screen.rows.isNotEmpty())
        find<TextView>(R.id.settled).run {
            shown(screen.settled != null)
            setText(if (screen.settled == Keep.MINE) R.string.clash_settled_mine else R.string.clash_settled_theirs)
        }
        val list = find<ViewGroup>(R.id.clashes)
        list.removeAllViews()
        for (clash in screen.rows) list.addView(card(list, clash, screen.settling == null))
        find<View>(R.id.more).shown(screen.next != null)
        say(screen.trouble)
    }

    private fun card(list: ViewGroup, clash: Clash, free: Boolean): View = layoutInflater.inflate(R.layout.clash, list, false).apply {
        find<TextView>(R.id.name).text = FieldWords(resources).name(clash.name)
        find<TextView>(R.id.group).text = words.of(clash.group)
        val told = clash.numbersDiffer
        find<TextView>(R.id.theirs).text = words.of(clash.theirs, told)
        find<TextView>(R.id.mine).text = words.of(clash.mine, told)
        find<TextView>(R.id.base).text = words.of(clash.base, told)
        find<TextView>(R.id.apart).run {
            shown(clash.metresApart != null)
            text = clash.metresApart?.let { getString(R.string.clash_apart, it) }
        }
        val newer = clash.theirs == Part.Unknown || clash.mine == Part.Unknown
        find<View>(R.id.newer).shown(newer)
        keep(find(R.id.keep_theirs), clash, Keep.THEIRS, free, newer)
        keep(find(R.id.keep_mine), clash, Keep.MINE, free, newer)
        find<View>(R.id.open_file).setOnClickListener { presenter?.file(clash) }
    }

    private fun keep(button: Button, clash: Clash, keep: Keep, free: Boolean, newer: Boolean) {
        button.isEnabled = free
        button.shown(!newer)
        button.setOnClickListener { presenter?.keep(clash, keep) }
    }

    private fun View.shown(shown: Boolean) {
        visibility = if (shown) View.VISIBLE else View.GONE
    }
}
