package org.doorstep.bound

import county.doorstep.core.County
import county.doorstep.core.Doorstep
import county.doorstep.core.FieldGroup
import county.doorstep.core.PersonOnFile
import county.doorstep.core.Subject
import county.doorstep.core.SyncStatus
import county.doorstep.core.TestPhone
import county.doorstep.core.sync
import county.doorstep.core.until
import kotlinx.coroutines.runBlocking
import org.doorstep.presenter.clash.Keep
import org.doorstep.presenter.edit.Group
import org.doorstep.presenter.edit.Part
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

/** Two phones change one thing, against a real county. */
class ClashesTest {
    @Test
    fun the_second_of_two_edits_is_settled_by_whoever_made_it() = County().use { county ->
        TestPhone(county.now).use { first ->
            TestPhone(county.now).use { second ->
                enrol(first.core, county.ticket())
                enrol(second.core, county.partnersTicket())
                first.core.writes(county, "other")
                first.core.sent()
                second.core.writes(county, "sibling")
                second.core.sent()
                val clashes = BoundCore(second.core).clashes
                until("the clash to come back") { second.core.sync(); clashes.open(null).rows.isNotEmpty() }
                val clash = clashes.open(null).rows.single()
                assertEquals(county.elder.back(), clash.about)
                assertEquals(Group.RELATION, clash.group)
                assertEquals(Part.Relation("other") to Part.Relation("sibling"), clash.theirs to clash.mine)
                clashes.settle(clash.token, Keep.MINE)
                assertTrue(clashes.open(null).rows.isEmpty())
                second.core.sent()
                until("the other phone to hear") { first.core.sync(); first.core.shown(county) == "sibling" }
            }
        }
    }

    private fun enrol(core: Doorstep, ticket: String) {
        runBlocking { core.enrol(ticket, "phone") }
        until("the first load") { core.sync().status == SyncStatus.Idle }
    }

    private fun Doorstep.writes(county: County, relation: String) {
        editSubject(county.elder, FieldGroup.Relation(relation))
    }

    private fun Doorstep.sent() = until("the edit to be sent") { sync().records.waiting == 0uL }

    private fun Doorstep.shown(county: County): String {
        val id = (county.elder as Subject.Person).id
        return (person(id) as PersonOnFile.Full).person.relation
    }
}
