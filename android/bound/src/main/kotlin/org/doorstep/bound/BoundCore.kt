package org.doorstep.bound

import county.doorstep.core.Doorstep
import org.doorstep.presenter.background.Background
import org.doorstep.presenter.camera.Photographs
import org.doorstep.presenter.clash.Clashes
import org.doorstep.presenter.core.Core
import org.doorstep.presenter.enrol.Enrolment
import org.doorstep.presenter.file.People
import org.doorstep.presenter.finish.Finishes
import org.doorstep.presenter.form.Forms
import org.doorstep.presenter.hours.Volunteering
import org.doorstep.presenter.scan.Codes
import org.doorstep.presenter.second.Countersigning
import org.doorstep.presenter.sent.Records
import org.doorstep.presenter.settings.Owners
import org.doorstep.presenter.signature.Signatures
import org.doorstep.presenter.sync.Sending
import org.doorstep.presenter.today.Agenda

/** The core behind the interfaces of the presenters. */
class BoundCore(doorstep: Doorstep) : Core {
    override val agenda: Agenda = BoundAgenda(doorstep)
    override val background: Background = BoundBackground(doorstep)
    override val clashes: Clashes = BoundClashes(doorstep)
    override val codes: Codes = BoundCodes(doorstep)
    override val countersigning: Countersigning = BoundCountersigning(doorstep)
    override val enrolment: Enrolment = BoundEnrolment(doorstep)
    override val finishes: Finishes = BoundFinishes(doorstep)
    override val forms: Forms = BoundForms(doorstep)
    override val owners: Owners = BoundOwners(doorstep)
    override val people: People = BoundPeople(doorstep)
    override val photographs: Photographs = BoundPhotographs(doorstep)
    override val records: Records = BoundRecords(doorstep)
    override val sending: Sending = BoundSending(doorstep)
    override val signatures: Signatures = BoundSignatures(doorstep)
    override val volunteering: Volunteering = BoundVolunteering(doorstep)
}
