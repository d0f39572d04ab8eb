package org.doorstep.presenter.settings

import org.doorstep.presenter.Trouble
import org.doorstep.presenter.enrol.Post

class FakeOwners(var owner: Owner? = Owner("秦晓", setOf(Post.WORKER), "https://county.example:8443")) : Owners {
    var trouble: Trouble? = null

    override fun owner(): Owner? = trouble?.let { throw it } ?: owner
}

class FakeAppearance(override var language: Language = Language.PHONE, override var text: TextSize = TextSize.PHONE) : Appearance
