package org.doorstep.presenter

/**
 * What one screen says and does. It holds what is shown as a value, [screen], and hands each new one to whoever draws.
 *
 * It outlives the activity that draws it: a rotation takes the drawer away and brings another, which is shown where things stand.
 * Every call of it is on the drawing thread; what asks the core goes through [ask].
 */
abstract class Presenter<S : Any>(first: S, private val work: Work) {
    var screen: S = first
        private set
    private var drawer: ((S) -> Unit)? = null
    private var guide: ((Destination) -> Unit)? = null
    private var way: Destination? = null

    /** Called each time the screen comes to the front: what it shows may have changed meanwhile. */
    open fun refresh() = Unit

    /** Draws now, and whenever something changes, until [leave]. */
    fun attend(guide: (Destination) -> Unit, draw: (S) -> Unit) {
        drawer = draw
        draw(screen)
        this.guide = guide
        way?.let { guide(it) }
        way = null
    }

    open fun leave() {
        drawer = null
        guide = null
    }

    protected fun show(next: S) {
        screen = next
        drawer?.invoke(next)
    }

    /** Leads on. While nobody draws it is remembered: the answer of a long call is not lost in a rotation. */
    protected fun go(where: Destination) {
        guide?.invoke(where) ?: run { way = where }
    }

    /** Asks the core beside the drawing thread, and comes back to it with the answer or with what a person can do. */
    protected fun <T> ask(question: () -> T, failed: (Trouble) -> Unit, then: (T) -> Unit) {
        work.beside {
            val answer = try {
                val got = question()
                ({ then(got) })
            } catch (trouble: Trouble) {
                ({ failed(trouble) })
            }
            work.onScreen(answer)
        }
    }
}
