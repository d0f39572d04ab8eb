package org.doorstep.presenter.today

class FakeAgenda(var visits: List<DueVisit> = emptyList()) : Agenda {
    override fun due() = visits
}
