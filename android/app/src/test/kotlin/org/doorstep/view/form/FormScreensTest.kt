package org.doorstep.view.form

import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.FileHash
import org.doorstep.presenter.core.Haste
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.form.Answer
import org.doorstep.presenter.form.Item
import org.doorstep.presenter.form.RedLine
import org.doorstep.view.Look
import org.doorstep.view.Stage
import org.doorstep.view.Way.Companion.about
import org.doorstep.view.picture
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.ParameterizedRobolectricTestRunner.Parameters

@RunWith(ParameterizedRobolectricTestRunner::class)
class FormScreensTest(private val look: Look) {
    private val asks = Questions(look.language != "en")
    private val stage by lazy {
        look.putOn()
        Stage()
    }

    private fun draw(name: String, vararg items: Item, at: String? = null, then: (QuestionsActivity) -> Unit = {}) {
        stage.core.forms.items = items.toList()
        stage.core.forms.pictures[FileHash("photo")] = Questions.house
        stage.draw<QuestionsActivity>("form-$name", look, { about(DraftId("d"), at) }, then)
    }

    @Test
    fun first_section() = draw("first", *asks.all.toTypedArray())

    @Test
    fun words_and_numbers() = draw("typed", asks.health, asks.words, asks.age, asks.money)

    @Test
    fun days_and_times() = draw("moments", asks.health, asks.seen, asks.pills)

    @Test
    fun several_choices() {
        stage.core.forms.beforehand = listOf("help")
        draw("choices", asks.health, asks.help, asks.illness)
    }

    @Test
    fun notes() = draw("notes", asks.mode, asks.total, asks.read)

    @Test
    fun place_and_code() = draw("place", asks.where, asks.card)

    @Test
    fun pictures() = draw("pictures", asks.photo, asks.sign)

    @Test
    fun repeats() = draw("repeat", *asks.members.toTypedArray())

    @Test
    fun what_is_wrong() = draw("issue", asks.wrong, asks.sign, at = "sign")

    @Test
    fun sections() = draw("sections-first", *asks.all.toTypedArray()) {
        it.findViewById<android.view.View>(org.doorstep.R.id.sections)!!.performClick()
        it.picture("form-sections", look)
    }

    @Test
    fun red_line() {
        stage.core.forms.standing = stage.core.forms.standing.copy(redLines = listOf(RedLine.ELDER_NO_FOOD, RedLine.ELDER_UNSAFE_GAS_OR_CO), haste = Haste.EMERGENCY)
        draw("red", asks.health, asks.words)
    }

    @Test
    fun correction() {
        stage.core.forms.standing = stage.core.forms.standing.copy(corrects = RecordId("r"))
        stage.core.forms.answers["outcome"] = Answer.One("met")
        draw("correction", asks.outcome)
    }

    companion object {
        @JvmStatic
        @Parameters(name = "{0}")
        fun looks() = Look.all
    }
}
