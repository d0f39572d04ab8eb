package org.doorstep.presenter.form

import java.time.LocalDate
import java.time.LocalTime
import java.time.OffsetDateTime
import org.doorstep.presenter.core.FileHash
import org.doorstep.presenter.core.Fix

/** What a person can answer, by kind. There is no empty one. */
sealed interface Answer {
    data class Text(val text: String) : Answer
    data class Integer(val number: Long) : Answer

    /** As written: `1200.50`. */
    data class Decimal(val number: String) : Answer
    data class Date(val date: LocalDate) : Answer
    data class Time(val time: LocalTime) : Answer
    data class DateTime(val moment: OffsetDateTime) : Answer

    /** `LATITUDE LONGITUDE ALTITUDE ACCURACY`, degrees and metres. */
    data class Point(val point: String) : Answer {
        val accuracyMetres: Int? get() = point.split(' ').getOrNull(3)?.toDoubleOrNull()?.let { Math.ceil(it).toInt() }
    }
    data class One(val code: String) : Answer
    data class Many(val codes: List<String>) : Answer
    data class Media(val file: FileHash) : Answer
    data object Acknowledged : Answer

    companion object {
        fun of(fix: Fix) = Point("${fix.at.latitude} ${fix.at.longitude} 0 ${fix.accuracyMetres}")
    }
}
