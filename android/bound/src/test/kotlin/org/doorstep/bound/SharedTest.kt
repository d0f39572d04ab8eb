package org.doorstep.bound

import county.doorstep.core.SheetTag
import county.doorstep.core.VisitTag
import org.doorstep.presenter.core.SheetKind
import org.doorstep.presenter.core.VisitKind
import org.junit.Assert.assertEquals
import org.junit.Test

class SharedTest {
    @Test
    fun every_kind_has_its_counterpart() {
        assertEquals(VisitTag.entries, VisitTag.entries.map { it.back().across() })
        assertEquals(VisitKind.entries, VisitKind.entries.map { it.across().back() })
        assertEquals(SheetTag.entries, SheetTag.entries.map { it.back().across() })
        assertEquals(SheetKind.entries, SheetKind.entries.map { it.across().back() })
    }
}
