package org.doorstep.bound

import county.doorstep.core.Page
import county.doorstep.core.SheetTag
import county.doorstep.core.Urgency
import county.doorstep.core.VisitTag
import org.doorstep.presenter.core.Cursor
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.core.Haste
import org.doorstep.presenter.core.HouseholdId
import org.doorstep.presenter.core.PAGE
import org.doorstep.presenter.core.PersonId
import org.doorstep.presenter.core.Place
import org.doorstep.presenter.core.Purpose
import org.doorstep.presenter.core.SheetKind
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.core.VisitKind

// What several interfaces speak of, from one side of the wall to the other.

internal fun page(after: Cursor?) = Page(PAGE.toUInt(), after?.text)

internal fun Subject.across() = when (this) {
    is Subject.Household -> county.doorstep.core.Subject.Household(id.text)
    is Subject.Person -> county.doorstep.core.Subject.Person(id.text)
}

internal fun county.doorstep.core.Subject.back() = when (this) {
    is county.doorstep.core.Subject.Household -> Subject.Household(HouseholdId(id))
    is county.doorstep.core.Subject.Person -> Subject.Person(PersonId(id))
}

internal fun county.doorstep.core.Purpose.back() = when (this) {
    is county.doorstep.core.Purpose.Visit -> Purpose.Visit(visit.back())
    is county.doorstep.core.Purpose.Sheet -> Purpose.Sheet(sheet.back())
}

internal fun VisitTag.back() = VisitKind.valueOf(name)

internal fun VisitKind.across() = VisitTag.valueOf(name)

internal fun SheetTag.back() = SheetKind.valueOf(name)

internal fun SheetKind.across() = SheetTag.valueOf(name)

internal fun Urgency.back() = when (this) {
    Urgency.NORMAL -> Haste.NORMAL
    Urgency.EMERGENCY -> Haste.EMERGENCY
}

internal fun Place.across() = county.doorstep.core.Place(longitude, latitude)

internal fun county.doorstep.core.Place.back() = Place(longitude, latitude)

internal fun Fix.across() = county.doorstep.core.Fix(at.across(), accuracyMetres, provider, ageMillis.toULong(), mock)
