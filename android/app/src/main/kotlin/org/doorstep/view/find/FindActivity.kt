package org.doorstep.view.find

import android.text.Editable
import android.text.TextWatcher
import android.view.LayoutInflater
import android.view.View
import android.view.ViewGroup
import android.widget.AbsListView
import android.widget.BaseAdapter
import android.widget.EditText
import android.widget.ListView
import android.widget.TextView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.core.Core
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.file.FindPresenter
import org.doorstep.presenter.file.FindScreen
import org.doorstep.presenter.file.Found
import org.doorstep.view.ScreenActivity

/** Finds people and households as one types. */
class FindActivity : ScreenActivity<FindScreen, FindPresenter>(R.layout.find, R.string.find_title) {
    private val found by lazy { FoundRows(layoutInflater) }

    override fun present(core: Core) = FindPresenter(core.people, app.work)

    override fun wire(presenter: FindPresenter) {
        find<EditText>(R.id.words).addTextChangedListener(object : TextWatcher {
            override fun beforeTextChanged(text: CharSequence?, start: Int, count: Int, after: Int) = Unit

            override fun onTextChanged(text: CharSequence?, start: Int, before: Int, count: Int) = Unit

            override fun afterTextChanged(text: Editable) = presenter.typed(text.toString())
        })
        find<ListView>(R.id.found).apply {
            adapter = found
            setOnItemClickListener { _, _, position, _ -> presenter.open(found.rows[position]) }
            setOnScrollListener(object : AbsListView.OnScrollListener {
                override fun onScrollStateChanged(list: AbsListView?, state: Int) = Unit

                override fun onScroll(list: AbsListView?, first: Int, visible: Int, total: Int) {
                    if (total > 0 && first + visible >= total - NEAR) presenter.more()
                }
            })
        }
    }

    override fun draw(screen: FindScreen) {
        found.rows = screen.rows
        find<TextView>(R.id.instead).apply {
            visibility = if (screen.rows.isEmpty()) View.VISIBLE else View.GONE
            setText(if (screen.foundNobody) R.string.find_nobody else R.string.find_begin)
        }
        say(screen.trouble)
    }

    private companion object {
        const val NEAR = 10
    }
}

/** A row each for whoever was found. */
internal class FoundRows(private val inflater: LayoutInflater) : BaseAdapter() {
    var rows: List<Found> = emptyList()
        set(value) {
            field = value
            notifyDataSetChanged()
        }

    override fun getCount() = rows.size

    override fun getItem(position: Int) = rows[position]

    override fun getItemId(position: Int) = position.toLong()

    private class Held(view: View) {
        val name: TextView = view.find(R.id.name)
        val kind: TextView = view.find(R.id.kind)
        val address: TextView = view.find(R.id.address)
    }

    override fun getView(position: Int, recycled: View?, parent: ViewGroup): View {
        val view = recycled ?: inflater.inflate(R.layout.found_row, parent, false).also { it.tag = Held(it) }
        val row = rows[position]
        (view.tag as Held).run {
            name.text = row.name
            kind.text = when {
                row.about is Subject.Household -> view.resources.getString(R.string.find_household)
                row.child -> view.resources.getString(R.string.find_child)
                else -> null
            }
            address.text = listOf(row.address, row.code).filter { it.isNotEmpty() }.joinToString(" · ")
        }
        return view
    }
}
