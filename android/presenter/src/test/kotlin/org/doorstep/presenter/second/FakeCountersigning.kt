package org.doorstep.presenter.second

import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.AccountId
import org.doorstep.presenter.core.RecordId

/** Codes are `ask VISIT` and `done VISIT`. */
class FakeCountersigning : Countersigning {
    var trouble: Trouble? = null
    var name: String? = "李秋"
    val signed = mutableListOf<String>()

    override fun request(visit: RecordId): String {
        trouble?.let { throw it }
        return "ask ${visit.text}"
    }

    override fun asked(code: String) = read("ask", code)

    override fun sign(code: String): String {
        trouble?.let { throw it }
        signed += code
        return code.replace("ask", "done")
    }

    override fun signed(code: String) = read("done", code)

    private fun read(kind: String, code: String): Note {
        if (!code.startsWith("$kind ")) throw Trouble.Invalid("code", "not_a_countersign_code")
        return Note(RecordId(code.removePrefix("$kind ")), AccountId("a"), name)
    }
}
