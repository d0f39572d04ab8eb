package org.doorstep.story

import android.view.View
import county.doorstep.core.County
import county.doorstep.core.FIRST
import county.doorstep.core.ReviewState
import county.doorstep.core.VisitTag
import county.doorstep.core.sync
import county.doorstep.core.until
import java.time.Duration
import org.doorstep.R
import org.doorstep.design.QrView
import org.doorstep.design.find
import org.doorstep.presenter.core.RecordId
import org.doorstep.view.Look
import org.doorstep.view.Way.Companion.record
import org.doorstep.view.launch.LaunchActivity
import org.doorstep.view.lock.types
import org.doorstep.view.picture
import org.doorstep.view.scan.ScanView
import org.doorstep.view.scan.camera
import org.doorstep.view.second.SignForColleagueActivity
import org.doorstep.view.shown
import org.doorstep.view.write
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** The main job, by taps, over the real core and a real county: from a ticket to an approved visit. */
@RunWith(RobolectricTestRunner::class)
class MainJobTest {
    private val look = Look("zh-rCN", night = false, textPercent = 100)

    @Test
    fun a_visit_is_made_offline_stood_by_sent_returned_mended_and_approved() {
        look.putOn()
        camera(allowed = true)
        County().use { county ->
            RealPhone(county).use { phone -> RealPhone(county).use { colleague -> Day(county, phone, colleague).live() } }
        }
    }

    private inner class Day(private val county: County, private val phone: RealPhone, private val colleague: RealPhone) {
        private lateinit var walk: Walk

        fun live() {
            colleague.takeUp()
            Walk(LaunchActivity::class.java).use { enrol(it, colleague, county.partnersTicket()) }
            phone.takeUp()
            walk = Walk(LaunchActivity::class.java)
            walk.use {
                enrol(walk, phone, county.ticket())
                lock()
                county.stop()
                visit()
                val visit = finish()
                secondInvestigator(visit)
                walk.tap(R.string.second_home)
                county.start()
                send()
                receipt(visit)
                returned(visit)
                val mended = mend()
                approved(visit, mended)
            }
        }

        private fun enrol(walk: Walk, phone: RealPhone, ticket: String) {
            assertEquals("Enrol", walk.name)
            walk.screen.find<ScanView>(R.id.scan).hear(ticket)
            walk.tap(R.string.enrol_same)
            until("what is on file") {
                phone.work.letCome()
                walk.settle()
                walk.screen.shown(walk.screen.getString(R.string.enrol_lock)) != null
            }
            if (phone === colleague) return walk.tap(R.string.enrol_no_pin)
            walk.tap(R.string.enrol_choose_pin)
            repeat(2) { type(walk) }
            walk.tap(R.string.common_done)
            assertEquals("Today", walk.name)
        }

        private fun type(walk: Walk) {
            walk.screen.types("271828")
            walk.settle()
        }

        /** Left for longer than the lock is patient, the phone asks who it is. */
        private fun lock() {
            walk.away(Duration.ofMinutes(6))
            assertEquals("Unlock", walk.name)
            type(walk)
            assertEquals("Today", walk.name)
        }

        private fun visit() {
            phone.goTo(VisitTag.HOUSEHOLD_CHECK)
            walk.away(Duration.ofSeconds(1))
            walk.screen.picture("story-today", look)
            walk.tapRow("核查")
            // Others behind the same door are due, too.
            walk.choose("核查")
            assertEquals("Questions", walk.name)
            val given = mapOf(
                "second_investigator" to county.partner,
                "photo_dwelling" to "taken",
                "household_signed" to "signed",
                "second_signed" to "own_phone",
                "findings" to "屋里漏雨",
            )
            Filler(walk, phone, given).fill()
        }

        private fun finish(): RecordId {
            walk.screen.picture("story-finish", look)
            walk.tap(R.string.finish_save)
            assertNotNull(walk.screen.shown(walk.screen.getString(R.string.finish_saved)))
            walk.tap(R.string.finish_second)
            return walk.screen.intent.record
        }

        /** From phone to phone and back, with no network between them. */
        private fun secondInvestigator(visit: RecordId) {
            val asks = walk.screen.find<QrView>(R.id.code).text
            colleague.takeUp()
            val signed = Walk(SignForColleagueActivity::class.java).use { other ->
                other.screen.find<ScanView>(R.id.scan).hear(asks)
                other.settle()
                other.tap(R.string.second_colleague_sign)
                other.screen.picture("story-colleague", look)
                other.screen.find<QrView>(R.id.code).text
            }
            phone.takeUp()
            walk.tap(R.string.second_scanned)
            walk.screen.find<ScanView>(R.id.scan).hear(signed)
            walk.settle()
            assertNotNull(walk.screen.shown(walk.screen.getString(R.string.second_done, county.partner)))
            assertTrue(visit.text.isNotEmpty())
        }

        private fun send() {
            val waiting = phone.core.syncState().records.waiting.toInt()
            walk.tap(walk.screen.resources.getQuantityString(R.plurals.today_waiting, waiting, waiting))
            assertEquals("Sync", walk.name)
            until("all to be sent") {
                walk.tap(R.string.sync_now)
                walk.screen.shown(walk.screen.getString(R.string.sync_nothing)) != null
            }
            walk.back()
        }

        private fun receipt(visit: RecordId) {
            walk.tap(R.string.today_records)
            walk.tapRow(walk.screen.getString(R.string.sent_sent))
            assertTrue(walk.screen.find<View>(R.id.receipt).isShown)
            walk.screen.picture("story-receipt", look)
            assertEquals(1, county.stored(visit.text))
            walk.back()
            walk.back()
        }

        private fun returned(visit: RecordId) {
            county.review(visit.text, mapOf("step" to "start"))
            val items = listOf(mapOf("target" to "conclusion/findings", "reason" to "哪一间屋漏雨？"))
            county.review(visit.text, mapOf("step" to "return", "items" to items, "deadline" to phone.today().plusDays(3).toString()))
            hear { phone.core.returned(FIRST).rows.isNotEmpty() }
        }

        /** The phone hears of it when it next asks. */
        private fun hear(so: () -> Boolean) {
            until("the county's word") {
                phone.core.sync()
                so()
            }
            walk.away(Duration.ofSeconds(1))
        }

        private fun mend(): RecordId {
            walk.tap(walk.screen.resources.getQuantityString(R.plurals.today_returned, 1, 1))
            walk.tapRow(walk.screen.getString(R.string.sent_returned))
            assertNotNull(walk.screen.shown("哪一间屋漏雨？"))
            walk.screen.picture("story-returned", look)
            walk.tap(R.string.sent_mend)
            Filler(walk, phone, mapOf("findings" to "堂屋漏雨，两处")).fill()
            walk.tap(R.string.finish_save)
            walk.screen.write(R.id.words, "已核实")
            walk.tap(R.string.finish_give_back)
            assertNotNull(walk.screen.shown(walk.screen.getString(R.string.finish_given_back)))
            walk.tap(R.string.finish_home)
            assertEquals("Today", walk.name)
            hear { phone.core.syncState().records.waiting == 0uL }
            return RecordId(requireNotNull(phone.core.history(null, FIRST).rows.first { it.corrects != null }.record))
        }

        private fun approved(visit: RecordId, mended: RecordId) {
            val stands = county.visit(mended.text)
            assertEquals("堂屋漏雨，两处", stands.getJSONObject("payload").getString("findings"))
            assertEquals(visit.text, stands.getJSONObject("visit").getString("corrects"))
            county.review(mended.text, mapOf("step" to "approve"))
            hear { phone.core.made(mended.text)?.review?.state == ReviewState.APPROVED }
            walk.tap(R.string.today_records)
            walk.tapRow(walk.screen.getString(R.string.sent_approved))
            walk.screen.picture("story-approved", look)
            for (record in listOf(visit, mended)) assertEquals(1, county.stored(record.text))
        }
    }
}
