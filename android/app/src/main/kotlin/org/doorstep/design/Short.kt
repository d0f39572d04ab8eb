package org.doorstep.design

import android.content.res.Configuration
import android.view.ViewGroup
import android.widget.LinearLayout
import android.widget.ScrollView

/** Held across, in half a split screen, or at a size of text for which there is hardly room. */
internal val Configuration.isShort get() = screenHeightDp < 400 || screenHeightDp < 300 * fontScale

/** Where there is no room for both, the actions come after what there is to read, and scroll with it. */
internal fun ViewGroup.letActionsScroll() {
    val page = getChildAt(0) as? LinearLayout ?: return
    val read = (page.getChildAt(0) as? ScrollView)?.getChildAt(0) as? LinearLayout ?: return
    val actions = page.getChildAt(1) ?: return
    page.removeView(actions)
    read.addView(actions)
    // Both stand off the edges; once is enough.
    actions.setPadding(0, actions.paddingTop, 0, actions.paddingBottom)
}
