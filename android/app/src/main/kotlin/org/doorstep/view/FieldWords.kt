package org.doorstep.view

import android.content.res.Resources
import org.doorstep.R
import org.doorstep.presenter.core.Purpose
import org.doorstep.presenter.core.SheetKind
import org.doorstep.presenter.core.VisitKind

/** The field's own terms. */
class FieldWords(private val resources: Resources) {
    fun of(purpose: Purpose): String = when (purpose) {
        is Purpose.Visit -> of(purpose.kind)
        is Purpose.Sheet -> of(purpose.kind)
    }

    fun of(visit: VisitKind): String = resources.getString(
        when (visit) {
            VisitKind.HOUSEHOLD_CHECK -> R.string.field_household_check
            VisitKind.GUARDIAN_VISIT -> R.string.field_guardian_visit
            VisitKind.ELDER_CHECK_IN -> R.string.field_elder_check_in
            VisitKind.NEEDS_ASSESSMENT -> R.string.field_needs_assessment
            VisitKind.CENSUS -> R.string.field_census
            VisitKind.FOLLOW_UP -> R.string.field_follow_up
        },
    )

    fun of(sheet: SheetKind): String = resources.getString(
        when (sheet) {
            SheetKind.MANDATORY_REPORT -> R.string.field_mandatory_report
            SheetKind.URGENT_REPORT -> R.string.field_urgent_report
            SheetKind.VOLUNTEER_REPORT -> R.string.field_volunteer_report
            SheetKind.SERVICE_PLAN -> R.string.field_service_plan
            SheetKind.SUPERVISION -> R.string.field_supervision
            SheetKind.TRAINING -> R.string.field_training
            SheetKind.CONSENT -> R.string.field_consent
        },
    )

    fun name(name: String?): String = name ?: resources.getString(R.string.field_name_unknown)
}
