package org.doorstep.view.sent

import android.view.LayoutInflater
import android.view.View
import android.view.ViewGroup
import android.widget.BaseAdapter
import android.widget.TextView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.sent.SentRow
import org.doorstep.presenter.sent.SentScreen
import org.doorstep.presenter.sent.State
import org.doorstep.view.FieldWords

/** What came back, then everything: a heading and rows of each. */
class SentRows(private val inflater: LayoutInflater) : BaseAdapter() {
    private val words = SentWords(inflater.context.resources)
    private val field = FieldWords(inflater.context.resources)
    private var lines: List<Line> = emptyList()

    private sealed interface Line {
        class Heading(val words: Int) : Line

        class Row(val row: SentRow) : Line
    }

    fun show(screen: SentScreen) {
        lines = buildList {
            if (screen.returned.isNotEmpty()) {
                add(Line.Heading(R.string.sent_came_back))
                screen.returned.mapTo(this) { Line.Row(it) }
                add(Line.Heading(R.string.sent_all))
            }
            screen.rows.mapTo(this) { Line.Row(it) }
        }
        notifyDataSetChanged()
    }

    fun row(position: Int): SentRow? = (lines[position] as? Line.Row)?.row

    override fun getCount() = lines.size

    override fun getItem(position: Int): Any = lines[position]

    override fun getItemId(position: Int) = position.toLong()

    override fun getViewTypeCount() = 2

    override fun getItemViewType(position: Int) = if (lines[position] is Line.Row) 0 else 1

    override fun isEnabled(position: Int) = lines[position] is Line.Row

    override fun areAllItemsEnabled() = false

    override fun getView(position: Int, recycled: View?, parent: ViewGroup): View = when (val line = lines[position]) {
        is Line.Heading -> (recycled ?: inflater.inflate(R.layout.form_heading, parent, false)).also { (it as TextView).setText(line.words) }
        is Line.Row -> bind(recycled ?: inflater.inflate(R.layout.sent_row, parent, false).also { it.tag = Held(it) }, line.row)
    }

    private class Held(view: View) {
        val name: TextView = view.find(R.id.name)
        val state: TextView = view.find(R.id.state)
        val what: TextView = view.find(R.id.what)
        val day: TextView = view.find(R.id.day)
        val asked: TextView = view.find(R.id.asked)
    }

    private fun bind(view: View, row: SentRow): View {
        val held = view.tag as Held
        val made = row.made
        held.name.text = if (made.purpose == null && made.name == null) words.what(made) else field.name(made.name)
        held.state.text = words.of(made.state)
        held.state.setTextAppearance(words.style(made.state))
        held.what.text = words.what(made)
        held.day.text = words.day(made)
        val returned = made.state == State.Returned
        held.asked.visibility = if (returned) View.VISIBLE else View.GONE
        if (returned) {
            val items = view.resources.getQuantityString(R.plurals.sent_returned_items, made.asked.size, made.asked.size)
            held.asked.text = row.daysLeft?.let { "$items · ${words.left(it)}" } ?: items
        }
        return view
    }
}
