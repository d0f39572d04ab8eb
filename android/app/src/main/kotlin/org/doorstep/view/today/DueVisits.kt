package org.doorstep.view.today

import android.view.LayoutInflater
import android.view.View
import android.view.ViewGroup
import android.widget.BaseAdapter
import android.widget.TextView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.today.TodayRow
import org.doorstep.view.FieldWords

/** A row each for the visits that are due. */
class DueVisits(private val inflater: LayoutInflater) : BaseAdapter() {
    private val words = Words(inflater.context.resources)
    private val names = FieldWords(inflater.context.resources)
    var rows: List<TodayRow> = emptyList()
        set(value) {
            if (value == field) return
            field = value
            notifyDataSetChanged()
        }

    override fun getCount() = rows.size

    override fun getItem(position: Int) = rows[position]

    override fun getItemId(position: Int) = position.toLong()

    override fun getView(position: Int, recycled: View?, parent: ViewGroup): View {
        val view = recycled ?: inflater.inflate(R.layout.due_visit, parent, false).also {
            it.clipToOutline = true
            it.tag = Held(it)
        }
        (view.tag as Held).draw(rows[position])
        return view
    }

    private inner class Held(private val view: View) {
        private val edge = view.find<View>(R.id.edge)
        private val name = view.find<TextView>(R.id.name)
        private val urgency = view.find<TextView>(R.id.urgency)
        private val reason = view.find<TextView>(R.id.reason)
        private val address = view.find<TextView>(R.id.address)
        private val distance = view.find<TextView>(R.id.distance)

        fun draw(row: TodayRow) {
            val colour = view.context.getColor(words.colourOf(row.urgency))
            edge.setBackgroundColor(colour)
            name.text = names.name(row.visit.name)
            urgency.text = words.of(row.urgency)
            urgency.setTextColor(colour)
            reason.text = words.of(row.visit)
            address.text = row.visit.address
            distance.text = words.of(row.distance)
        }
    }
}
