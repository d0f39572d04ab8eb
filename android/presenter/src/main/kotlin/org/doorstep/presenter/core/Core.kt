package org.doorstep.presenter.core

import org.doorstep.presenter.background.Background
import org.doorstep.presenter.camera.Photographs
import org.doorstep.presenter.clash.Clashes
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

/**
 * The core, as screens see it: one interface for each thing they do with it. `bound` implements them over the bindings, the tests
 * have fakes. Every call blocks for as long as flash does and may throw a [org.doorstep.presenter.Trouble]; none is made on the
 * drawing thread.
 */
interface Core {
    val agenda: Agenda
    val background: Background
    val clashes: Clashes
    val codes: Codes
    val countersigning: Countersigning
    val enrolment: Enrolment
    val finishes: Finishes
    val forms: Forms
    val owners: Owners
    val people: People
    val photographs: Photographs
    val records: Records
    val sending: Sending
    val signatures: Signatures
    val volunteering: Volunteering
}
