package org.doorstep.view

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Intent
import android.net.Uri
import android.widget.Toast
import org.doorstep.R
import org.doorstep.presenter.Destination
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.HouseholdId
import org.doorstep.presenter.core.PersonId
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.core.Subject

/** Leads from one screen to the next. What goes along are ids; whose they are, the next screen asks the core. */
internal class Way(private val from: Activity) {
    fun go(where: Destination) {
        when (where) {
            Destination.Back -> from.finish()
            Destination.Home -> from.startActivity(screen(HOME).addFlags(Intent.FLAG_ACTIVITY_CLEAR_TASK or Intent.FLAG_ACTIVITY_NEW_TASK))
            is Destination.Call -> outside(Intent(Intent.ACTION_DIAL, Uri.fromParts("tel", where.number, null)))
            is Destination.Map -> outside(Intent(Intent.ACTION_VIEW, Uri.parse("geo:0,0?q=${where.latitude},${where.longitude}")))
            else -> from.startActivity(intent(where))
        }
    }

    private fun intent(where: Destination): Intent = when (where) {
        Destination.Enrol -> screen("enrol.EnrolActivity")
        Destination.Unlock -> screen("lock.UnlockActivity")
        Destination.Today -> screen("today.TodayActivity")
        Destination.Find -> screen("find.FindActivity")
        is Destination.File -> screen("file.FileActivity").about(where.of)
        is Destination.Edit -> screen("file.EditActivity").about(where.of).putExtra(GROUP, where.group)
        is Destination.NewPerson -> screen("file.NewPersonActivity").putExtra(HOUSEHOLD, where.household?.text)
        is Destination.Questions -> screen("form.QuestionsActivity").putExtra(DRAFT, where.draft.text).putExtra(QUESTION, where.at)
        is Destination.Camera -> screen("camera.CameraActivity").putExtra(DRAFT, where.draft.text).putExtra(QUESTION, where.question)
        is Destination.Signature -> screen("signature.SignatureActivity").putExtra(DRAFT, where.draft.text).putExtra(QUESTION, where.question)
        is Destination.Barcode -> screen("scan.BarcodeActivity").putExtra(DRAFT, where.draft.text).putExtra(QUESTION, where.question)
        is Destination.Finish -> screen("finish.FinishActivity").putExtra(DRAFT, where.draft.text)
        is Destination.SecondInvestigator -> screen("second.SecondInvestigatorActivity").putExtra(RECORD, where.visit.text)
        Destination.SignForColleague -> screen("second.SignForColleagueActivity")
        Destination.Sent -> screen("sent.SentActivity")
        is Destination.Record -> screen("sent.RecordActivity").putExtra(RECORD, where.record.text)
        Destination.Clashes -> screen("clash.ClashesActivity")
        Destination.Hours -> screen("hours.HoursActivity")
        Destination.Certificate -> screen("hours.CertificateActivity")
        Destination.Sync -> screen("sync.SyncActivity")
        Destination.Settings -> screen("settings.SettingsActivity")
        Destination.Pin -> screen("lock.PinActivity")
        Destination.About -> screen("settings.AboutActivity")
        Destination.Back, Destination.Home, is Destination.Call, is Destination.Map -> error("no screen of ours")
    }

    private fun screen(name: String) = Intent().setClassName(from, "org.doorstep.view.$name")

    private fun outside(intent: Intent) = try {
        from.startActivity(intent)
    } catch (_: ActivityNotFoundException) {
        Toast.makeText(from, R.string.common_no_app_for_that, Toast.LENGTH_LONG).show()
    }

    companion object {
        private const val HOME = "launch.LaunchActivity"
        private const val DRAFT = "draft"
        private const val QUESTION = "question"
        private const val RECORD = "record"
        private const val GROUP = "group"
        private const val HOUSEHOLD = "household"
        private const val PERSON = "person"

        /** What a screen was told. An intent of ours always says it; no other app can start a screen. */
        val Intent.draft get() = DraftId(told(DRAFT))
        val Intent.question get() = told(QUESTION)
        val Intent.questionIfAny: String? get() = getStringExtra(QUESTION)
        val Intent.record get() = RecordId(told(RECORD))
        val Intent.group get() = told(GROUP)
        val Intent.household get() = getStringExtra(HOUSEHOLD)?.let(::HouseholdId)
        val Intent.subject: Subject
            get() = household?.let { Subject.Household(it) } ?: Subject.Person(PersonId(told(PERSON)))

        private fun Intent.told(name: String) = requireNotNull(getStringExtra(name)) { "not told: $name" }

        fun Intent.about(draft: DraftId, question: String?) = apply { putExtra(DRAFT, draft.text).putExtra(QUESTION, question) }

        fun Intent.about(record: RecordId) = apply { putExtra(RECORD, record.text) }

        fun Intent.about(subject: Subject) = apply {
            when (subject) {
                is Subject.Household -> putExtra(HOUSEHOLD, subject.id.text)
                is Subject.Person -> putExtra(PERSON, subject.id.text)
            }
        }
    }
}
