package org.doorstep.view.sent

import android.graphics.BitmapFactory
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.EditText
import android.widget.ImageView
import android.widget.TextView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.core.Core
import org.doorstep.presenter.sent.Change
import org.doorstep.presenter.sent.Made
import org.doorstep.presenter.sent.Picture
import org.doorstep.presenter.sent.RecordPresenter
import org.doorstep.presenter.sent.RecordScreen
import org.doorstep.presenter.sent.State
import org.doorstep.view.FieldWords
import org.doorstep.view.ScreenActivity
import org.doorstep.view.Way.Companion.record

/** One record: where it is, what is asked about it, what was mended, and what it says. */
class RecordActivity : ScreenActivity<RecordScreen, RecordPresenter>(R.layout.record, R.string.sent_record_title) {
    private val words by lazy { SentWords(resources) }
    private var drawn: RecordScreen? = null

    override fun present(core: Core) = RecordPresenter(intent.record, getString(R.string.language), core.records, app.work)

    override fun wire(presenter: RecordPresenter) {
        find<View>(R.id.mend).setOnClickListener { presenter.mend() }
        find<View>(R.id.reply).setOnClickListener { presenter.reply(find<EditText>(R.id.reply_words).text.toString()) }
        find<View>(R.id.give_back).setOnClickListener { presenter.reply(find<EditText>(R.id.reply_words).text.toString()) }
        find<View>(R.id.retry).setOnClickListener { presenter.retry() }
        find<View>(R.id.corrected_by).setOnClickListener { presenter.openCorrection() }
        find<View>(R.id.corrects).setOnClickListener { presenter.openCorrected() }
    }

    override fun draw(screen: RecordScreen) {
        if (screen.wordless && screen.trouble == null) say(getString(R.string.sent_wordless)) else say(screen.trouble)
        val made = screen.made
        shown(R.id.gone, made == null && screen.read)
        shown(R.id.record, made != null)
        if (made == null) return drawActions(screen)
        drawState(made, screen)
        if (screen != drawn) {
            drawn = screen
            drawAsked(screen)
            drawChanges(screen.changes)
            drawTold(made, screen)
            drawPictures(screen.pictures)
        }
        drawActions(screen)
    }

    private fun drawState(made: Made, screen: RecordScreen) {
        find<TextView>(R.id.about).text = if (made.name == null && made.purpose == null) words.what(made) else FieldWords(resources).name(made.name)
        find<TextView>(R.id.what).text = if (made.purpose == null) words.day(made) else "${words.what(made)} · ${words.day(made)}"
        find<TextView>(R.id.state).apply {
            text = words.of(made.state)
            setTextAppearance(words.style(made.state))
        }
        text(R.id.why, words.why(made.state))
        text(R.id.receipt, screen.receipt?.let { getString(R.string.sent_receipt, words.moment(it.at), it.fingerprint) })
        shown(R.id.retry, made.state is State.Parked)
    }

    private fun drawAsked(screen: RecordScreen) {
        shown(R.id.asked_part, screen.asked.isNotEmpty())
        fill(R.id.asked, screen.asked) { item ->
            val answer = item.answer
            pair(item.label ?: getString(R.string.sent_asks_photo), item.why, answer?.let { getString(R.string.sent_answered_was, words.of(it)) })
        }
        shown(R.id.replied, screen.replied)
    }

    private fun drawChanges(changes: List<Change>) {
        shown(R.id.changes_part, changes.isNotEmpty())
        fill(R.id.changes, changes) { change ->
            pair(change.label, getString(R.string.sent_now, words.of(change.now)), getString(R.string.sent_before, words.of(change.before)))
        }
    }

    private fun drawTold(made: Made, screen: RecordScreen) {
        shown(R.id.told_part, made.purpose != null)
        shown(R.id.told_gone, screen.told.isEmpty())
        fill(R.id.told, screen.told) { pair(it.label, words.of(it.answer), null) }
    }

    private fun drawPictures(pictures: List<Picture>) {
        shown(R.id.pictures_part, pictures.isNotEmpty())
        fill(R.id.pictures, pictures) { picture ->
            layoutInflater.inflate(R.layout.sent_picture, find<ViewGroup>(R.id.pictures), false).apply {
                find<TextView>(R.id.standing).text = words.of(picture.standing)
                find<Button>(R.id.again).apply {
                    visibility = if (picture.standing is Picture.Standing.Parked) View.VISIBLE else View.GONE
                    setOnClickListener { presenter?.retry(picture) }
                }
                presenter?.picture(picture.file) { bytes ->
                    find<ImageView>(R.id.picture).setImageBitmap(BitmapFactory.decodeByteArray(bytes, 0, bytes.size))
                }
            }
        }
    }

    private fun drawActions(screen: RecordScreen) {
        val corrected = screen.correction != null
        shown(R.id.reply_words, screen.canReply)
        shown(R.id.mend, screen.canReply && !corrected)
        shown(R.id.reply, screen.canReply && !corrected)
        shown(R.id.give_back, screen.canReply && corrected)
        shown(R.id.corrected_by, corrected)
        shown(R.id.corrects, screen.made?.corrects != null)
    }

    private fun pair(label: String, main: String, small: String?): View =
        layoutInflater.inflate(R.layout.sent_pair, find<ViewGroup>(R.id.record), false).apply {
            find<TextView>(R.id.label).text = label
            find<TextView>(R.id.main).text = main
            find<TextView>(R.id.small).apply {
                text = small
                visibility = if (small == null) View.GONE else View.VISIBLE
            }
        }

    private fun <T> fill(id: Int, things: List<T>, view: (T) -> View) {
        val list = find<ViewGroup>(id)
        list.removeAllViews()
        things.forEach { list.addView(view(it)) }
    }

    private fun text(id: Int, words: String?) {
        find<TextView>(id).text = words
        shown(id, words != null)
    }

    private fun shown(id: Int, shown: Boolean) {
        find<View>(id).visibility = if (shown) View.VISIBLE else View.GONE
    }
}
