package org.doorstep.view.form

import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Paint
import java.io.ByteArrayOutputStream
import java.time.LocalDate
import org.doorstep.presenter.core.FileHash
import org.doorstep.presenter.form.Answer
import org.doorstep.presenter.form.Choice
import org.doorstep.presenter.form.Issue
import org.doorstep.presenter.form.Item
import org.doorstep.presenter.form.Kind

/** A form that asks for everything, in the language of the picture. */
class Questions(private val zh: Boolean) {
    private fun say(chinese: String, english: String) = if (zh) chinese else english

    val outcome = Item.Question(
        "outcome", "outcome", Kind.ONE, say("本次走访结果", "Outcome of this visit"), required = true,
        choices = listOf(
            Choice("met", say("见到本人", "Met")), Choice("nobody", say("家里没人", "Nobody home")),
            Choice("moved", say("已搬走", "Moved away")), Choice("refused", say("拒绝走访", "Refused")),
        ),
    )
    val mode = Item.Question("mode", "mode", Kind.NOTE, say("请先说明来意，出示工作证。", "Say why you came, and show your card."))
    val words = Item.Question(
        "health/words", "words", Kind.TEXT, say("身体情况", "How is their health?"), hint = say("用对方自己的话", "In their own words"),
        guidance = say("包括慢性病、用药、最近一次看病。", "Long illnesses, medicines, the last visit to a doctor."), lines = 3, required = true, depth = 1,
    )
    val age = Item.Question("health/age", "age", Kind.INTEGER, say("跌倒次数", "Falls this year"), depth = 1)
    val money = Item.Question("health/money", "money", Kind.DECIMAL, say("上月药费（元）", "Medicine last month (yuan)"), value = Answer.Decimal("1200.50"), depth = 1)
    val seen = Item.Question("health/seen", "seen", Kind.DATE, say("最近一次看病", "Last seen by a doctor"), value = Answer.Date(LocalDate.of(2026, 10, 9)), depth = 1)
    val pills = Item.Question("health/pills", "pills", Kind.TIME, say("几点吃药", "When are the pills taken?"), depth = 1)
    val help = Item.Question(
        "health/help", "help", Kind.MANY, say("谁来帮忙", "Who helps?"), value = Answer.Many(listOf("daughter")), depth = 1,
        choices = listOf(Choice("daughter", say("女儿", "Daughter")), Choice("neighbour", say("邻居", "Neighbour")), Choice("nobody", say("没有人", "Nobody"))),
    )
    val read = Item.Question("agree", "agree", Kind.ACKNOWLEDGE, say("已说明信息只用于社会救助。", "It was said that this is for social assistance only."))
    val where = Item.Question("where", "where", Kind.PLACE, say("门口位置", "Where the door is"), value = Answer.Point("29.1 110.2 0 12"), accuracyMetres = 15)
    val card = Item.Question("card", "card", Kind.BARCODE, say("门牌二维码", "The door card's code"), value = Answer.Text("430822-117"))
    val photo = Item.Question("photo", "photo", Kind.IMAGE, say("房屋照片", "A photo of the house"), value = Answer.Media(FileHash("photo")))
    val sign = Item.Question("sign", "sign", Kind.SIGNATURE, say("老人签名", "The elder's signature"), required = true)
    val members = listOf(
        Item.Repeat("members", say("共同生活的人", "People who live together"), 1, true, 0),
        Item.Instance("members[1]", 1, true, 1),
        Item.Question("members[1]/name", "name", Kind.TEXT, say("姓名", "Name"), value = Answer.Text("向小满"), depth = 2),
    )
    val illness = Item.Question(
        "illness", "illness", Kind.ONE, say("主要疾病", "Main illness"),
        choices = (1..20).map { Choice("i$it", say("疾病 $it", "Illness $it")) },
    )
    val total = Item.Question("total", "total", Kind.NOTE, say("人均月收入：860 元", "Monthly income a head: 860 yuan"), reckoned = true)
    val wrong = Item.Question(
        "wrong", "wrong", Kind.INTEGER, say("家里几口人", "How many people?"), value = Answer.Integer(99),
        issue = Issue(Issue.Code.CONSTRAINT, say("一户最多 30 人", "A household has at most 30")),
    )
    val health = Item.Heading("health", say("健康", "Health"), 0)
    val all = listOf(outcome, mode, health, words, age, money, seen, pills, help, read, where)

    companion object {
        /** A house in a landscape, as a camera might have seen it. */
        val house: ByteArray by lazy {
            val picture = Bitmap.createBitmap(320, 240, Bitmap.Config.ARGB_8888)
            val canvas = Canvas(picture)
            canvas.drawColor(Color.rgb(176, 205, 224))
            val paint = Paint()
            fun block(colour: Int, left: Float, top: Float, right: Float, bottom: Float) {
                paint.color = colour
                canvas.drawRect(left, top, right, bottom, paint)
            }
            block(Color.rgb(104, 128, 84), 0f, 160f, 320f, 240f)
            block(Color.rgb(196, 172, 140), 80f, 90f, 240f, 200f)
            block(Color.rgb(88, 60, 48), 64f, 70f, 256f, 96f)
            block(Color.rgb(70, 52, 40), 146f, 140f, 176f, 200f)
            ByteArrayOutputStream().also { picture.compress(Bitmap.CompressFormat.PNG, 100, it) }.toByteArray()
        }
    }
}
