package org.doorstep.presenter

/** Does everything at once, in the order asked for; what is to come waits until [pass]. */
class AtOnce : Work {
    private class Coming(val at: Long, val job: () -> Unit)

    private val coming = mutableListOf<Coming>()
    private var now = 0L

    override fun beside(job: () -> Unit) = job()

    override fun onScreen(job: () -> Unit) = job()

    override fun later(millis: Long, job: () -> Unit): CalledOff {
        val one = Coming(now + millis, job)
        coming += one
        return CalledOff { coming -= one }
    }

    /** Lets time go by. */
    fun pass(millis: Long) {
        now += millis
        while (true) {
            val next = coming.filter { it.at <= now }.minByOrNull { it.at } ?: return
            coming -= next
            next.job()
        }
    }
}

/** Keeps what is beside until it is told to go on: for what happens between a question and its answer. */
class Held : Work {
    private val jobs = ArrayDeque<() -> Unit>()

    override fun beside(job: () -> Unit) {
        jobs += job
    }

    override fun onScreen(job: () -> Unit) = job()

    override fun later(millis: Long, job: () -> Unit) = CalledOff { }

    fun goOn() {
        while (true) (jobs.removeFirstOrNull() ?: return)()
    }
}
