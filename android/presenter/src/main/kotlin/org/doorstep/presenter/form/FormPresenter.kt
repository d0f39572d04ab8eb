package org.doorstep.presenter.form

import org.doorstep.presenter.CalledOff
import org.doorstep.presenter.Destination
import org.doorstep.presenter.Presenter
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.Work
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.FileHash
import org.doorstep.presenter.core.Location
import org.doorstep.presenter.core.SheetKind

/**
 * The questions of a draft. After each answer the form is read anew, once: what depends on it may come, go, or be reckoned.
 *
 * What is typed goes to the core after a pause, and before anything else happens. Where the core cannot take it, it stays on screen
 * and is tried again.
 */
class FormPresenter(
    private val draft: DraftId,
    private val language: String,
    private val forms: Forms,
    location: Location,
    private val work: Work,
    /** Where to open; a path. */
    private var opensAt: String? = null,
) : Presenter<FormScreen>(FormScreen(), work) {
    private val typing = Typing()
    private val placing = Placing(location, work)
    private var pause = CalledOff { }

    override fun refresh() {
        handOver()
        read()
    }

    private class Read(val items: List<Item>, val standing: Standing, val missing: List<String>, val beforehand: List<String>)

    private fun read() = ask(
        { Read(forms.items(draft, language), forms.standing(draft), forms.missing(draft), forms.beforehand(draft)) },
        { show(screen.copy(trouble = it)) },
    ) { read ->
        val sections = Section.of(read.items)
        // Sections come and go with answers: the one that is shown stays, or its neighbour does.
        val kept = screen.section?.let { shown -> sections.indexOfFirst { it.key == shown.key } }
        val at = kept?.takeIf { it >= 0 } ?: screen.at.coerceIn(0, maxOf(0, sections.lastIndex))
        show(
            screen.copy(
                standing = read.standing,
                sections = sections,
                at = at,
                missing = read.missing.toSet(),
                beforehand = read.beforehand.toSet(),
                typed = typing.all,
            ),
        )
        opensAt?.let { path ->
            opensAt = null
            lookAt(path)
        }
    }

    /** A key was pressed; nothing is asked of the core yet. */
    fun typed(path: String, kind: Kind, text: String) {
        typing.put(path, kind, text)
        pause.callOff()
        pause = work.later(PAUSE_MILLIS) { handOver() }
    }

    /** Gives what was typed to the core: at a pause, and before the screen goes. */
    fun handOver() {
        pause.callOff()
        if (typing.paths.isEmpty()) return
        val given = typing.paths.associateWith { typing.given(it) }
        show(screen.copy(typed = typing.all, noNumber = given.filterValues { it == null }.keys))
        for ((path, what) in given) if (what != null) give(path, what)
        if (given.values.any { it != null }) read()
    }

    private fun give(path: String, given: Typing.Given) {
        val text = typing.text(path)
        ask(
            {
                when (given) {
                    Typing.Given.Nothing -> forms.clear(draft, path)
                    is Typing.Given.This -> forms.answer(draft, path, given.answer)
                }
            },
            {
                // A question that another answer has hidden has no place for it.
                if (it is Trouble.Invalid) typing.drop(path)
                show(screen.copy(typed = typing.all, trouble = it))
            },
        ) {
            // Something may have been typed meanwhile.
            if (typing.text(path) == text) typing.drop(path)
            show(screen.copy(typed = typing.all, trouble = null))
        }
    }

    fun answer(path: String, answer: Answer?) {
        handOver()
        ask(
            { if (answer == null) forms.clear(draft, path) else forms.answer(draft, path, answer) },
            { show(screen.copy(trouble = it)) },
        ) {
            typing.drop(path)
            show(screen.copy(trouble = null, marked = screen.marked.takeIf { it != path }))
            read()
        }
    }

    fun add(repeat: String) = change { forms.add(draft, repeat) }

    fun remove(instance: String) = change { forms.remove(draft, instance) }

    private fun change(what: () -> Unit) {
        handOver()
        ask(what, { show(screen.copy(trouble = it)) }) {
            show(screen.copy(trouble = null))
            read()
        }
    }

    /** Answers with where the phone is, better and better until it is good enough; never waits for ever. */
    fun place(question: Item.Question) {
        handOver()
        val refused = placing.begin(question.accuracyMetres, { fix -> answer(question.path, Answer.of(fix)) }) { found ->
            show(screen.copy(placing = null, noPlace = if (found) null else FormScreen.NoPlace.NOT_YET))
        }
        show(screen.copy(placing = question.path.takeIf { refused == null }, noPlace = refused, marked = question.path))
    }

    fun next() = turn(screen.at + 1)

    fun previous() = turn(screen.at - 1)

    private fun turn(to: Int) {
        handOver()
        placing.end()
        if (to in screen.sections.indices) show(screen.copy(at = to, listing = false, marked = null, placing = null, noPlace = null))
    }

    fun list(listing: Boolean) {
        handOver()
        show(screen.copy(listing = listing))
    }

    fun open(section: Int) = turn(section)

    /** The first question that keeps the form from being finished; the end of the form if there is none. */
    fun nextMissing() {
        handOver()
        ask({ forms.missing(draft) }, { show(screen.copy(trouble = it)) }) { missing ->
            show(screen.copy(missing = missing.toSet()))
            missing.firstOrNull()?.let(::lookAt) ?: finish()
        }
    }

    private fun lookAt(path: String) {
        val section = screen.sections.indexOfFirst { it.holds(path) }
        if (section >= 0) show(screen.copy(at = section, listing = false, marked = path))
    }

    fun finish() {
        handOver()
        go(Destination.Finish(draft))
    }

    fun camera(path: String) = leadTo(Destination.Camera(draft, path))

    fun signature(path: String) = leadTo(Destination.Signature(draft, path))

    fun barcode(path: String) = leadTo(Destination.Barcode(draft, path))

    fun call(number: String) = leadTo(Destination.Call(number))

    private fun leadTo(where: Destination) {
        handOver()
        go(where)
    }

    /** The report that a red line asks for, begun in the middle of the visit. */
    fun report() {
        val standing = screen.standing ?: return
        val kind = if (standing.redLines.any { it.ofChild }) SheetKind.MANDATORY_REPORT else SheetKind.URGENT_REPORT
        handOver()
        ask({ forms.report(draft, kind) }, { show(screen.copy(trouble = it)) }) { go(Destination.Questions(it)) }
    }

    /** A picture of an answer; comes later, or not at all. */
    fun picture(file: FileHash, shown: (ByteArray) -> Unit) =
        ask({ forms.picture(file) }, { }) { it?.let(shown) }

    fun askToGiveUp(asking: Boolean) = show(screen.copy(givingUp = asking))

    fun giveUp(reason: String) {
        pause.callOff()
        ask({ forms.giveUp(draft, reason.trim()) }, { show(screen.copy(givingUp = false, trouble = it)) }) { go(Destination.Back) }
    }

    /** What a killed process would lose: kept beside, and given back by [regain]. */
    val unsaved: List<String> get() = typing.kept

    fun regain(unsaved: List<String>) = typing.regain(unsaved)

    private companion object {
        const val PAUSE_MILLIS = 400L
    }
}
