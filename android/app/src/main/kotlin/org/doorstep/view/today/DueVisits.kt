package org.doorstep.view.today

import android.content.Context
import android.view.View
import android.view.ViewGroup
import android.widget.ArrayAdapter
import android.widget.TextView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.today.TodayRow

/** A row each for the visits that are due. */
class DueVisits(context: Context, rows: List<TodayRow>) : ArrayAdapter<TodayRow>(context, R.layout.due_visit, R.id.name, rows) {
    private val words = Words(context.resources)

    override fun getView(position: Int, recycled: View?, parent: ViewGroup): View {
        val view = super.getView(position, recycled, parent)
        val row = requireNotNull(getItem(position))
        view.clipToOutline = true
        val urgencyColour = context.getColor(words.colourOf(row.urgency))
        view.find<View>(R.id.edge).setBackgroundColor(urgencyColour)
        view.find<TextView>(R.id.name).text = row.name
        view.find<TextView>(R.id.reason).text = words.of(row.reason)
        view.find<TextView>(R.id.distance).text = words.of(row.distance)
        view.find<TextView>(R.id.urgency).apply {
            text = words.of(row.urgency)
            setTextColor(urgencyColour)
        }
        return view
    }
}
