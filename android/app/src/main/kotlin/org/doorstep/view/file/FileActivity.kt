package org.doorstep.view.file

import android.app.AlertDialog
import android.view.View
import android.view.ViewGroup
import android.widget.TextView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.core.Core
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.file.FilePresenter
import org.doorstep.presenter.file.FileScreen
import org.doorstep.presenter.file.Household
import org.doorstep.presenter.file.People
import org.doorstep.presenter.file.Person
import org.doorstep.view.FieldWords
import org.doorstep.view.ScreenActivity
import org.doorstep.view.Way.Companion.subject
import org.doorstep.view.form.button
import org.doorstep.view.sent.SentWords

/** What is on file of a person or a household, and what can be done from there. */
class FileActivity : ScreenActivity<FileScreen, FilePresenter>(R.layout.file, R.string.file_title) {
    private val words by lazy { FileWords(resources) }
    private var asking: AlertDialog? = null

    override fun present(core: Core) = FilePresenter(intent.subject, core.people, app.work)

    override fun wire(presenter: FilePresenter) {
        find<View>(R.id.visit).setOnClickListener { presenter.choose(true) }
        find<View>(R.id.child_open).setOnClickListener { askWhy(presenter) }
        find<View>(R.id.number_show).setOnClickListener { presenter.showNumber() }
        find<View>(R.id.map).setOnClickListener { presenter.map() }
        find<View>(R.id.household).setOnClickListener { presenter.openHousehold() }
    }

    override fun draw(screen: FileScreen) {
        val person = screen.person
        val household = screen.household
        shown(R.id.gone, screen.gone)
        shown(R.id.file, !screen.gone && screen.read)
        find<TextView>(R.id.name).text = person?.name ?: household?.head
        text(R.id.about, person?.let(words::about) ?: household?.code)
        shown(R.id.unmerged, (person as? Person.Full)?.unmerged == true || person == null && household?.unmerged == true)
        shown(R.id.child_card, person is Person.Card)
        shown(R.id.child_open, (person as? Person.Card)?.here == true)
        drawPerson(person as? Person.Full, screen)
        drawHome(household, intent.subject is Subject.Household, person)
        drawLists(screen)
        shown(R.id.visit, screen.read && !screen.gone)
        askWhich(screen)
        say(screen.trouble)
    }

    private fun drawPerson(person: Person.Full?, screen: FileScreen) {
        val number = person?.citizenNumber
        text(R.id.number, number?.takeIf { screen.numberShown }?.let { getString(R.string.file_number, it) })
        shown(R.id.number_show, number != null && !screen.numberShown)
        text(R.id.concerns, person?.concerns?.takeIf { it.isNotEmpty() }?.let(words::concerns))
        fill(R.id.phones, person?.phones.orEmpty()) { phone -> action(R.id.phones, words.of(phone)) { presenter?.call(phone.number) } }
        shown(R.id.guardians_part, person?.guardians?.isNotEmpty() == true)
        fill(R.id.guardians, person?.guardians.orEmpty()) { guardian ->
            val phone = guardian.phone
            if (phone == null) pair(words.of(guardian)) else action(R.id.guardians, words.of(guardian)) { presenter?.call(phone) }
        }
    }

    private fun drawHome(household: Household?, isHousehold: Boolean, person: Person?) {
        text(R.id.address, household?.address?.takeIf { it.isNotEmpty() })
        shown(R.id.map, household?.at != null)
        text(R.id.programmes, household?.programmes?.takeIf { it.isNotEmpty() && isHousehold }?.let(words::programmes))
        shown(R.id.household, person != null && household != null)
    }

    private fun drawLists(screen: FileScreen) {
        val field = FieldWords(resources)
        val sent = SentWords(resources)
        shown(R.id.members_part, screen.members.isNotEmpty())
        fill(R.id.members, screen.members) { member -> action(R.id.members, member.name) { presenter?.member(member) } }
        shown(R.id.due_part, screen.due.isNotEmpty())
        fill(R.id.due, screen.due) { pair("${field.of(it.kind)} · ${it.due}") }
        shown(R.id.made_part, screen.made.isNotEmpty())
        fill(R.id.made, screen.made) { made -> action(R.id.made, "${sent.what(made)} · ${sent.day(made)} · ${sent.of(made.state)}") { presenter?.record(made) } }
    }

    private fun askWhy(presenter: FilePresenter) {
        val whys = arrayOf(People.Why.VISIT to R.string.file_why_visit, People.Why.REPORT to R.string.file_why_report, People.Why.CARE to R.string.file_why_care)
        AlertDialog.Builder(this)
            .setTitle(R.string.file_child_why)
            .setItems(whys.map { getString(it.second) }.toTypedArray<CharSequence>()) { _, which -> presenter.openChild(whys[which].first) }
            .setNegativeButton(R.string.common_cancel, null)
            .show()
    }

    private fun askWhich(screen: FileScreen) {
        if (!screen.choosing || asking != null) return
        val purposes = screen.purposes
        val names = purposes.map { FieldWords(resources).of(it) }.toTypedArray<CharSequence>()
        asking = AlertDialog.Builder(this)
            .setTitle(R.string.file_visit_which)
            .setItems(names) { _, which -> presenter?.begin(purposes[which]) }
            .setNegativeButton(R.string.common_cancel) { _, _ -> presenter?.choose(false) }
            .setOnCancelListener { presenter?.choose(false) }
            .setOnDismissListener { asking = null }
            .show()
    }

    private fun action(list: Int, words: String, tap: () -> Unit): View {
        val group = find<ViewGroup>(list)
        return group.button(R.string.common_more).apply {
            text = words
            setOnClickListener { tap() }
        }
    }

    private fun pair(words: String): View = (layoutInflater.inflate(R.layout.answer_text_shown, find<ViewGroup>(R.id.file), false) as TextView).apply { text = words }

    private fun <T> fill(id: Int, things: List<T>, view: (T) -> View) {
        val list = find<ViewGroup>(id)
        list.removeAllViews()
        for (thing in things) view(thing).let { if (it.parent == null) list.addView(it) }
    }

    private fun text(id: Int, words: String?) {
        find<TextView>(id).text = words
        shown(id, !words.isNullOrEmpty())
    }

    private fun shown(id: Int, shown: Boolean) {
        find<View>(id).visibility = if (shown) View.VISIBLE else View.GONE
    }

    override fun onDestroy() {
        asking?.setOnDismissListener(null)
        asking?.dismiss()
        super.onDestroy()
    }
}
