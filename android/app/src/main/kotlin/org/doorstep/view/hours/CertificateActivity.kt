package org.doorstep.view.hours

import android.view.View
import android.widget.TextView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.core.Core
import org.doorstep.presenter.hours.CertificatePresenter
import org.doorstep.presenter.hours.CertificateScreen
import org.doorstep.view.FieldWords
import org.doorstep.view.ScreenActivity

/** What the owner of the phone has given, as a certificate will show it. */
class CertificateActivity : ScreenActivity<CertificateScreen, CertificatePresenter>(R.layout.certificate, R.string.hours_certificate_title) {
    override fun present(core: Core) = CertificatePresenter(core.volunteering, app.work)

    override fun draw(screen: CertificateScreen) {
        val words = HoursWords(resources)
        val given = screen.given
        find<TextView>(R.id.name).text = screen.me?.let { FieldWords(resources).name(it.name) }
        find<TextView>(R.id.hours).text = getString(R.string.hours_certificate_hours, words.hours(given))
        find<TextView>(R.id.stars).text = words.stars(given)
        find<TextView>(R.id.entries).text = resources.getQuantityString(R.plurals.hours_certificate_entries, given.entries, given.entries)
        find<TextView>(R.id.open_minutes).apply {
            text = words.open(given)
            visibility = if (text.isEmpty()) View.GONE else View.VISIBLE
        }
        say(screen.trouble)
    }
}
