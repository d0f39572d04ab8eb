package org.doorstep.view

import android.content.Context
import android.os.LocaleList
import org.doorstep.R
import org.junit.Assert.assertEquals
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment

@RunWith(RobolectricTestRunner::class)
class LanguageTest {
    @Test
    fun a_phone_is_answered_in_the_first_of_its_languages_that_the_app_speaks() {
        assertEquals("今天", today("zh-CN"))
        assertEquals("今天", today("zh-CN,en-US"))
        assertEquals("Today", today("en-GB,zh-CN"))
        assertEquals("Today", today("bo-CN,en-US"))
    }

    @Test
    fun a_phone_of_another_language_is_answered_in_chinese() = assertEquals("今天", today("bo-CN"))

    private fun today(languages: String): String {
        val app: Context = RuntimeEnvironment.getApplication()
        val configuration = app.resources.configuration.apply { setLocales(LocaleList.forLanguageTags(languages)) }
        return app.createConfigurationContext(configuration).getString(R.string.today_title)
    }
}
