package org.doorstep.presenter.form

/** A part of a form that is shown at once: a group of the outermost level, or what stands between two. */
data class Section(
    /** Of its group; empty where what stands between groups has none. */
    val title: String,
    val items: List<Item>,
) {
    /** Stays the same while answers come and go. */
    val key: String get() = when (val first = items.first()) {
        is Item.Heading -> first.path
        is Item.Repeat -> first.path
        is Item.Instance -> first.path
        is Item.Question -> first.path
    }

    /** What a list calls it: its title, or the first thing it asks. */
    val name: String get() = title.ifEmpty {
        items.firstNotNullOf { (it as? Item.Question)?.label ?: (it as? Item.Repeat)?.label }
    }

    fun holds(path: String) = items.any { it is Item.Question && it.path == path || it is Item.Repeat && it.path == path }

    companion object {
        /** In the form's order. What is never shown is left out, and so is a part with nothing to show. */
        fun of(items: List<Item>): List<Section> {
            val sections = mutableListOf<MutableList<Item>>()
            var inGroup = false
            for (item in items) {
                if (item is Item.Question && item.kind == Kind.HIDDEN) continue
                val begins = sections.isEmpty() || item.depth == 0 && (item is Item.Heading || inGroup)
                if (begins) {
                    inGroup = item is Item.Heading
                    sections += mutableListOf<Item>()
                }
                sections.last() += item
            }
            return sections.filter { part -> part.any { it is Item.Question || it is Item.Repeat } }
                .map { part -> Section((part.first() as? Item.Heading)?.label.orEmpty(), part) }
        }
    }
}
