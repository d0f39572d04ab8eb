package org.doorstep.presenter.hours

import org.doorstep.presenter.Presenter
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.Work

/** What the owner of the phone has given, as a certificate will show it. The certificate itself is the county's to give. */
class CertificatePresenter(private val volunteering: Volunteering, work: Work) : Presenter<CertificateScreen>(CertificateScreen(), work) {
    override fun refresh() = ask({ CertificateScreen(volunteering.me(), volunteering.given()) }, { show(screen.copy(trouble = it)) }, ::show)
}

data class CertificateScreen(val me: Volunteer? = null, val given: Given = Given(), val trouble: Trouble? = null)
