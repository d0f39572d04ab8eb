package org.doorstep.presenter.finish

import org.doorstep.presenter.CalledOff
import org.doorstep.presenter.Destination
import org.doorstep.presenter.Presenter
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.Work
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.core.Location
import org.doorstep.presenter.core.SheetKind
import org.doorstep.presenter.form.Forms
import org.doorstep.presenter.form.FormScreen.NoPlace
import org.doorstep.presenter.form.Item
import org.doorstep.presenter.form.Placing

/** Ends a visit: what is missing, what is unusual and why, then one save; and what comes after. */
class FinishPresenter(
    private val draft: DraftId,
    private val language: String,
    private val forms: Forms,
    private val finishes: Finishes,
    location: Location,
    private val work: Work,
) : Presenter<FinishScreen>(FinishScreen(), work) {
    private val placing = Placing(location, work)
    private var place: Fix? = null
    private var begun = false
    private var typed: String? = null
    private var pause = CalledOff { }

    override fun refresh() {
        if (screen.saved != null) return
        ask(
            {
                val labels = forms.items(draft, language).filterIsInstance<Item.Question>().associate { it.path to it.label }
                val missing = forms.missing(draft).map { FinishScreen.Missing(it, labels[it] ?: it) }
                Triple(forms.standing(draft), missing, finishes.explanation(draft))
            },
            { if (it is Trouble.Invalid) show(screen.copy(gone = true)) else show(screen.copy(trouble = it)) },
        ) { (standing, missing, reason) ->
            show(screen.copy(standing = standing, missing = missing, reason = typed ?: reason))
            if (!begun || screen.noPlace == NoPlace.REFUSED) locate() else weigh()
        }
    }

    /** Looks for where this is, without keeping anybody. */
    fun locate() {
        begun = true
        val refused = placing.begin(null, { fix -> better(fix) }) { found ->
            show(screen.copy(placing = false, noPlace = screen.noPlace.takeUnless { found }))
        }
        show(screen.copy(placing = refused == null && (place?.accuracyMetres ?: FAR) > GOOD, noPlace = refused))
        weigh()
    }

    private fun better(fix: Fix) {
        place = fix
        show(screen.copy(accuracyMetres = Math.ceil(fix.accuracyMetres.toDouble()).toInt()))
        weigh()
    }

    private fun weigh() {
        if (screen.missing.isNotEmpty() || screen.saved != null) return
        ask({ finishes.unusual(draft, place) }, { show(screen.copy(trouble = it)) }) { show(screen.copy(flags = it.orEmpty())) }
    }

    fun goTo(missing: FinishScreen.Missing) = go(Destination.Questions(draft, missing.path))

    fun typed(reason: String) {
        typed = reason
        pause.callOff()
        pause = work.later(PAUSE_MILLIS) { handOver() }
    }

    /** Gives the reason to the core: at a pause, and before the screen goes. */
    fun handOver() {
        pause.callOff()
        val reason = typed ?: return
        if (screen.saved != null) return
        ask({ finishes.explain(draft, reason.trim()) }, { show(screen.copy(reason = reason, trouble = it)) }) {
            if (typed == reason) typed = null
            show(screen.copy(reason = reason, trouble = null))
        }
    }

    /** What a killed process would lose. */
    val unsaved: String? get() = typed

    fun regain(reason: String) {
        typed = reason
    }

    /** Saves, once however often it is tapped. */
    fun save() {
        if (screen.saving || screen.saved != null) return
        handOver()
        show(screen.copy(saving = true, trouble = null))
        ask({ finishes.finish(draft, place) }, { show(screen.copy(saving = false, trouble = it)) }) { saved ->
            placing.end()
            show(screen.copy(saving = false, saved = saved, placing = false))
            if (saved == null) refresh()
        }
    }

    fun giveBack(words: String) {
        val returned = screen.standing?.corrects ?: return
        val saved = screen.saved ?: return
        if (screen.givenBack) return
        ask({ finishes.giveBack(returned, saved.record, words.trim()) }, { show(screen.copy(trouble = it)) }) {
            show(screen.copy(givenBack = true, trouble = null))
        }
    }

    fun second() {
        screen.saved?.let { go(Destination.SecondInvestigator(it.record)) }
    }

    fun call(number: String) = go(Destination.Call(number))

    fun report() {
        val standing = screen.standing ?: return
        val kind = if (standing.redLines.any { it.ofChild }) SheetKind.MANDATORY_REPORT else SheetKind.URGENT_REPORT
        ask({ finishes.report(kind, standing.about) }, { show(screen.copy(trouble = it)) }) { go(Destination.Questions(it)) }
    }

    fun home() = go(Destination.Home)

    fun back() = go(if (screen.saved == null && !screen.gone) Destination.Back else Destination.Home)

    private companion object {
        const val PAUSE_MILLIS = 400L
        const val GOOD = 20f
        const val FAR = Float.MAX_VALUE
    }
}
