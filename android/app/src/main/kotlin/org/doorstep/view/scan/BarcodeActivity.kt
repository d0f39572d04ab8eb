package org.doorstep.view.scan

import android.view.View
import android.widget.TextView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.core.Core
import org.doorstep.presenter.scan.BarcodePresenter
import org.doorstep.presenter.scan.BarcodeScreen
import org.doorstep.view.ScreenActivity
import org.doorstep.view.Way.Companion.draft
import org.doorstep.view.Way.Companion.question

/** Draws [BarcodeScreen]: a viewfinder, and below it a line to type in what does not scan. */
class BarcodeActivity : ScreenActivity<BarcodeScreen, BarcodePresenter>(R.layout.barcode, R.string.scan_title) {
    override fun present(core: Core) = BarcodePresenter(core.codes, intent.draft, intent.question, app.work)

    override fun wire(presenter: BarcodePresenter) {
        find<ScanView>(R.id.barcode_scan).apply {
            formats = ScanView.ANY
            heard = presenter::heard
        }
        find<View>(R.id.barcode_use).setOnClickListener { presenter.heard(find<TextView>(R.id.barcode_typed).text.toString()) }
    }

    override fun onResume() {
        super.onResume()
        find<ScanView>(R.id.barcode_scan).start()
    }

    override fun onPause() {
        find<ScanView>(R.id.barcode_scan).stop()
        super.onPause()
    }

    override fun draw(screen: BarcodeScreen) {
        find<View>(R.id.barcode_use).isEnabled = !screen.keeping
        say(screen.trouble)
    }
}
