package org.doorstep.view.finish

import android.content.res.Resources
import org.doorstep.R
import org.doorstep.presenter.finish.Flag

/** What is unusual, with its figures, in words that accuse nobody. */
class FlagWords(private val resources: Resources) {
    fun of(flags: List<Flag>): String = flags.joinToString("\n") { "· ${of(it)}" }

    fun of(flag: Flag): String = when (flag) {
        Flag.NoPlace -> resources.getString(R.string.finish_flag_no_place)
        is Flag.WeakPlace -> resources.getString(R.string.finish_flag_weak_place, flag.metres)
        Flag.MockPlace -> resources.getString(R.string.finish_flag_mock_place)
        Flag.DoubtfulClock -> resources.getString(R.string.finish_flag_doubtful_clock)
        is Flag.FarFromDoor -> resources.getString(R.string.finish_flag_far, distance(flag.metres))
        is Flag.OutsideVillage -> resources.getString(R.string.finish_flag_outside, distance(flag.metres))
        is Flag.Short -> resources.getString(R.string.finish_flag_short, flag.minutes, flag.usual)
        is Flag.Speed -> resources.getString(R.string.finish_flag_speed, distance(flag.metres), flag.minutes)
        is Flag.OnePoint -> resources.getQuantityString(R.plurals.finish_flag_one_point, flag.others, flag.others)
        Flag.SamePlace -> resources.getString(R.string.finish_flag_same_place)
        Flag.SamePhotograph -> resources.getString(R.string.finish_flag_same_photograph)
        Flag.UnvouchedPhotograph -> resources.getString(R.string.finish_flag_unvouched)
    }

    private fun distance(metres: Int) =
        if (metres < 1_000) resources.getString(R.string.field_metres, metres) else resources.getString(R.string.field_kilometres, metres / 1_000.0)
}
