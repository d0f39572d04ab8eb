package org.doorstep.view.form

import android.app.AlertDialog
import android.view.LayoutInflater
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.TextView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.form.FormScreen
import org.doorstep.presenter.form.Item
import org.doorstep.presenter.form.Section

/**
 * The items of a section, one below the other. A view stays as long as its item does, so that focus, cursor and place on the screen
 * stay too when another answer lets questions come or go.
 */
class SectionView(
    private val list: ViewGroup,
    private val taps: FormTaps,
    private val add: (String) -> Unit,
    private val remove: (String) -> Unit,
) {
    private class Kept(val view: View, val draw: (Item, FormScreen) -> Unit)

    private val kept = linkedMapOf<String, Kept>()
    private val inflater = LayoutInflater.from(list.context)

    fun draw(section: Section?, screen: FormScreen) {
        // The section's own heading stands above.
        val items = section?.items.orEmpty().let { if (it.firstOrNull() is Item.Heading) it.drop(1) else it }
        val keys = items.mapTo(mutableSetOf()) { it.key() }
        for (gone in kept.keys - keys) kept.remove(gone)?.let { list.removeView(it.view) }
        items.forEachIndexed { index, item ->
            val one = kept.getOrPut(item.key()) { make(item) }
            if (list.getChildAt(index) !== one.view) {
                list.removeView(one.view)
                list.addView(one.view, index)
            }
            one.draw(item, screen)
        }
    }

    /** Where a question stands; none if it does not. */
    fun of(path: String): View? = kept.entries.firstOrNull { it.key.startsWith("$path|") }?.value?.view

    private fun Item.key() = when (this) {
        is Item.Heading -> "$path|heading"
        is Item.Repeat -> "$path|repeat"
        is Item.Instance -> "$path|instance"
        is Item.Question -> "$path|$kind|$lines"
    }

    private fun make(item: Item): Kept = when (item) {
        is Item.Question -> QuestionCard(list.context, list, item, taps).let { card -> Kept(card.view) { now, screen -> card.draw(now as Item.Question, screen) } }
        is Item.Heading -> heading().let { view -> Kept(view) { now, _ -> view.text = (now as Item.Heading).label } }
        is Item.Repeat -> repeat()
        is Item.Instance -> instance()
    }

    private fun heading() = inflater.inflate(R.layout.form_heading, list, false) as TextView

    private fun repeat(): Kept {
        val view = inflater.inflate(R.layout.form_repeat, list, false)
        return Kept(view) { item, _ ->
            item as Item.Repeat
            view.find<TextView>(R.id.label).text = item.label
            view.find<Button>(R.id.add).apply {
                visibility = if (item.canAdd) View.VISIBLE else View.GONE
                setOnClickListener { add(item.path) }
            }
        }
    }

    private fun instance(): Kept {
        val view = inflater.inflate(R.layout.form_instance, list, false)
        return Kept(view) { item, _ ->
            item as Item.Instance
            view.find<TextView>(R.id.label).text = view.resources.getString(R.string.form_instance, item.position)
            view.find<Button>(R.id.remove).apply {
                visibility = if (item.removable) View.VISIBLE else View.GONE
                setOnClickListener { sure(item) }
            }
        }
    }

    private fun sure(item: Item.Instance) {
        AlertDialog.Builder(list.context)
            .setMessage(list.resources.getString(R.string.form_remove_sure, item.position))
            .setPositiveButton(R.string.form_remove) { _, _ -> remove(item.path) }
            .setNegativeButton(R.string.common_cancel, null)
            .show()
    }
}
