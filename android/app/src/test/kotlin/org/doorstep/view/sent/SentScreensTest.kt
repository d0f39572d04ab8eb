package org.doorstep.view.sent

import java.time.Instant
import java.time.LocalDate
import org.doorstep.presenter.core.FileHash
import org.doorstep.presenter.core.Haste
import org.doorstep.presenter.core.Purpose
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.core.VisitKind
import org.doorstep.presenter.form.Answer
import org.doorstep.presenter.sent.Asked
import org.doorstep.presenter.sent.Made
import org.doorstep.presenter.sent.Picture
import org.doorstep.presenter.sent.Receipt
import org.doorstep.presenter.sent.State
import org.doorstep.view.Look
import org.doorstep.view.MONDAY
import org.doorstep.view.Stage
import org.doorstep.view.Way.Companion.about
import org.doorstep.view.form.Questions
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.ParameterizedRobolectricTestRunner.Parameters

@RunWith(ParameterizedRobolectricTestRunner::class)
class SentScreensTest(private val look: Look) {
    private val zh = look.language != "en"
    private val asks = Questions(zh)
    private val id = RecordId("r")
    private val records by lazy { stage.core.records }
    private val stage by lazy {
        look.putOn()
        Stage()
    }

    private fun made(id: String, name: String?, visit: VisitKind?, state: State, day: LocalDate = MONDAY, kind: String = "visit") =
        Made(RecordId(id), name, visit?.let { Purpose.Visit(it) }, kind, day, Haste.NORMAL, state)

    private val returned = made("r", "覃桂香", VisitKind.ELDER_CHECK_IN, State.Returned).copy(
        asked = listOf(
            Asked("health/words", if (zh) "请写清楚是哪只腿。" else "Say which leg."),
            Asked("ab", if (zh) "照片糊了，请重拍。" else "The photo is blurred; take another."),
        ),
        deadline = MONDAY.plusDays(3),
    )

    private fun record(name: String, made: Made) {
        if (records.rows.isEmpty()) records.rows = listOf(made)
        val words = asks.words.copy(value = Answer.Text(if (zh) "腿疼" else "A leg hurts"))
        if (made.purpose != null) records.answers += made.record to listOf(asks.outcome.copy(value = Answer.One("met")), words, asks.seen, asks.where)
        stage.draw<RecordActivity>("record-$name", look, { about(made.record) })
    }

    @Test
    fun list() {
        records.rows = listOf(
            made("1", "覃桂香", VisitKind.ELDER_CHECK_IN, State.Waiting),
            returned,
            made("2", "向小满", VisitKind.GUARDIAN_VISIT, State.Sent, MONDAY.minusDays(1)),
            made("3", "田家旺", VisitKind.HOUSEHOLD_CHECK, State.NeedsReview(listOf("income_does_not_add_up")), MONDAY.minusDays(2)),
            made("4", null, null, State.Approved, MONDAY.minusDays(3), "hours"),
        )
        stage.draw<SentActivity>("sent", look)
    }

    @Test
    fun nothing() = stage.draw<SentActivity>("sent-empty", look)

    @Test
    fun sent() {
        stage.core.records.receipts = mapOf(id to Receipt(Instant.parse("2026-11-23T09:12:00Z"), "3f9ac0d1b2e47788"))
        stage.core.records.pictures = listOf(Picture(1, FileHash("photo"), Picture.Standing.Waiting(40), true))
        stage.core.records.bytes = mapOf(FileHash("photo") to Questions.house)
        record("sent", made("r", "覃桂香", VisitKind.ELDER_CHECK_IN, State.Sent))
    }

    @Test
    fun parked() {
        stage.core.records.pictures = listOf(Picture(1, FileHash("photo"), Picture.Standing.Parked("too_large"), false))
        record("parked", made("r", "覃桂香", VisitKind.ELDER_CHECK_IN, State.Parked("bad_signature")))
    }

    @Test
    fun needs_review() = record("review", made("r", "田家旺", VisitKind.HOUSEHOLD_CHECK, State.NeedsReview(listOf("income_does_not_add_up", "near_relative"))))

    @Test
    fun returned() = record("returned", returned)

    @Test
    fun corrected() {
        val mended = made("n", "覃桂香", VisitKind.ELDER_CHECK_IN, State.Waiting).copy(corrects = id)
        stage.core.records.rows = listOf(mended, returned)
        val words = asks.words.copy(value = Answer.Text(if (zh) "右腿疼，贴了膏药" else "The right leg hurts; a plaster was put on"))
        stage.core.records.answers += RecordId("n") to listOf(asks.outcome.copy(value = Answer.One("met")), words, asks.seen, asks.where)
        record("diff", returned)
    }

    @Test
    fun gone() = stage.draw<RecordActivity>("record-gone", look, { about(RecordId("x")) })

    companion object {
        @JvmStatic
        @Parameters(name = "{0}")
        fun looks() = Look.all
    }
}
