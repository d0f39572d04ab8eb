package org.doorstep.presenter.phone

class FakeEvents : Events {
    val noted = mutableListOf<Pair<Event, Code?>>()

    override fun note(event: Event, code: Code?) {
        noted += event to code
    }

    override fun share() = noted.joinToString("\n") { (event, code) -> "$event ${code ?: ""}".trim() }
}
