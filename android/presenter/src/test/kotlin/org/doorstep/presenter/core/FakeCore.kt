package org.doorstep.presenter.core

import org.doorstep.presenter.background.FakeBackground
import org.doorstep.presenter.camera.FakePhotographs
import org.doorstep.presenter.clash.FakeClashes
import org.doorstep.presenter.enrol.FakeEnrolment
import org.doorstep.presenter.file.FakePeople
import org.doorstep.presenter.finish.FakeFinishes
import org.doorstep.presenter.form.FakeForms
import org.doorstep.presenter.hours.FakeVolunteering
import org.doorstep.presenter.scan.FakeCodes
import org.doorstep.presenter.second.FakeCountersigning
import org.doorstep.presenter.sent.FakeRecords
import org.doorstep.presenter.settings.FakeOwners
import org.doorstep.presenter.signature.FakeSignatures
import org.doorstep.presenter.sync.FakeSending
import org.doorstep.presenter.today.FakeAgenda

/** A core made of fakes, each of which a test may set up or replace. */
class FakeCore : Core {
    override val agenda = FakeAgenda()
    override val background = FakeBackground()
    override val clashes = FakeClashes()
    override val codes = FakeCodes()
    override val countersigning = FakeCountersigning()
    override val enrolment = FakeEnrolment()
    override val finishes = FakeFinishes()
    override val forms = FakeForms()
    override val owners = FakeOwners()
    override val people = FakePeople()
    override val photographs = FakePhotographs()
    override val records = FakeRecords()
    override val sending = FakeSending()
    override val signatures = FakeSignatures()
    override val volunteering = FakeVolunteering()
}
