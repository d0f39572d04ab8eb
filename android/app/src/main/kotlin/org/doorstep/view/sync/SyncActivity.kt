package org.doorstep.view.sync

import android.content.Intent
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.Switch
import android.widget.TextView
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.time.format.FormatStyle
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.core.Core
import org.doorstep.presenter.sync.Parked
import org.doorstep.presenter.sync.SendingState
import org.doorstep.presenter.sync.SendingStatus
import org.doorstep.presenter.sync.SyncPresenter
import org.doorstep.presenter.sync.SyncScreen
import org.doorstep.view.FieldWords
import org.doorstep.view.ScreenActivity

/** Where the sending stands, what waits, and what a person can do. */
class SyncActivity : ScreenActivity<SyncScreen, SyncPresenter>(R.layout.sync, R.string.sync_title) {
    private var listed: List<Parked>? = null

    override fun present(core: Core) = SyncPresenter(core.sending, app.aside, app.work)

    override fun wire(presenter: SyncPresenter) {
        find<View>(R.id.now).setOnClickListener { presenter.now() }
        find<View>(R.id.journal).setOnClickListener { presenter.offerJournals() }
        find<Switch>(R.id.pictures_wait).setOnCheckedChangeListener { _, on -> presenter.setPicturesWait(on) }
        find<View>(R.id.log).setOnClickListener { shareLog() }
    }

    private fun shareLog() {
        val log = Intent(Intent.ACTION_SEND).setType("text/plain").putExtra(Intent.EXTRA_TEXT, app.unattended.events.share())
        startActivity(Intent.createChooser(log, getString(R.string.sync_log)))
    }

    override fun draw(screen: SyncScreen) {
        val state = screen.state
        find<TextView>(R.id.status).apply {
            text = state?.let { words(it.status) }
            setTextAppearance(
                when (state?.status) {
                    SendingStatus.Idle -> R.style.Type_Done
                    is SendingStatus.Working, null -> R.style.Type
                    is SendingStatus.Resting -> R.style.Type_Caution
                    else -> R.style.Type_Danger
                },
            )
        }
        find<TextView>(R.id.waiting).text = state?.let { waiting(it) }
        drawParked(screen.parked)
        find<Switch>(R.id.pictures_wait).isChecked = screen.picturesWait
        shown(R.id.journal, state?.status is SendingStatus.Revoked)
        shown(R.id.journals, screen.journals != null)
        screen.journals?.let { find<TextView>(R.id.journals).text = resources.getQuantityString(R.plurals.sync_journal_taken, it, it) }
        find<Button>(R.id.now).isEnabled = !screen.busy
        say(screen.trouble)
    }

    private fun words(status: SendingStatus): String = when (status) {
        SendingStatus.Idle -> getString(R.string.sync_idle)
        SendingStatus.NotEnrolled -> getString(R.string.sync_not_enrolled)
        is SendingStatus.SignedOut -> getString(R.string.sync_signed_out, status.code)
        is SendingStatus.Revoked -> getString(R.string.sync_revoked, status.code)
        is SendingStatus.Declined -> getString(R.string.sync_declined, status.code)
        is SendingStatus.Working -> getString(
            when (status.work) {
                SendingStatus.Work.PREPARING -> R.string.sync_preparing
                SendingStatus.Work.SENDING -> R.string.sync_sending
                SendingStatus.Work.UPLOADING -> R.string.sync_uploading
                SendingStatus.Work.RECEIVING -> R.string.sync_receiving
            },
        )
        is SendingStatus.Resting -> getString(
            when (status.why) {
                SendingStatus.Why.OFFLINE -> R.string.sync_offline
                SendingStatus.Why.SLOW -> R.string.sync_slow
                SendingStatus.Why.PORTAL -> R.string.sync_portal
                SendingStatus.Why.WRONG_PIN -> R.string.sync_wrong_pin
                SendingStatus.Why.BUSY -> R.string.sync_busy
                SendingStatus.Why.STORAGE_FULL -> R.string.sync_storage_full
                SendingStatus.Why.PHONE -> R.string.sync_phone_trouble
            },
        )
    }

    private fun waiting(state: SendingState): String {
        if (state.nothingWaits) return getString(R.string.sync_nothing)
        fun counted(words: Int, count: Int, vararg more: Any) = resources.getQuantityString(words, count, count, *more).takeIf { count > 0 }
        val since = state.oldest?.atZone(ZoneId.systemDefault())
            ?.format(DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT).withLocale(resources.configuration.locales[0]))
        return listOfNotNull(
            counted(R.plurals.sync_waiting, state.records),
            counted(R.plurals.sync_emergencies, state.emergencies),
            since?.let { getString(R.string.sync_since, it) },
            counted(R.plurals.sync_pictures, state.pictures, state.pictureBytes / MEGABYTE),
            counted(R.plurals.sync_patient, state.patient),
        ).joinToString("\n")
    }

    private fun drawParked(parked: List<Parked>) {
        shown(R.id.parked_part, parked.isNotEmpty())
        if (parked == listed) return
        listed = parked
        val list = find<ViewGroup>(R.id.parked)
        list.removeAllViews()
        val field = FieldWords(resources)
        for (one in parked) {
            val view = layoutInflater.inflate(R.layout.sync_parked, list, false)
            view.find<TextView>(R.id.label).text = when (one) {
                is Parked.Picture -> getString(R.string.sync_parked_picture)
                is Parked.Record -> listOfNotNull(one.purpose?.let(field::of), one.name).joinToString(" · ").ifEmpty { field.name(null) }
            }
            view.find<TextView>(R.id.why).text =
                if (one.code == UNREADABLE) getString(R.string.sync_parked_unreadable) else getString(R.string.sync_parked_why, one.code)
            view.find<View>(R.id.again).setOnClickListener { presenter?.retry(one) }
            list.addView(view)
        }
    }

    private fun shown(id: Int, shown: Boolean) {
        find<View>(id).visibility = if (shown) View.VISIBLE else View.GONE
    }

    override fun onPause() {
        presenter?.rest()
        super.onPause()
    }

    private companion object {
        const val MEGABYTE = 1_048_576.0
        const val UNREADABLE = "file_unreadable"
    }
}
