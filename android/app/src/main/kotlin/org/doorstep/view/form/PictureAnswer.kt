package org.doorstep.view.form

import android.graphics.BitmapFactory
import android.view.LayoutInflater
import android.view.View
import android.view.ViewGroup
import android.widget.ImageView
import org.doorstep.R
import org.doorstep.presenter.core.FileHash
import org.doorstep.presenter.form.Answer
import org.doorstep.presenter.form.FormScreen
import org.doorstep.presenter.form.Item
import org.doorstep.presenter.form.Kind

/** A photograph or a signature: as it is, and the way to take it. */
class PictureAnswer(slot: ViewGroup, private val taps: FormTaps) : AnswerView {
    private val picture = (LayoutInflater.from(slot.context).inflate(R.layout.answer_picture, slot, false) as ImageView).also { slot.addView(it) }
    private val take = slot.button(R.string.form_photo_take)
    private val remove = slot.button(R.string.form_remove_picture)
    private var shown: FileHash? = null

    override fun draw(question: Item.Question, screen: FormScreen) {
        val file = (question.value as? Answer.Media)?.file
        val signs = question.kind == Kind.SIGNATURE
        picture.contentDescription = picture.resources.getString(if (signs) R.string.form_signature else R.string.form_photo)
        if (file != shown) {
            shown = file
            picture.visibility = View.GONE
            if (file != null) taps.picture(file) { bytes -> if (shown == file) show(bytes) }
        }
        take.setText(
            when {
                signs && file != null -> R.string.form_sign_again
                signs -> R.string.form_sign
                file != null -> R.string.form_photo_again
                else -> R.string.form_photo_take
            },
        )
        take.isEnabled = !question.readonly
        take.setOnClickListener { if (signs) taps.signature(question.path) else taps.camera(question.path) }
        remove.visibility = if (file == null || question.readonly) View.GONE else View.VISIBLE
        remove.setOnClickListener { taps.answered(question.path, null) }
    }

    private fun show(bytes: ByteArray) {
        val size = BitmapFactory.Options().apply { inJustDecodeBounds = true }
        BitmapFactory.decodeByteArray(bytes, 0, bytes.size, size)
        val most = picture.resources.getDimensionPixelSize(R.dimen.thumbnail)
        val options = BitmapFactory.Options().apply { inSampleSize = maxOf(1, minOf(size.outWidth, size.outHeight) / most) }
        picture.setImageBitmap(BitmapFactory.decodeByteArray(bytes, 0, bytes.size, options))
        picture.visibility = View.VISIBLE
    }
}
