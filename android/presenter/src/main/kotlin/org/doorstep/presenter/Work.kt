package org.doorstep.presenter

/** Where things are done: beside the drawing thread, in the order in which they were asked for, and back on it. */
interface Work {
    fun beside(job: () -> Unit)

    fun onScreen(job: () -> Unit)

    /** Once, after so long, on the drawing thread, unless it was called off. */
    fun later(millis: Long, job: () -> Unit): CalledOff
}

/** Something to come. */
fun interface CalledOff {
    fun callOff()
}
