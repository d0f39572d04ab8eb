package org.doorstep.view.settings

import android.widget.TextView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.Presenter
import org.doorstep.presenter.Work
import org.doorstep.view.FramedActivity

/** What this app is, which one, and whose work is in it. */
class AboutActivity : FramedActivity<Unit, AboutActivity.Nothing>(R.layout.about, R.string.settings_about) {
    /** Nothing happens here. */
    class Nothing(work: Work) : Presenter<Unit>(Unit, work)

    override fun meet(met: (Nothing) -> Unit) = met(Nothing(app.work))

    override fun draw(screen: Unit) {
        val version = packageManager.getPackageInfo(packageName, 0).versionName
        find<TextView>(R.id.version).text = getString(R.string.settings_version, version)
        find<TextView>(R.id.licences).text = resources.openRawResource(R.raw.licences).use { it.reader().readText().trim() }
    }
}
