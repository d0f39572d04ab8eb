package org.doorstep.bound

import county.doorstep.core.Doorstep
import org.doorstep.presenter.enrol.Post
import org.doorstep.presenter.settings.Owner
import org.doorstep.presenter.settings.Owners

internal class BoundOwners(private val doorstep: Doorstep) : Owners {
    override fun owner() = asked {
        doorstep.me()?.let { me -> Owner(me.name, me.posts.mapTo(mutableSetOf()) { Post.valueOf(it.name) }, me.address) }
    }
}
